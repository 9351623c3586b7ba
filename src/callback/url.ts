import { Refusal } from './errors.ts';
import type { Action } from './payload.ts';

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
