import { Refusal } from './errors.ts';
import type { Action, Payload } from './payload.ts';
import type { Sealer } from './seal.ts';

/**
 * An HTTP API takes a request line and headers of 10,240 bytes together (API Gateway quotas); a browser needs up to
 * 2,000 of them for its own headers.
 */
const MAX_URL_LENGTH = 8_000;

/** Where callback URLs point: a URL, or an API Gateway API by its id. */
export type BaseUrl = string | { readonly api_id: string; readonly stage: string; readonly region?: string };

/**
 * The callback URL of an action. Its name and type are there for people to read; only the sealed copy counts.
 *
 * @throws {Refusal} UrlTooLong
 */
export function buildCallbackUrl(
  base: string,
  action: Pick<Action, 'name' | 'type'>,
  sealed: string,
): string {
  const query = new URLSearchParams({ action: action.name, type: action.type, data: sealed });
  const url = `${base.replace(/\/+$/, '')}/respond?${query}`;
  if (url.length <= MAX_URL_LENGTH) return url;
  throw new Refusal(
    'UrlTooLong',
    `The URL of the action ${action.name} has ${url.length} characters; ${MAX_URL_LENGTH} is the limit.`,
  );
}

/** An action, sealed, and the callback URL that carries it. */
export interface SealedAction {
  readonly action: string;
  readonly sealed: string;
  readonly url: string;
}

/**
 * Seals the actions of one task, each into a payload of its own, in their order.
 *
 * @throws {Refusal} UrlTooLong
 */
export type SealActions = (payloads: readonly Payload[]) => Promise<readonly SealedAction[]>;

/** @param baseUrl where the callback URLs point */
export function createActionSealer(seal: Sealer['seal'], baseUrl: string): SealActions {
  return (payloads) =>
    Promise.all(
      payloads.map(async (payload) => {
        const sealed = await seal(payload);
        const { action } = payload;
        return { action: action.name, sealed, url: buildCallbackUrl(baseUrl, action, sealed) };
      }),
    );
}

/**
 * Checks the name and the type of an action that stand in a callback URL for people to read. Either may be missing, as in
 * sfn-callback-urls.
 *
 * @throws {Refusal} ActionMismatched
 */
export function assertSameAction(
  { name, type }: Pick<Action, 'name' | 'type'>,
  query: URLSearchParams,
): void {
  for (const [member, sealed] of Object.entries({ name, type })) {
    const inUrl = query.get(member === 'name' ? 'action' : 'type');
    if (!inUrl || inUrl === sealed) continue;
    throw new Refusal(
      'ActionMismatched',
      `The action ${member} in the link is not the one that was sealed into it.`,
    );
  }
}

/** @param region the region of an API that names none */
export function resolveBaseUrl(base: BaseUrl, region: string | undefined): string {
  if (typeof base === 'string') {
    if (URL.canParse(base)) return base;
    throw new Refusal('InvalidJSON', 'base_url is not a URL.');
  }
  const apiRegion = base.region ?? region;
  if (!apiRegion) throw new Refusal('InvalidJSON', 'base_url needs a region.');
  return `https://${base.api_id}.execute-api.${apiRegion}.amazonaws.com/${base.stage}`;
}

/** The sealed payload of a callback URL. */
export function sealedPayloadOf(callbackUrl: string): string {
  const data = new URL(callbackUrl).searchParams.get('data');
  if (!data) throw new TypeError('not a callback URL');
  return data;
}
