import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode, encode, rfc8949EncodeOptions, Token, Type } from 'cborg';
import { INCORRECT_LINK, Refusal } from './errors.ts';
import { parseExactly } from './exact-json.ts';
import type { JsonObject } from './json.ts';
import {
  type Action,
  type ActionType,
  type Context,
  type Detail,
  isReference,
  type LinkReference,
  type Payload,
  type Sealed,
  type Task,
} from './payload.ts';

/** The integer keys of the CBOR map (RFC 8949). Never reuse a number: sealed payloads can be valid for a year. */
const KEY = {
  token: 1,
  transactionId: 2,
  expiresAt: 3,
  name: 4,
  type: 5,
  body: 6,
  confirm: 7,
  response: 8,
  context: 9,
  callbackId: 10,
  outputParameters: 11,
  task: 12,
  since: 13,
  acceptForm: 14,
};
/**
 * The integer keys of the context. Names would need about 50 bytes more, and a payload must fit into a Slack button.
 */
export const CONTEXT_KEY: { readonly [K in keyof Context]-?: number } = {
  title: 1,
  details: 2,
  requester: 3,
  locale: 4,
  surface: 5,
  execution: 6,
  approvers: 7,
  self_approval: 8,
  requester_id: 9,
  requester_email: 10,
  recipient: 11,
  comment: 12,
  typed: 13,
  rounds: 14,
  escalate: 15,
  outcome: 16,
  label: 17,
  inputs: 18,
};
const TYPES: readonly ActionType[] = ['success', 'failure', 'heartbeat', 'post'];

/** In bytes. Smaller payloads are not deflated: they are mostly a task token, which is random and does not shrink. */
const DEFLATE_FROM = 800;
/** In bytes. A payload that inflates to more than this is an attack, because we deflate no larger payload. */
const INFLATE_LIMIT = 65_536;

/** cborg's decoder drops a byte order mark at the start of a text, so such a text gets a second one. */
const BYTE_ORDER_MARK = '\uFEFF';
const ENCODE_OPTIONS = {
  ...rfc8949EncodeOptions,
  typeEncoders: {
    string: (text: string) =>
      text.startsWith(BYTE_ORDER_MARK) ? [new Token(Type.string, BYTE_ORDER_MARK + text)] : null,
  },
};

/** Returns the bytes to seal: a CBOR map, or a CBOR byte string with the deflated map if that is shorter. */
export function encodePayload(payload: Sealed): Uint8Array {
  const plain = encode(toMap(payload), ENCODE_OPTIONS);
  if (plain.length < DEFLATE_FROM || plain.length > INFLATE_LIMIT) return plain;
  const deflated = encode(new Uint8Array(deflateRawSync(plain, { level: 9 })));
  return deflated.length < plain.length ? deflated : plain;
}

/**
 * The inverse of {@link encodePayload}.
 *
 * The bytes are authenticated, so this function checks only that they are the CBOR map of a payload.
 *
 * @throws {Refusal} InvalidPayload for any other bytes
 */
export function decodePayload(bytes: Uint8Array): Sealed {
  try {
    let decoded: unknown = decode(bytes, { useMaps: true });
    if (decoded instanceof Uint8Array) {
      decoded = decode(inflateRawSync(decoded, { maxOutputLength: INFLATE_LIMIT }), { useMaps: true });
    }
    const map = decoded as Map<number, unknown>;
    return map.has(KEY.task) ? toReference(map) : fromMap(map);
  } catch {
    // Without the cause, because the parser's message quotes the payload.
    throw new Refusal('InvalidPayload', INCORRECT_LINK);
  }
}

function toMap(sealed: Sealed): Map<number, unknown> {
  const { action, transactionId, expiresAt, context } = sealed;
  const map = new Map<number, unknown>([
    taskEntry(sealed),
    [KEY.transactionId, Buffer.from(transactionId, 'hex')],
    [KEY.name, action.name],
    [KEY.type, TYPES.indexOf(action.type)],
  ]);
  if (expiresAt !== undefined) map.set(KEY.expiresAt, expiresAt);
  if (action.confirm) map.set(KEY.confirm, action.confirm);
  if (context) map.set(KEY.context, encodeContext(context));
  if (!isReference(sealed)) addBody(map, sealed);
  return map;
}

function taskEntry(sealed: Sealed): [number, unknown] {
  if (isReference(sealed)) {
    const { event, tokenHash } = sealed.task;
    return [KEY.task, [event, Buffer.from(tokenHash, 'hex')]];
  }
  return 'token' in sealed
    ? [KEY.token, packToken(sealed.token)]
    : [KEY.callbackId, packToken(sealed.callbackId)];
}

function addBody(map: Map<number, unknown>, { action, outputParameters, since }: Payload): void {
  if (action.type === 'success') map.set(KEY.body, JSON.stringify(action.output));
  if (action.type === 'failure') map.set(KEY.body, [action.error ?? null, action.cause ?? null]);
  if (action.type === 'post') map.set(KEY.body, JSON.stringify(action.outcomes));
  if (action.type === 'post' && action.accept_form) map.set(KEY.acceptForm, true);
  if (action.response) map.set(KEY.response, JSON.stringify(action.response));
  if (outputParameters) map.set(KEY.outputParameters, true);
  if (since !== undefined) map.set(KEY.since, since);
}

function toReference(map: Map<number, unknown>): LinkReference {
  const [event, tokenHash] = map.get(KEY.task) as [number, Uint8Array];
  const expiresAt = map.get(KEY.expiresAt) as number | undefined;
  const type = TYPES[map.get(KEY.type) as number];
  const context = decodeContext(map.get(KEY.context) as Map<number, unknown>);
  const confirm = map.get(KEY.confirm) as true | 'typed' | undefined;
  if (!type || context.execution === undefined) throw new TypeError('incomplete reference');
  return {
    task: { event, tokenHash: Buffer.from(tokenHash).toString('hex') },
    action: { name: map.get(KEY.name) as string, type, ...(confirm && { confirm }) },
    transactionId: Buffer.from(map.get(KEY.transactionId) as Uint8Array).toString('hex'),
    ...(expiresAt !== undefined && { expiresAt }),
    context: { ...context, execution: context.execution },
  };
}

function fromMap(map: Map<number, unknown>): Payload {
  const expiresAt = map.get(KEY.expiresAt) as number | undefined;
  const context = map.get(KEY.context) as Map<number, unknown> | undefined;
  const since = map.get(KEY.since) as number | undefined;
  return {
    ...toTask(map),
    action: toAction(map),
    transactionId: Buffer.from(map.get(KEY.transactionId) as Uint8Array).toString('hex'),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(context !== undefined && { context: decodeContext(context) }),
    ...(map.get(KEY.outputParameters) === true && { outputParameters: true as const }),
    ...(since !== undefined && { since }),
  };
}

function toTask(map: Map<number, unknown>): Task {
  const callbackId = map.get(KEY.callbackId) as PackedToken | undefined;
  if (callbackId !== undefined) return { callbackId: unpackToken(callbackId) };
  return { token: unpackToken(map.get(KEY.token) as PackedToken) };
}

function toAction(map: Map<number, unknown>): Action {
  const response = map.get(KEY.response) as string | undefined;
  const base = {
    name: map.get(KEY.name) as string,
    ...(response !== undefined && { response: parseExactly(response) as JsonObject }),
    ...(map.get(KEY.confirm) === true && { confirm: true }),
  };
  const type = TYPES[map.get(KEY.type) as number];
  switch (type) {
    case 'success':
      return { ...base, type, output: parseExactly(map.get(KEY.body) as string) };
    case 'failure': {
      const [error, cause] = map.get(KEY.body) as [string | null, string | null];
      return { ...base, type, ...(error !== null && { error }), ...(cause !== null && { cause }) };
    }
    case 'heartbeat':
      return { ...base, type };
    case 'post':
      return {
        ...base,
        type,
        outcomes: parseExactly(map.get(KEY.body) as string) as never,
        ...(map.get(KEY.acceptForm) === true && { accept_form: true }),
      };
    default:
      throw new TypeError('unknown action type');
  }
}

function encodeContext(context: Context): Map<number, unknown> {
  const map = new Map<number, unknown>();
  for (const [name, key] of Object.entries(CONTEXT_KEY)) {
    const value = toCbor(name as keyof Context, context);
    if (value !== undefined) map.set(key, value);
  }
  return map;
}

function decodeContext(map: Map<number, unknown>): Context {
  const context: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(CONTEXT_KEY)) {
    const value = map.get(key);
    if (value === undefined) continue;
    context[name] = fromCbor(name as keyof Context, value);
  }
  return context;
}

/** Objects become lists, without the names of their members. */
function toCbor(name: keyof Context, context: Context): unknown {
  if (name === 'details') return context.details?.map(toPair);
  if (name === 'escalate') return context.escalate?.map(({ at, to }) => [at, to]);
  return context[name];
}

function fromCbor(name: keyof Context, value: unknown): unknown {
  if (name === 'details') return (value as Pair[]).map(fromPair);
  if (name === 'escalate') return (value as [number, string[]][]).map(([at, to]) => ({ at, to }));
  return value;
}

type Pair = readonly [label: string, value: string];

function toPair({ label, value }: Detail): Pair {
  return [label, value];
}

function fromPair([label, value]: Pair): Detail {
  return { label, value };
}

/** A task token in CBOR: the decoded bytes of its base64 runs, or the text where decoding would lose something. */
export type PackedToken = string | Uint8Array | Uint8Array[];

/**
 * Stores a task token in three quarters of its length. A real token is one or more base64 runs, so `=` can also occur
 * in its middle. A token that would not be restored exactly stays text.
 */
export function packToken(token: string): PackedToken {
  const runs = token.match(/[A-Za-z0-9+/]+={0,2}/g);
  if (!runs || runs.join('') !== token) return token;
  const packed = runs.map((run) => Buffer.from(run, 'base64'));
  if (unpackToken(packed) !== token) return token;
  return packed.length === 1 ? (packed[0] as Uint8Array) : packed;
}

/** The inverse of {@link packToken}. */
export function unpackToken(packed: PackedToken): string {
  if (typeof packed === 'string') return packed;
  const runs = Array.isArray(packed) ? packed : [packed];
  return runs
    .map((run) => Buffer.from(run.buffer, run.byteOffset, run.byteLength).toString('base64'))
    .join('');
}
