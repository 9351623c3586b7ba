import { deliveredName } from './delivered-link.ts';
import { Refusal } from './errors.ts';
import type { Action, LinkReference, Payload } from './payload.ts';

/**
 * In characters. An HTTP API accepts at most 10,240 bytes for the request line and all headers together (API Gateway
 * quotas). The headers of a browser need up to about 2,000 of them.
 */
const MAX_URL_LENGTH = 8_000;

/** The address that callback URLs start with: a URL, or an API Gateway API given by its ID. */
export type BaseUrl = string | { readonly api_id: string; readonly stage: string; readonly region?: string };

/**
 * Builds the callback URL of an action. People can read the name and the type in the URL. The action itself is in the
 * sealed payload, and only that one is executed. The URL ends in a letter or a digit.
 *
 * @param base the address that the URL starts with, without `/respond`
 * @param sealed the sealed payload
 * @throws {Refusal} UrlTooLong when the URL has more than 8,000 characters
 */
export function buildCallbackUrl(
  base: string,
  action: Pick<Action, 'name' | 'type'>,
  sealed: string,
): string {
  const query = `data=${encoded(sealed)}&type=${encoded(action.type)}&action=${encoded(action.name)}`;
  // A mail program takes a `_` at the end for punctuation, and leaves it out of the link.
  const url = `${base.replace(/\/+$/, '')}/respond?${query}`.replace(/_$/, '%5F');
  if (url.length <= MAX_URL_LENGTH) return url;
  throw new Refusal(
    'UrlTooLong',
    `The URL of the action ${action.name} has ${url.length} characters; the maximum is ${MAX_URL_LENGTH}.`,
  );
}

/** A text as a value of a query string. Most have nothing to encode, and URLSearchParams looks at each of their characters. */
function encoded(text: string): string {
  return /[^\w.*-]/.test(text) ? new URLSearchParams({ '': text }).toString().slice(1) : text;
}

/** A sealed action and its callback URL. */
export interface SealedAction {
  /** The name of the action. */
  readonly action: string;
  readonly sealed: string;
  readonly url: string;
}

/**
 * Seals the actions of one task. Each action gets its own payload. The results have the order of the payloads.
 *
 * @throws {Refusal} UrlTooLong
 */
export type SealActions = (payloads: readonly Payload[]) => Promise<readonly SealedAction[]>;

/** The same for links by reference. */
export type SealLinks = (links: readonly LinkReference[]) => Promise<readonly SealedAction[]>;

/**
 * @param seal seals a payload, or a link by reference
 * @param baseUrl the address that the callback URLs start with
 */
export function createActionSealer<Content extends Pick<Payload | LinkReference, 'action'>>(
  seal: (content: Content) => Promise<string>,
  baseUrl: string,
) {
  return (contents: readonly Content[]): Promise<readonly SealedAction[]> =>
    Promise.all(
      contents.map(async (content) => {
        const sealed = await seal(content);
        const { action } = content;
        return { action: action.name, sealed, url: buildCallbackUrl(baseUrl, action, sealed) };
      }),
    );
}

/**
 * Checks that the action name and type in the query string equal the sealed ones. As in sfn-callback-urls, either may
 * be missing from the query string. What programs add to a link on its way does not count.
 *
 * @param parameters those of the link
 * @throws {Refusal} ActionMismatched
 */
export function assertSameAction(
  { name, type }: Pick<Action, 'name' | 'type'>,
  parameters: { get(name: string): string | null | undefined },
): void {
  for (const [member, sealed] of Object.entries({ name, type })) {
    const inUrl = parameters.get(member === 'name' ? 'action' : 'type');
    if (!inUrl || inUrl === sealed || deliveredName(inUrl) === deliveredName(sealed)) continue;
    throw new Refusal(
      'ActionMismatched',
      `The action ${member} in this link was changed. Open the link exactly as you received it.`,
    );
  }
}

/**
 * @param region the region to use when the API is given without one
 * @throws {Refusal} InvalidJSON when the URL is not valid or the region is unknown
 */
export function resolveBaseUrl(base: BaseUrl, region: string | undefined): string {
  if (typeof base === 'string') {
    if (URL.canParse(base)) return base;
    throw new Refusal('InvalidJSON', 'base_url is not a URL.');
  }
  const apiRegion = base.region ?? region;
  if (!apiRegion) throw new Refusal('InvalidJSON', 'base_url needs a region.');
  return `https://${base.api_id}.execute-api.${apiRegion}.${urlSuffixOf(apiRegion)}/${base.stage}`;
}

/**
 * The ends of host names in other partitions than that of most regions, by the start of the region (partitions.json of
 * the AWS SDK). GovCloud has the usual one.
 */
const URL_SUFFIXES: Readonly<Record<string, string>> = {
  cn: 'amazonaws.com.cn',
  'eusc-de': 'amazonaws.eu',
  'us-iso': 'c2s.ic.gov',
  'us-isob': 'sc2s.sgov.gov',
  'us-isof': 'csp.hci.ic.gov',
  'eu-isoe': 'cloud.adc-e.uk',
};

/** @param region such as `cn-north-1` */
function urlSuffixOf(region: string): string {
  const start = region.replace(/-\w+-\d+$/, '');
  return (Object.hasOwn(URL_SUFFIXES, start) && URL_SUFFIXES[start]) || 'amazonaws.com';
}

/**
 * Reads the sealed payload from a callback URL.
 *
 * @throws {TypeError} when the URL has none
 */
export function sealedPayloadOf(callbackUrl: string): string {
  const data = new URL(callbackUrl).searchParams.get('data');
  if (!data) throw new TypeError('not a callback URL');
  return data;
}
