import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../protocol/json.ts';
import { type PathScope, rewriteContextPaths } from './context-path.ts';
import { invalidDefinition } from './definition-error.ts';
import { LAMBDA_CALLBACK, refuseUnsupported } from './definition-support.ts';

/** A definition in the form that the interpreter runs, and what the history needs to know of its states. */
export interface CompiledDefinition {
  readonly interpreter: StateMachine;
  /** By name, including the states inside Parallel and Map. */
  readonly states: ReadonlyMap<string, StateInfo>;
  /** `StateNames` of the interpreter's context: rewritten `$$.State.Name` paths point into it. */
  readonly stateNames: readonly string[];
  /** The limit of a whole execution. */
  readonly timeoutSeconds: number | undefined;
}

export interface StateInfo {
  /** The type in the definition; the interpreter sees a Wait state as a Task. */
  readonly type: string;
  /** The Parallel or Map state around it, and which of its machines; undefined at the top. */
  readonly parent: { readonly stateName: string; readonly branch: number } | undefined;
}

/** What the interpreter hands to the handler of a Task or Wait state: its definition with all paths resolved. */
export interface TaskRequest {
  readonly stateName: string;
  /** undefined for a Wait state. */
  readonly resource?: string;
  readonly input: JsonValue;
  readonly timeoutSeconds?: JsonValue;
  readonly heartbeatSeconds?: JsonValue;
  readonly waitSeconds?: JsonValue;
  readonly waitUntil?: JsonValue;
}

/**
 * The interpreter gives every task a timer of its own: 60 seconds where the definition has none, and no way to turn it
 * off. This is the longest it can hold. Our own timers do the timing; a task that waits longer than these 24.8 days
 * of process time fails with States.Timeout nevertheless.
 */
const LONGEST_INTERPRETER_TIMEOUT_SECONDS = 2_147_483;

/** The interpreter runs Wait states by a task handler, and any resource will do for those. */
const WAIT_RESOURCE = 'arn:aws:states:::lambda:invoke';

/** Throws InvalidDefinition in the validator's words, or naming what the embedded stack does not support. */
export function compileDefinition(text: string): CompiledDefinition {
  const definition = parseJson(text);
  if (!isJsonObject(definition)) throw invalidDefinition('INVALID_JSON_DESCRIPTION: not a JSON object');
  refuseUnsupported(definition);
  validate(definition, text);
  const states = new Map<string, StateInfo>();
  const compiled = compileMachine(definition, undefined, states);
  const { TimeoutSeconds: timeoutSeconds } = definition;
  return {
    interpreter: new StateMachine(asDefinition(compiled), { validationOptions: { noValidate: true } }),
    states,
    stateNames: [...states.keys()],
    timeoutSeconds: typeof timeoutSeconds === 'number' ? timeoutSeconds : undefined,
  };
}

/**
 * Definitions known to be valid. The validator compiles its schemas anew for each call, which takes 60 ms; a test suite
 * that starts an endpoint per test creates the same machine over and over.
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

/** The interpreter's type describes what its validator checks at run time. */
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

/** Everything that the handler needs goes through Parameters, so that the interpreter resolves the paths in it. */
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

/** The interpreter ignores a Result that is false, 0, null or empty; as Parameters it has the same effect. */
function compilePass(state: JsonObject): JsonObject {
  return Object.hasOwn(state, 'Result') && !state.Result
    ? { ...state, Parameters: state.Result ?? null }
    : state;
}

/** A member of a payload template: literal, or by the path that the definition gives instead. */
function member(name: string, literal: JsonValue | undefined, path: JsonValue | undefined): JsonObject {
  if (path !== undefined) return { [`${name}.$`]: path };
  return literal === undefined ? {} : { [name]: literal };
}

/** A missed heartbeat is a kind of timeout: what handles States.Timeout handles it too. */
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

/** The interpreter takes a ResultPath of `$` for a member of that name; leaving it out means the same as in AWS. */
function withoutWholeResultPath(state: JsonObject): JsonObject {
  const own = state.ResultPath === '$' ? omit(state, ['ResultPath']) : state;
  if (!Array.isArray(own.Catch)) return own;
  return { ...own, Catch: own.Catch.filter(isJsonObject).map(withoutWholeResultPath) };
}

function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
