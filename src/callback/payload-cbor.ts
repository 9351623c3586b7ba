import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
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
  deflated: 15,
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

/** In bytes. With its key, a smaller payload fits the 2,000 characters of a Slack button (Block Kit reference: button value). */
const DEFLATE_FROM = 1_200;
/** In bytes. Less is too much for a button only beside a task token of more than 1,000 characters. Real ones are shorter. */
const LEAST_TO_DEFLATE = 512;
/** In bytes. A payload that inflates to more than this is an attack, because we deflate no larger payload. */
const INFLATE_LIMIT = 65_536;

/**
 * Returns the bytes to seal: a CBOR map. Of a large one, what is beside the bytes of its task token is deflated: they are random,
 * and do not shrink.
 */
export function encodePayload(payload: Sealed): Uint8Array {
  const map = toMap(payload);
  const plain = encodeCbor(map);
  if (plain.length < DEFLATE_FROM || plain.length - randomBytesIn(map) < LEAST_TO_DEFLATE) return plain;
  const small = deflated(map);
  return small && small.length < plain.length ? small : plain;
}

/** How many bytes of a map are those of its task token. A token in another form than base64 is a text, which may shrink. */
function randomBytesIn(map: CborMap): number {
  return [map.get(KEY.token), map.get(KEY.callbackId)]
    .flat()
    .reduce<number>((sum, run) => sum + (run instanceof Uint8Array ? run.length : 0), 0);
}

/** @returns undefined if there is too much to inflate */
function deflated(map: CborMap): Uint8Array | undefined {
  const isRandom = ([key, value]: readonly [number, CborValue]) =>
    (key === KEY.token || key === KEY.callbackId) && typeof value !== 'string';
  const entries = [...map];
  const plain = encodeCbor(new Map(entries.filter((entry) => !isRandom(entry))));
  if (plain.length > INFLATE_LIMIT) return undefined;
  const small = deflateRawSync(plain, { level: 9 });
  return encodeCbor(new Map([...entries.filter(isRandom), [KEY.deflated, small]]));
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
    const outer = decodeCbor(bytes) as Map<number, CborValue>;
    const small = outer.get(KEY.deflated);
    const map = small === undefined ? outer : inflated(outer, small as Uint8Array);
    return map.has(KEY.task) ? toReference(map) : fromMap(map);
  } catch {
    // Without the cause, because the parser's message quotes the payload.
    throw new Refusal('InvalidPayload', INCORRECT_LINK);
  }
}

function inflated(outer: CborMap, small: Uint8Array): CborMap {
  const rest = decodeCbor(inflateRawSync(small, { maxOutputLength: INFLATE_LIMIT })) as CborMap;
  return new Map([...rest, ...outer]);
}

/** The keys ascend, as deterministic CBOR needs it. */
function toMap(sealed: Sealed): CborMap {
  const { action, transactionId, expiresAt, context } = sealed;
  const map = new Map<number, CborValue>();
  if ('token' in sealed) map.set(KEY.token, packToken(sealed.token));
  map.set(KEY.transactionId, Buffer.from(transactionId, 'hex'));
  if (expiresAt !== undefined) map.set(KEY.expiresAt, expiresAt);
  map.set(KEY.name, action.name);
  map.set(KEY.type, TYPES.indexOf(action.type));
  if (!isReference(sealed)) addBody(map, sealed.action);
  if (action.confirm) map.set(KEY.confirm, action.confirm);
  if ('response' in action && action.response) map.set(KEY.response, JSON.stringify(action.response));
  if (context) map.set(KEY.context, encodeContext(context));
  if (isReference(sealed)) {
    const { event, tokenHash } = sealed.task;
    return map.set(KEY.task, [event, Buffer.from(tokenHash, 'hex')]);
  }
  if ('callbackId' in sealed) map.set(KEY.callbackId, packToken(sealed.callbackId));
  if (sealed.outputParameters) map.set(KEY.outputParameters, true);
  if (sealed.since !== undefined) map.set(KEY.since, sealed.since);
  if (sealed.action.type === 'post' && sealed.action.accept_form) map.set(KEY.acceptForm, true);
  return map;
}

function addBody(map: Map<number, CborValue>, action: Action): void {
  if (action.type === 'success') map.set(KEY.body, JSON.stringify(action.output));
  if (action.type === 'failure') map.set(KEY.body, [action.error ?? null, action.cause ?? null]);
  if (action.type === 'post') map.set(KEY.body, JSON.stringify(action.outcomes));
}

function toReference(map: CborMap): LinkReference {
  const [event, tokenHash] = map.get(KEY.task) as [number, Uint8Array];
  const expiresAt = map.get(KEY.expiresAt) as number | undefined;
  const type = TYPES[map.get(KEY.type) as number];
  const context = decodeContext(map.get(KEY.context) as CborMap);
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

function fromMap(map: CborMap): Payload {
  const expiresAt = map.get(KEY.expiresAt) as number | undefined;
  const context = map.get(KEY.context) as CborMap | undefined;
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

function toTask(map: CborMap): Task {
  const callbackId = map.get(KEY.callbackId) as PackedToken | undefined;
  if (callbackId !== undefined) return { callbackId: unpackToken(callbackId) };
  return { token: unpackToken(map.get(KEY.token) as PackedToken) };
}

function toAction(map: CborMap): Action {
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

const CONTEXT_KEYS = Object.entries(CONTEXT_KEY) as [keyof Context, number][];
const CONTEXT_NAMES = new Map(CONTEXT_KEYS.map(([name, key]) => [key, name]));

function encodeContext(context: Context): CborMap {
  const map = new Map<number, CborValue>();
  for (const [name, key] of CONTEXT_KEYS) {
    const value = toCbor(name, context);
    if (value !== undefined) map.set(key, value);
  }
  return map;
}

function decodeContext(map: CborMap): Context {
  const context: Record<string, unknown> = {};
  for (const [key, value] of map) {
    const name = CONTEXT_NAMES.get(key);
    if (name) context[name] = fromCbor(name, value);
  }
  return context;
}

/** Objects become lists, without the names of their members. */
function toCbor(name: keyof Context, context: Context): CborValue | undefined {
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
  const packed = runsOf(token).map((run) => Buffer.from(run, 'base64'));
  // The decoder leaves out what is not base64.
  if (unpackToken(packed) !== token) return token;
  return packed.length === 1 ? (packed[0] as Uint8Array) : packed;
}

/** The parts of a token, each of which ends with its padding. */
function runsOf(token: string): readonly string[] {
  const runs: string[] = [];
  let from = 0;
  for (let at = token.indexOf('='); at >= 0; at = token.indexOf('=', from)) {
    const end = token[at + 1] === '=' ? at + 2 : at + 1;
    runs.push(token.slice(from, end));
    from = end;
  }
  return from < token.length || from === 0 ? [...runs, token.slice(from)] : runs;
}

/** The inverse of {@link packToken}. */
export function unpackToken(packed: PackedToken): string {
  if (typeof packed === 'string') return packed;
  return Array.isArray(packed) ? packed.map(toBase64).join('') : toBase64(packed);
}

function toBase64(run: Uint8Array): string {
  return Buffer.from(run.buffer, run.byteOffset, run.byteLength).toString('base64');
}
