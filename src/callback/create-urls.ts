import { type Schema, Validator } from '@cfworker/json-schema';
import { Refusal } from './errors.ts';
import { parseExpiration } from './expiration.ts';
import type { Action, Context, Payload } from './payload.ts';
import { type CreateUrlsInput, type CreateUrlsOutput, createUrlsInputSchema } from './schemas.ts';
import type { Sealer } from './seal.ts';
import { buildCallbackUrl, resolveBaseUrl } from './url.ts';

/** Mints one callback URL for each action of the request. */
export type CreateUrls = (input: unknown, transactionId: string) => Promise<CreateUrlsOutput>;

// The schema is `as const` for its types; the validator's own type wants mutable arrays, which it never changes.
const validator = new Validator(createUrlsInputSchema as unknown as Schema, '7');

/**
 * @param ports how payloads are sealed; where URLs point by default; the region of an API given by its id; the
 *   clock (milliseconds since 1970)
 * @returns a function that refuses with InvalidJSON, DuplicateActionName, InvalidDate or UrlTooLong
 */
export function createUrlMinter(ports: {
  seal: Sealer['seal'];
  baseUrl: string;
  region?: string | undefined;
  now?: () => number;
}): CreateUrls {
  const { seal, baseUrl, region, now = Date.now } = ports;

  return async (json, transactionId) => {
    const input = validate(json);
    const base = resolveBaseUrl(input.base_url ?? baseUrl, region);
    const expiresAt = input.expiration === undefined ? undefined : parseExpiration(input.expiration, now());
    assertDistinctNames(input.actions);

    const urls = await Promise.all(
      input.actions.map(async (action) => {
        const payload = toPayload(input, action, transactionId, expiresAt);
        return [action.name, buildCallbackUrl(base, action, await seal(payload))] as const;
      }),
    );
    return {
      transaction_id: transactionId,
      urls: Object.fromEntries(urls),
      ...(expiresAt !== undefined && { expiration: new Date(expiresAt * 1000).toISOString() }),
    };
  };
}

function validate(json: unknown): CreateUrlsInput {
  const { valid, errors } = validator.validate(json);
  if (valid) return json as CreateUrlsInput;
  // The deepest complaint names the member that is wrong; none of them quotes a value.
  const worst = errors.reduce((a, b) => (depth(b) >= depth(a) ? b : a));
  throw new Refusal('InvalidJSON', `The input is not valid at ${worst.instanceLocation}: ${worst.error}`);
}

function depth(error: { instanceLocation: string }): number {
  return error.instanceLocation.split('/').length;
}

function assertDistinctNames(actions: readonly { name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of actions) {
    if (names.has(name))
      throw new Refusal('DuplicateActionName', `The action ${name} is there more than once.`);
    names.add(name);
  }
}

function toPayload(
  input: CreateUrlsInput,
  action: CreateUrlsInput['actions'][number],
  transactionId: string,
  expiresAt: number | undefined,
): Payload {
  const confirm = action.confirm ?? input.confirm ?? false;
  const context = toContext(input);
  return {
    token: input.token,
    action: { ...action, confirm } as Action,
    transactionId,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(Object.keys(context).length > 0 && { context }),
  };
}

function toContext({ title, details, requester, locale, surface, execution }: CreateUrlsInput): Context {
  return {
    ...(title !== undefined && { title }),
    ...(details !== undefined && { details }),
    ...(requester !== undefined && { requester }),
    ...(locale !== undefined && { locale }),
    ...(surface !== undefined && { surface }),
    ...(execution !== undefined && { execution }),
  };
}
