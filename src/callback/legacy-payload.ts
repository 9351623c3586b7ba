import { toAction, toContext, toOwnMembers, toTask, withoutOwnMembers } from './action-input.ts';
import { INCORRECT_LINK, Refusal } from './errors.ts';
import { parseExactly } from './exact-json.ts';
import { isObject } from './json.ts';
import { meaningOf } from './members-of-type.ts';
import type { Payload } from './payload.ts';
import { type LegacyPayload, legacyPayloadSchema, type OwnMembers, ownMembersSchema } from './schemas.ts';
import { faultFinder } from './validate.ts';

/*
 * The JSON content of `1-` and `2-` payloads, as sfn-callback-urls 1.1.0 writes and reads it. Our own members (confirm
 * and the context) are in one member of the action, because sfn-callback-urls preserves unknown members only there. All other
 * members are the caller's, also one with the name of ours, and mean nothing.
 */

const findFault = faultFinder(legacyPayloadSchema, {});
const findFaultOfOwn = faultFinder(ownMembersSchema, {});

/** @param issuedAt seconds since 1970 */
export function encodeLegacyPayload(payload: Payload, issuedAt: number): Buffer {
  const { transactionId, expiresAt, outputParameters } = payload;
  const action = withoutOwnMembers(payload.action);
  const json = {
    ...('token' in payload ? { token: payload.token } : { callback_id: payload.callbackId }),
    iat: issuedAt,
    tid: transactionId,
    ...(expiresAt !== undefined && { exp: expiresAt }),
    action: { ...action, ...toOwnMembers(payload) },
    ...(outputParameters && { param: true }),
  };
  return Buffer.from(JSON.stringify(json));
}

/** @throws {Refusal} InvalidPayload when the bytes are not such JSON */
export function decodeLegacyPayload(bytes: Uint8Array): Payload {
  const { json, exact } = parse(bytes);
  if (findFault(withMeaning(json)) !== undefined) throw invalid();
  const { tid = '', exp, param } = json as LegacyPayload;
  const { action } = exact as LegacyPayload;
  const { confirm = false, accept_form: acceptForm = false, ...own } = ownMembersOf(action);
  const context = toContext(own);
  return {
    ...toTask(json as LegacyPayload),
    action: toAction({ ...action, confirm, accept_form: acceptForm }),
    transactionId: tid,
    ...(exp !== undefined && { expiresAt: exp }),
    ...(param && { outputParameters: true as const }),
    ...(Object.keys(context).length > 0 && { context }),
  };
}

function withMeaning(json: unknown): unknown {
  return isObject(json) && 'action' in json ? { ...json, action: meaningOf(json.action) } : json;
}

function ownMembersOf(action: object): OwnMembers {
  const { countersign } = action as { readonly countersign?: unknown };
  // Ours is an object. Anything else is the caller's.
  if (!isObject(countersign)) return {};
  if (findFaultOfOwn(countersign) !== undefined) throw invalid();
  return countersign;
}

/** Returns `1-` or `2-`, then base64url with padding, as Python writes it. */
export function toLegacyText(format: '1' | '2', bytes: Buffer): string {
  return `${format}-${bytes.toString('base64url')}${'='.repeat((3 - (bytes.length % 3)) % 3)}`;
}

/**
 * The inverse of {@link toLegacyText}.
 *
 * @throws {Refusal} InvalidPayload when base64url would encode the same bytes differently
 */
export function fromLegacyText(format: '1' | '2', text: string): Buffer {
  const bytes = Buffer.from(text.slice(2), 'base64url');
  if (toLegacyText(format, bytes) === text) return bytes;
  throw invalid();
}

/** The payload, and the same with all digits of its numbers, which a schema cannot check. */
function parse(bytes: Uint8Array): { json: unknown; exact: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { json: JSON.parse(text), exact: parseExactly(text) };
  } catch {
    // Without the cause, because the parser's message quotes the payload.
    throw invalid();
  }
}

function invalid(): Refusal {
  return new Refusal('InvalidPayload', INCORRECT_LINK);
}
