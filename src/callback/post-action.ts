import { compile, type JSONPathQuery, type JSONValue } from 'json-p3';
import { Refusal } from './errors.ts';
import type { Json } from './json.ts';
import { checkSchema, matcher, SchemaError } from './json-schema.ts';
import { assertFits } from './limits.ts';
import type { DirectAction, PostAction, PostOutcome } from './payload.ts';
import { TimeLimitError, withinTime } from './time-limit.ts';

/** For all of the schemas and paths of a request together. Real ones take a millisecond. */
const TIME_LIMIT_MS = 1_000;

/**
 * Checks the post actions of a request before they are sealed.
 *
 * @param timeLimit milliseconds for all of them together
 * @throws {Refusal} InvalidPostActionOutcome for a schema that cannot be used, InvalidJsonPath for a path that is not of
 *   RFC 9535, InvalidAction for an output, error or cause that Step Functions would not take
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
 * What a body makes of a post action: the first outcome whose schema accepts it.
 *
 * @param timeLimit milliseconds for all schemas and paths together: they come from one stranger, the body from another
 * @throws {Refusal} InvalidPostActionBody when no outcome accepts the body, or when it gives what Step Functions would
 *   not take; InvalidPostActionOutcome when a schema or path cannot be evaluated, or not in time; InvalidJsonPath for a
 *   path of an older link that is not of RFC 9535
 */
export function resolvePostAction(
  action: PostAction,
  body: Json,
  timeLimit = TIME_LIMIT_MS,
): { action: DirectAction; outcome: string } {
  return tryWithin(timeLimit, (doing) => {
    doing(`The schemas of the action ${action.name} cannot be evaluated`);
    const outcome = action.outcomes.find(({ schema }) => matcher(schema)(body));
    if (!outcome) {
      throw new Refusal('InvalidPostActionBody', `The body matches no outcome of the action ${action.name}.`);
    }
    doing(`The outcome ${outcome.name} of the action ${action.name} cannot be read from the body`);
    return { action: toDirectAction(action, outcome, body), outcome: outcome.name };
  });
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
  return 'output_path' in outcome ? valuesAt(outcome.output_path, body) : body;
}

/** One string as it is, other matches as JSON, and nothing for none. */
function textAt(path: string, body: Json): string | undefined {
  const [first, ...more] = valuesAt(path, body);
  if (first === undefined) return undefined;
  return typeof first === 'string' && more.length === 0 ? first : JSON.stringify([first, ...more]);
}

function valuesAt(path: string, body: Json): Json[] {
  return compilePath(path, 'this link')
    .query(body as JSONValue)
    .values() as Json[];
}

function pathsOf(outcome: PostOutcome): string[] {
  if (outcome.type === 'success') return 'output_path' in outcome ? [outcome.output_path] : [];
  if (outcome.type === 'heartbeat') return [];
  return [outcome.error_path, outcome.cause_path].filter((path) => path !== undefined);
}

/** @param where the path stands, in words */
function compilePath(path: string, where: string): JSONPathQuery {
  try {
    return compile(path);
  } catch {
    // Without its cause: the parser quotes the path.
    throw new Refusal('InvalidJsonPath', `A path of ${where} is not a JSONPath of RFC 9535.`);
  }
}

/**
 * Whatever a stranger's schema or path makes go wrong is the stranger's error: endless recursion, for one.
 *
 * @param work says what it is doing, for the sentence of its failure
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
  if (cause instanceof SchemaError) return `: ${cause.message}`;
  return cause instanceof TimeLimitError ? ' in time.' : '.';
}
