import { compile, type JSONPathQuery, type JSONValue } from 'json-p3';
import { Refusal } from './errors.ts';
import { approximate } from './exact-json.ts';
import { isObject, type Json } from './json.ts';
import { checkSchema, matches, SchemaError } from './json-schema.ts';
import { assertFits } from './limits.ts';
import type { DirectAction, PostAction, PostOutcome } from './payload.ts';
import { pythonJson } from './python-json.ts';
import { PatternError } from './python-pattern.ts';
import { TimeLimitError, withinTime } from './time-limit.ts';

/** For all schemas and paths of a request together. Typical ones take about one millisecond. */
const TIME_LIMIT_MS = 1_000;
/** Python reads no deeper body. */
const MAX_LEVELS = 1_000;

/**
 * Checks the post actions of a request before they are sealed.
 *
 * @param timeLimit milliseconds for all of them together
 * @throws {Refusal}
 *   - InvalidPostActionOutcome: a schema cannot be used, or the check exceeded the time limit
 *   - InvalidJsonPath: a path is not a JSONPath of RFC 9535
 *   - InvalidAction: an output, error or cause is too long for Step Functions
 */
export function checkPostActions(actions: readonly PostAction[], timeLimit = TIME_LIMIT_MS): void {
  tryWithin(timeLimit, (doing) => {
    for (const action of actions) {
      for (const outcome of action.outcomes) {
        const where = `the outcome ${outcome.name} of the action ${action.name}`;
        doing(`The schema of ${where} cannot be used`);
        checkSchema(outcome.schema);
        doing(`A path of ${where} cannot be read`);
        for (const path of pathsOf(outcome)) compilePath(path, where);
        if ('output_body' in outcome || 'output_path' in outcome) continue;
        assertFits({ ...outcome, name: `${action.name}.${outcome.name}` }, 'InvalidAction');
      }
    }
  });
}

/**
 * Chooses the outcome of a post action: the first outcome whose schema accepts the body.
 *
 * @param timeLimit milliseconds for all schemas and paths together; neither they nor the body are trusted
 * @throws {Refusal}
 *   - InvalidPostActionBody: no outcome accepts the body, it is nested too deeply, or the result is too long for Step Functions
 *   - InvalidPostActionOutcome: a schema or path cannot be evaluated, or the evaluation exceeded the time limit
 *   - InvalidJsonPath: a path in an older link is not a JSONPath of RFC 9535
 */
export function resolvePostAction(
  action: PostAction,
  body: Json,
  timeLimit = TIME_LIMIT_MS,
): { action: DirectAction; outcome: string } {
  assertShallow(action, body);
  return tryWithin(timeLimit, (doing) => {
    doing(`The schemas of the action ${action.name} cannot be evaluated`);
    const outcome = action.outcomes.find(({ schema }) => matches(schema, body));
    if (!outcome) {
      throw new Refusal('InvalidPostActionBody', `The body matches no outcome of the action ${action.name}.`);
    }
    doing(`The outcome ${outcome.name} of the action ${action.name} cannot be read from the body`);
    return { action: toDirectAction(action, outcome, body), outcome: outcome.name };
  });
}

/** Schemas and paths are evaluated recursively. */
function assertShallow({ name }: PostAction, body: Json): void {
  let level: readonly Json[] = [body];
  for (let levels = 0; level.length > 0; levels += 1) {
    if (levels > MAX_LEVELS) {
      throw new Refusal('InvalidPostActionBody', `The body for the action ${name} is nested too deeply.`);
    }
    level = level.flatMap((value) => (isObject(value) || Array.isArray(value) ? Object.values(value) : []));
  }
}

function toDirectAction(action: PostAction, outcome: PostOutcome, body: Json): DirectAction {
  const response = outcome.response ?? action.response;
  const base = { name: action.name, ...(response && { response }) };
  const direct = { ...base, ...resultOf(outcome, body) };
  assertFits(direct, 'InvalidPostActionBody');
  return direct;
}

type Result = DirectAction extends infer Action
  ? Action extends DirectAction
    ? Omit<Action, 'name'>
    : never
  : never;

function resultOf(outcome: PostOutcome, body: Json): Result {
  switch (outcome.type) {
    case 'success':
      return { type: 'success', output: outputOf(outcome, body) };
    case 'failure': {
      const error = outcome.error_path === undefined ? outcome.error : textAt(outcome.error_path, body);
      const cause = outcome.cause_path === undefined ? outcome.cause : textAt(outcome.cause_path, body);
      return {
        type: 'failure',
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      };
    }
    case 'heartbeat':
      return { type: 'heartbeat' };
  }
}

function outputOf(outcome: Extract<PostOutcome, { type: 'success' }>, body: Json): Json {
  if ('output' in outcome) return outcome.output;
  // Of the body `null`, sfn-callback-urls sends the body itself for any path.
  return 'output_path' in outcome && body !== null ? valuesAt(outcome.output_path, body) : body;
}

/** Returns a single matched string as it is, other matches as JSON of Python, and undefined when nothing matches. */
function textAt(path: string, body: Json): string | undefined {
  const [first, ...more] = valuesAt(path, body);
  if (first === undefined) return undefined;
  return typeof first === 'string' && more.length === 0 ? first : pythonJson([first, ...more]);
}

/** The path is evaluated with approximate numbers, and its values are those of the body. */
function valuesAt(path: string, body: Json): Json[] {
  return compilePath(path, 'this link')
    .query(approximate(body) as JSONValue)
    .locations()
    .map((location) => location.reduce<Json>(memberOf, body));
}

function memberOf(value: Json, name: string | number): Json {
  return (value as { readonly [name: string]: Json })[name] as Json;
}

function pathsOf(outcome: PostOutcome): string[] {
  if (outcome.type === 'success') return 'output_path' in outcome ? [outcome.output_path] : [];
  if (outcome.type === 'heartbeat') return [];
  return [outcome.error_path, outcome.cause_path].filter((path) => path !== undefined);
}

/** @param where the place of the path, for the error message */
function compilePath(path: string, where: string): JSONPathQuery {
  try {
    return compile(path);
  } catch {
    // Without the cause, because the parser's message quotes the path.
    throw new Refusal('InvalidJsonPath', `A path of ${where} is not a valid JSONPath (RFC 9535).`);
  }
}

/**
 * Runs work with untrusted schemas and paths. Each error in it, such as an endless recursion, becomes a Refusal.
 *
 * @param work sets the sentence for a failure before each step
 */
function tryWithin<T>(timeLimit: number, work: (doing: (failure: string) => void) => T): T {
  let failure = '';
  const doing = (what: string) => {
    failure = what;
  };
  try {
    return withinTime(timeLimit, () => work(doing));
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('InvalidPostActionOutcome', `${failure}${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof SchemaError || cause instanceof PatternError) return `: ${cause.message}`;
  return cause instanceof TimeLimitError ? ' in time.' : '.';
}
