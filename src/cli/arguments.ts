import { type ParseArgsConfig, parseArgs } from 'node:util';
import { readDuration } from '../approval/duration.ts';
import { SEE_HELP } from './text.ts';

/** The command line is wrong. The message says what to change. */
export class Misuse extends TypeError {
  override readonly name = 'Misuse';
}

const WHERE = {
  'state-machine': { type: 'string' },
  stack: { type: 'string' },
  region: { type: 'string' },
  'endpoint-url': { type: 'string' },
} as const;

const REQUEST = {
  title: { type: 'string' },
  name: { type: 'string' },
  detail: { type: 'string', multiple: true },
  approvers: { type: 'string', multiple: true },
  approvals: { type: 'string' },
  requester: { type: 'string' },
  'requester-email': { type: 'string' },
  channel: { type: 'string' },
  'teams-channel': { type: 'string' },
  surfaces: { type: 'string', multiple: true },
  comment: { type: 'string' },
  locale: { type: 'string' },
  request: { type: 'string' },
} as const;

const WAITING = {
  wait: { type: 'boolean' },
  json: { type: 'boolean' },
  interval: { type: 'string' },
} as const;

const OPTIONS = {
  ask: { ...WHERE, ...REQUEST, ...WAITING },
  get: { ...WHERE, ...WAITING },
  mcp: { ...WHERE, ...REQUEST },
  check: { 'endpoint-url': WHERE['endpoint-url'], json: WAITING.json },
};

export type Where = { readonly [Option in keyof typeof WHERE]?: string | undefined };
export type RequestOptions = {
  readonly [Option in keyof typeof REQUEST]?:
    | ((typeof REQUEST)[Option] extends { multiple: true } ? readonly string[] : string)
    | undefined;
};
export interface WaitingOptions {
  readonly wait: boolean;
  readonly json: boolean;
  readonly intervalMs: number;
}

/** @throws {Misuse} */
export function readAskArguments(args: readonly string[]) {
  const { values } = parse(args, { options: OPTIONS.ask });
  return { where: values, request: values, ...waitingOptions(values) };
}

/** @throws {Misuse} */
export function readGetArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, { options: OPTIONS.get, allowPositionals: true });
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) {
    throw new Misuse(`Give the id of one request, as countersign ask printed it. ${SEE_HELP}`);
  }
  return { id, where: values, ...waitingOptions(values) };
}

/** @throws {Misuse} */
export function readMcpArguments(args: readonly string[]) {
  const { values } = parse(args, { options: OPTIONS.mcp });
  return { where: values, request: values };
}

/** @throws {Misuse} */
export function readCheckArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, { options: OPTIONS.check, allowPositionals: true });
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0) {
    throw new Misuse(`Give one file with a state machine, or the ARN of one. ${SEE_HELP}`);
  }
  return { source, where: values, json: values.json ?? false };
}

/** DescribeExecution allows 15 calls a second for an account and region (Step Functions: "API action throttling quotas"). */
const DEFAULT_INTERVAL = '5s';
/** A day. A timer of Node that is longer than 24.8 days fires at once. */
const LONGEST_INTERVAL = 86_400;

function waitingOptions({
  wait = false,
  json = false,
  interval = DEFAULT_INTERVAL,
}: {
  readonly [Option in keyof typeof WAITING]?: (Option extends 'interval' ? string : boolean) | undefined;
}): WaitingOptions {
  const seconds = readDuration(interval);
  if (seconds === undefined || seconds > LONGEST_INTERVAL)
    throw new Misuse(`--interval takes a duration such as 5s or 1m, at most 1d, not “${interval}”.`);
  return { wait, json, intervalMs: seconds * 1000 };
}

/** Reads options. @throws {Misuse} */
export function parse<const Config extends ParseArgsConfig>(args: readonly string[], config: Config) {
  try {
    return parseArgs({ args: [...args], ...config });
  } catch (error) {
    // Node's sentence continues with advice on quoting.
    const [sentence = ''] = (error as Error).message.split(/\. |\.?\n|\.$/);
    throw new Misuse(`${sentence}. ${SEE_HELP}`, { cause: error });
  }
}
