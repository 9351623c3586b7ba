import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../json.ts';
import { type PathScope, rewriteContextPaths } from './context-path.ts';
import { invalidDefinition } from './definition-error.ts';
import { LAMBDA_CALLBACK, refuseUnsupported } from './definition-support.ts';

/** A definition for the interpreter, with the information about its states that the history needs. */
export interface CompiledDefinition {
  readonly interpreter: StateMachine;
  /** The interpreter that begins with another state, for a redrive. */
  readonly interpreterFrom: (stateName: string) => StateMachine;
  /** By name. States inside Parallel and Map are included. */
  readonly states: ReadonlyMap<string, StateInfo>;
  /** `StateNames` of the interpreter's context. Rewritten `$$.State.Name` paths point into this list. */
  readonly stateNames: readonly string[];
  /** The time limit of a whole execution. */
  readonly timeoutSeconds: number | undefined;
}

export interface StateInfo {
  /** The type in the definition. For the interpreter, a Wait state is a Task. */
  readonly type: string;
  /** The Parallel or Map state around it, and the index of the branch. Undefined at the top level. */
  readonly parent: { readonly stateName: string; readonly branch: number } | undefined;
}

/** The input of the handler for a Task or Wait state: the state's definition with all paths resolved. */
export interface TaskRequest {
  readonly stateName: string;
  /** Undefined for a Wait state. */
  readonly resource?: string;
  readonly input: JsonValue;
  readonly timeoutSeconds?: JsonValue;
  readonly heartbeatSeconds?: JsonValue;
  readonly waitSeconds?: JsonValue;
  readonly waitUntil?: JsonValue;
}

/**
 * The longest timer of the interpreter, about 24.8 days. The interpreter sets a timer for every task, by default 60
 * seconds, and cannot turn it off. The real timeouts use our own timers. A task that waits longer than 24.8 days of
 * process time fails with States.Timeout.
 */
const LONGEST_INTERPRETER_TIMEOUT_SECONDS = 2_147_483;

/** Wait states run in a task handler. The interpreter requires a resource but does not use it. */
const WAIT_RESOURCE = 'arn:aws:states:::lambda:invoke';

/** Throws InvalidDefinition with the validator's reasons, or with the name of an unsupported feature. */
export function compileDefinition(text: string): CompiledDefinition {
  const definition = parseJson(text);
  if (!isObject(definition)) throw invalidDefinition('INVALID_JSON_DESCRIPTION: not a JSON object');
  refuseUnsupported(definition);
  validate(definition, text);
  const states = new Map<string, StateInfo>();
  const compiled = compileMachine(definition, undefined, states);
  const { TimeoutSeconds: timeoutSeconds } = definition;
  const interpret = (machine: JsonObject) =>
    new StateMachine(asDefinition(machine), { validationOptions: { noValidate: true } });
  return {
    interpreter: interpret(compiled),
    interpreterFrom: (stateName) => interpret({ ...compiled, StartAt: stateName }),
    states,
    stateNames: [...states.keys()],
    timeoutSeconds: typeof timeoutSeconds === 'number' ? timeoutSeconds : undefined,
  };
}

/**
 * Definitions that passed the validator. The validator takes 60 ms for each call because it compiles its schemas every
 * time, and a test suite creates the same state machine many times.
 */
const valid = new Set<string>();

function validate(definition: JsonObject, text: string): void {
  if (valid.has(text)) return;
  try {
    new StateMachine(asDefinition(definition));
  } catch (error) {
    const [, ...reasons] = (error as Error).message.split('\n');
    throw invalidDefinition(`SCHEMA_VALIDATION_FAILED: ${reasons.map((reason) => reason.trim()).join('; ')}`);
  }
  valid.add(text);
}

/** The validator checks at run time what the interpreter's type describes. */
function asDefinition(definition: JsonObject): StateMachineDefinition {
  return definition as unknown as StateMachineDefinition;
}

function compileMachine(
  machine: JsonObject,
  parent: StateInfo['parent'],
  states: Map<string, StateInfo>,
): JsonObject {
  const compiled: JsonObject = {};
  for (const [name, state] of Object.entries(machine.States as Record<string, JsonObject>)) {
    const stateIndex = states.size;
    states.set(name, { type: String(state.Type), parent });
    compiled[name] = compileState(name, stateIndex, state, states);
  }
  return { StartAt: machine.StartAt ?? null, States: compiled };
}

function compileState(
  name: string,
  stateIndex: number,
  original: JsonObject,
  states: Map<string, StateInfo>,
) {
  const waitsForTaskToken = original.Resource === LAMBDA_CALLBACK;
  const scope: PathScope = { stateName: name, stateIndex, type: String(original.Type), waitsForTaskToken };
  const state = withoutWholeResultPath(rewriteContextPaths(original, scope));
  const compileNested = (machine: JsonValue | undefined, branch: number) =>
    compileMachine(machine as JsonObject, { stateName: name, branch }, states);
  switch (state.Type) {
    case 'Task':
      return compileTask(name, state);
    case 'Wait':
      return compileWait(name, state);
    case 'Pass':
      return compilePass(state);
    case 'Parallel':
      return { ...state, Branches: (state.Branches as JsonValue[]).map(compileNested) };
    case 'Map':
      return {
        ...omit(state, ['Iterator']),
        ItemProcessor: compileNested(state.ItemProcessor ?? state.Iterator, 0),
      };
    default:
      return state;
  }
}

/** Puts all values that the handler needs into Parameters, so that the interpreter resolves their paths. */
function compileTask(name: string, state: JsonObject): JsonObject {
  const request: JsonObject = {
    stateName: name,
    resource: state.Resource ?? null,
    ...member('input', state.Parameters, state.Parameters === undefined ? '$' : undefined),
    ...member('timeoutSeconds', state.TimeoutSeconds, state.TimeoutSecondsPath),
    ...member('heartbeatSeconds', state.HeartbeatSeconds, state.HeartbeatSecondsPath),
  };
  const timing = ['TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'];
  return {
    ...omit(state, timing),
    ...catchHeartbeats(state),
    Parameters: request,
    TimeoutSeconds: LONGEST_INTERPRETER_TIMEOUT_SECONDS,
  };
}

function compileWait(name: string, state: JsonObject): JsonObject {
  const request: JsonObject = {
    stateName: name,
    'input.$': '$',
    ...member('waitSeconds', state.Seconds, state.SecondsPath),
    ...member('waitUntil', state.Timestamp, state.TimestampPath),
  };
  return {
    ...omit(state, ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']),
    Type: 'Task',
    Resource: WAIT_RESOURCE,
    Parameters: request,
    TimeoutSeconds: LONGEST_INTERPRETER_TIMEOUT_SECONDS,
  };
}

/** The interpreter ignores a Result that is false, 0, null or an empty string. As Parameters it has the same effect. */
function compilePass(state: JsonObject): JsonObject {
  return Object.hasOwn(state, 'Result') && !state.Result
    ? { ...state, Parameters: state.Result ?? null }
    : state;
}

/** A member of a payload template, with a literal value or a path. */
function member(name: string, literal: JsonValue | undefined, path: JsonValue | undefined): JsonObject {
  if (path !== undefined) return { [`${name}.$`]: path };
  return literal === undefined ? {} : { [name]: literal };
}

/** A missed heartbeat is a timeout: Retry and Catch for States.Timeout handle it too. */
function catchHeartbeats(state: JsonObject): JsonObject {
  const handlers = Object.entries(state).filter(([field]) => field === 'Retry' || field === 'Catch');
  return Object.fromEntries(
    handlers.map(([field, items]) => [field, (items as JsonObject[]).map(withHeartbeats)]),
  );
}

function withHeartbeats(handler: JsonObject): JsonObject {
  const names = handler.ErrorEquals as string[];
  return names.includes('States.Timeout')
    ? { ...handler, ErrorEquals: [...names, 'States.HeartbeatTimeout'] }
    : handler;
}

/** Removes a ResultPath of `$`: the interpreter would create a member named `$`. In AWS, `$` is the default. */
function withoutWholeResultPath(state: JsonObject): JsonObject {
  const own = state.ResultPath === '$' ? omit(state, ['ResultPath']) : state;
  if (!Array.isArray(own.Catch)) return own;
  return { ...own, Catch: own.Catch.filter((one) => isObject(one)).map(withoutWholeResultPath) };
}

function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
