import { toAction, toContext, toTask } from './action-input.ts';
import { Refusal } from './errors.ts';
import type { Payload } from './payload.ts';
import { type LegacyPayload, legacyPayloadSchema } from './schemas.ts';
import { faultFinder } from './validate.ts';

/*
 * The JSON that `1-` and `2-` hold, as sfn-callback-urls 1.1.0 writes and reads it. What it does not know (confirm,
 * and what the page shows) stands in the action, where it carries along whatever is there.
 */

const findFault = faultFinder(legacyPayloadSchema, {});

/** @param issuedAt seconds since 1970 */
export function encodeLegacyPayload(payload: Payload, issuedAt: number): Buffer {
  const { action, transactionId, expiresAt, outputParameters, context } = payload;
  const json = {
    ...('token' in payload ? { token: payload.token } : { callback_id: payload.callbackId }),
    iat: issuedAt,
    tid: transactionId,
    ...(expiresAt !== undefined && { exp: expiresAt }),
    action: { ...action, ...context },
    ...(outputParameters && { param: true }),
  };
  return Buffer.from(JSON.stringify(json));
}

/** @throws {Refusal} InvalidPayload for what is no such JSON */
export function decodeLegacyPayload(bytes: Uint8Array): Payload {
  const json = parse(bytes);
  if (findFault(json) !== undefined) throw invalid();
  const { tid = '', exp, param, action } = json as LegacyPayload;
  const context = toContext(action);
  return {
    ...toTask(json as LegacyPayload),
    action: toAction(action),
    transactionId: tid,
    ...(exp !== undefined && { expiresAt: exp }),
    ...(param && { outputParameters: true as const }),
    ...(Object.keys(context).length > 0 && { context }),
  };
}

/** `1-` or `2-` and base64url with its padding, as Python writes it. */
export function toLegacyText(format: '1' | '2', bytes: Buffer): string {
  return `${format}-${bytes.toString('base64url')}${'='.repeat((3 - (bytes.length % 3)) % 3)}`;
}

/**
 * The inverse of {@link toLegacyText}.
 *
 * @throws {Refusal} InvalidPayload for any other spelling of the same bytes
 */
export function fromLegacyText(format: '1' | '2', text: string): Buffer {
  const bytes = Buffer.from(text.slice(2), 'base64url');
  if (toLegacyText(format, bytes) === text) return bytes;
  throw invalid();
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Without its cause: the parser quotes the payload.
    throw invalid();
  }
}

function invalid(): Refusal {
  return new Refusal('InvalidPayload', 'The link holds something that this service did not write.');
}
