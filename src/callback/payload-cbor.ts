import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
import { INCORRECT_LINK, Refusal } from './errors.ts';
import { parseExactly } from './exact-json.ts';
import type { Json, JsonObject } from './json.ts';
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

/** By their keys. */
type Members = CborMap['members'];

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
  const members = toMembers(payload);
  const plain = encodeCbor(new CborMap(members));
  if (plain.length < DEFLATE_FROM || plain.length - randomBytesIn(members) < LEAST_TO_DEFLATE) return plain;
  const small = deflated(members);
  return small && small.length < plain.length ? small : plain;
}

/** How many bytes of a map are those of its task token. A token in another form than base64 is a text, which may shrink. */
function randomBytesIn(members: Members): number {
  const token = (members[KEY.token] ?? members[KEY.callbackId]) as PackedToken | undefined;
  if (token === undefined || typeof token === 'string') return 0;
  return Buffer.isBuffer(token) ? token.length : token.reduce((sum, run) => sum + run.length, 0);
}

/** @returns undefined if there is too much to inflate */
function deflated(members: Members): Uint8Array | undefined {
  const isRandom = (value: CborValue | undefined, key: number) =>
    (key === KEY.token || key === KEY.callbackId) && typeof value !== 'string';
  const rest = members.map((value, key) => (isRandom(value, key) ? undefined : value));
  const plain = encodeCbor(new CborMap(rest));
  if (plain.length > INFLATE_LIMIT) return undefined;
  const outer = members.map((value, key) => (isRandom(value, key) ? value : undefined));
  outer[KEY.deflated] = deflateRawSync(plain, { level: 9 });
  return encodeCbor(new CborMap(outer));
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
    const outer = membersOf(decodeCbor(bytes));
    const small = outer[KEY.deflated];
    const members = small === undefined ? outer : inflated(outer, small as Uint8Array);
    return members[KEY.task] === undefined ? toPayload(members) : toReference(members);
  } catch {
    // Without the cause, because the parser's message quotes the payload.
    throw new Refusal('InvalidPayload', INCORRECT_LINK);
  }
}

function membersOf(value: CborValue | undefined): Members {
  return (value as CborMap).members;
}

function inflated(outer: Members, small: Uint8Array): Members {
  const rest = membersOf(decodeCbor(inflateRawSync(small, { maxOutputLength: INFLATE_LIMIT })));
  const length = Math.max(rest.length, outer.length);
  return Array.from({ length }, (_, key) => outer[key] ?? rest[key]);
}

function toMembers(sealed: Sealed): Members {
  const { action, transactionId, expiresAt, context } = sealed;
  const members: (CborValue | undefined)[] = [];
  if ('token' in sealed) members[KEY.token] = packToken(sealed.token);
  members[KEY.transactionId] = Buffer.from(transactionId, 'hex');
  members[KEY.expiresAt] = expiresAt;
  members[KEY.name] = action.name;
  members[KEY.type] = TYPES.indexOf(action.type);
  if (!isReference(sealed)) members[KEY.body] = bodyOf(sealed.action);
  if (action.confirm) members[KEY.confirm] = action.confirm;
  if ('response' in action && action.response) members[KEY.response] = JSON.stringify(action.response);
  if (context) members[KEY.context] = new CborMap(toContextMembers(context));
  if (isReference(sealed)) {
    const { event, tokenHash } = sealed.task;
    members[KEY.task] = [event, Buffer.from(tokenHash, 'hex')];
    return members;
  }
  if ('callbackId' in sealed) members[KEY.callbackId] = packToken(sealed.callbackId);
  members[KEY.outputParameters] = sealed.outputParameters;
  members[KEY.since] = sealed.since;
  if (sealed.action.type === 'post' && sealed.action.accept_form) members[KEY.acceptForm] = true;
  return members;
}

function bodyOf(action: Action): CborValue | undefined {
  if (action.type === 'success') return JSON.stringify(action.output);
  if (action.type === 'failure') return [action.error ?? null, action.cause ?? null];
  if (action.type === 'post') return JSON.stringify(action.outcomes);
  return undefined;
}

/** An object to which members are added. To spread other objects into a new one takes four times as long. */
type Growing<T> = { -readonly [K in keyof T]: T[K] };

function toReference(members: Members): LinkReference {
  const [event, tokenHash] = members[KEY.task] as [number, Buffer];
  const expiresAt = members[KEY.expiresAt] as number | undefined;
  const confirm = members[KEY.confirm] as true | 'typed' | undefined;
  const { execution, ...context } = toContext(membersOf(members[KEY.context]));
  if (execution === undefined) throw new TypeError('incomplete reference');
  const action: Growing<LinkReference['action']> = {
    name: members[KEY.name] as string,
    type: toType(members),
  };
  if (confirm) action.confirm = confirm;
  const reference: Growing<LinkReference> = {
    task: { event, tokenHash: tokenHash.toString('hex') },
    action,
    transactionId: (members[KEY.transactionId] as Buffer).toString('hex'),
    context: { ...context, execution },
  };
  if (expiresAt !== undefined) reference.expiresAt = expiresAt;
  return reference;
}

function toPayload(members: Members): Payload {
  const expiresAt = members[KEY.expiresAt] as number | undefined;
  const context = members[KEY.context];
  const since = members[KEY.since] as number | undefined;
  const payload = toTask(members) as Growing<Payload>;
  payload.action = toAction(members);
  payload.transactionId = (members[KEY.transactionId] as Buffer).toString('hex');
  if (expiresAt !== undefined) payload.expiresAt = expiresAt;
  if (context !== undefined) payload.context = toContext(membersOf(context));
  if (members[KEY.outputParameters] === true) payload.outputParameters = true;
  if (since !== undefined) payload.since = since;
  return payload;
}

function toTask(members: Members): Task {
  const callbackId = members[KEY.callbackId] as PackedToken | undefined;
  if (callbackId !== undefined) return { callbackId: unpackToken(callbackId) };
  return { token: unpackToken(members[KEY.token] as PackedToken) };
}

function toType(members: Members): ActionType {
  const type = TYPES[members[KEY.type] as number];
  if (type) return type;
  throw new TypeError('unknown action type');
}

function toAction(members: Members): Action {
  const name = members[KEY.name] as string;
  const type = toType(members);
  const action = { name, type } as Growing<Action>;
  const response = members[KEY.response] as string | undefined;
  const body = members[KEY.body] as string;
  if (response !== undefined) action.response = parseWritten(response) as JsonObject;
  if (members[KEY.confirm] === true) action.confirm = true;
  if (action.type === 'success') action.output = parseWritten(body);
  if (action.type === 'post') {
    action.outcomes = parseWritten(body) as never;
    if (members[KEY.acceptForm] === true) action.accept_form = true;
  }
  if (action.type === 'failure') {
    const [error, cause] = members[KEY.body] as [string | null, string | null];
    if (error !== null) action.error = error;
    if (cause !== null) action.cause = cause;
  }
  return action;
}

/** The same as {@link parseExactly}, which takes longer, for a text of JSON.stringify. */
function parseWritten(text: string): Json {
  const parsed: Json = JSON.parse(text);
  return JSON.stringify(parsed) === text ? parsed : parseExactly(text);
}

const CONTEXT_KEYS = Object.entries(CONTEXT_KEY) as [keyof Context, number][];
/** By their keys. */
const CONTEXT_NAMES: (keyof Context)[] = [];
for (const [name, key] of CONTEXT_KEYS) CONTEXT_NAMES[key] = name;

function toContextMembers(context: Context): Members {
  const members: (CborValue | undefined)[] = [];
  for (const [name, key] of CONTEXT_KEYS) members[key] = toCbor(name, context);
  return members;
}

function toContext(members: Members): Context {
  const context: Record<string, unknown> = {};
  for (let key = 0; key < members.length; key++) {
    const name = CONTEXT_NAMES[key];
    const value = members[key];
    if (name && value !== undefined) context[name] = fromCbor(name, value);
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
export type PackedToken = string | Buffer | readonly Buffer[];

/**
 * Stores a task token in three quarters of its length. A real token is one or more base64 runs, so `=` can also occur
 * in its middle. A token that would not be restored exactly stays text.
 */
export function packToken(token: string): PackedToken {
  const runs: Buffer[] = [];
  for (let from = 0; from < token.length; ) {
    const end = endOfRun(token, from);
    const run = token.slice(from, end);
    const bytes = Buffer.from(run, 'base64');
    // The decoder leaves out what is not base64.
    if (bytes.toString('base64') !== run) return token;
    runs.push(bytes);
    from = end;
  }
  const [first] = runs;
  return first && runs.length === 1 ? first : runs;
}

/** A run ends with its padding. */
function endOfRun(token: string, from: number): number {
  const at = token.indexOf('=', from);
  if (at < 0) return token.length;
  return token[at + 1] === '=' ? at + 2 : at + 1;
}

/** The inverse of {@link packToken}. */
export function unpackToken(packed: PackedToken): string {
  if (typeof packed === 'string') return packed;
  if (Buffer.isBuffer(packed)) return packed.toString('base64');
  return packed.reduce((token, run) => token + run.toString('base64'), '');
}
