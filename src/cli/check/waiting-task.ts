import { objectIn } from '../../callback/json.ts';
import { type Machine, type Members, type PlacedState, type QueryLanguage, statesOf } from './states.ts';
import { expressionsIn, memberOf, readValue, type Value } from './values.ts';

/** A task that waits for its token, or should. */
export interface WaitingTask extends PlacedState {
  /** Whether it calls request-approval: by the name of the function, or by its payload. */
  readonly asks: boolean;
  /** Whether that function has the name request-approval. Another one may change the request and pass it on. */
  readonly isNamed: boolean;
  readonly waits: boolean;
  /** The payload of request-approval; undefined if it is an expression as a whole. */
  readonly payload: Members | undefined;
  readonly timeout: Value | undefined;
}

/** In each partition, which may be a placeholder such as `${AWS::Partition}`. */
const WAITING = /^arn:.+\.waitForTaskToken$/;
/** As they are called in a deployment, in the outputs of its stack, and in the exports of another stack. */
const REQUEST_APPROVAL = /request-?approval/i;
const TELL_OUTCOME = /tell-?outcome/i;
/** The payload of request-approval. */
const MEMBERS = ['token', 'execution', 'request', 'timeout_seconds'];

/** The tasks that wait for their token, and those that call request-approval and do not wait. */
export function waitingTasksOf(machine: Machine): readonly WaitingTask[] {
  return statesOf(machine)
    .filter(({ state }) => state.Type === 'Task')
    .map(readTask)
    .filter(({ waits, asks }) => waits || asks);
}

function readTask(placed: PlacedState): WaitingTask {
  const { state, language } = placed;
  const waits = WAITING.test(String(state.Resource));
  const payload = payloadOf(inputOf(state, language), language);
  const isNamed = REQUEST_APPROVAL.test(calledBy(state));
  const asks = isRequest(payload, isNamed, waits);
  return { ...placed, asks, isNamed, waits, payload, timeout: timeoutOf(state, language) };
}

/** Another function can have a name like ours, and another payload a token. So a request is known by both, or by its members. */
function isRequest(payload: Members | undefined, isNamed: boolean, waits: boolean): boolean {
  if (!payload) return isNamed && waits;
  const has = (name: string) => payload[name] !== undefined || payload[`${name}.$`] !== undefined;
  return isNamed ? MEMBERS.some(has) : waits && has('token') && (has('request') || has('execution'));
}

/** What the service gets. */
export function inputOf(state: Members, language: QueryLanguage): unknown {
  return language === 'JSONata' ? state.Arguments : state.Parameters;
}

function payloadOf(input: unknown, language: QueryLanguage): Members | undefined {
  if (typeof input === 'string') return undefined;
  const payload = memberOf(objectIn(input), 'Payload', language);
  if (payload === undefined) return {};
  return 'literal' in payload ? objectIn(payload.literal) : undefined;
}

function timeoutOf(state: Members, language: QueryLanguage): Value | undefined {
  const { TimeoutSeconds: seconds, TimeoutSecondsPath: path } = state;
  if (language === 'JSONPath' && typeof path === 'string') return { expression: path.trim() };
  return seconds === undefined ? undefined : readValue(seconds, language);
}

/** Whether a state calls tell-outcome, or a state inside it does, in the same execution. */
export function tellsOutcome(state: Members): boolean {
  const alone = { name: '', definition: { States: { state } }, express: false };
  return statesOf(alone).some(
    (inside) => inside.levels.at(-1)?.state === state && TELL_OUTCOME.test(calledBy(inside.state)),
  );
}

/** The function that a task calls, in each of the ways to name it. */
function calledBy({ Resource: resource, Parameters: parameters, Arguments: given }: Members): string {
  const input = { ...objectIn(parameters), ...objectIn(given) };
  return [resource, input.FunctionName, input['FunctionName.$']].filter(isText).join(' ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The token itself, or an object of the context that has it. No other expression can give the token of this task. */
const TOKEN = {
  JSONPath: /\$\$(?:\.Task)?(?:\.Token)?(?![.\w])/,
  JSONata: /\$states\.context(?:\.Task)?(?:\.Token)?(?![.\w])/,
} as const;

/** Whether the token is anywhere in what the service gets. */
export function passesToken({ state, language }: WaitingTask): boolean {
  return expressionsIn(inputOf(state, language), language).some((text) => TOKEN[language].test(text));
}
