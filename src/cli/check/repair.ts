import { isDeepStrictEqual } from 'node:util';
import { EXPIRED } from '../../approval/round-errors.ts';
import { objectIn } from '../../callback/json.ts';
import type { Code, Finding } from './finding.ts';
import { handlerOf, namesOf } from './handlers.ts';
import { fromContext, inputName, RETRIERS, tellState } from './product.ts';
import { listOf, type Members } from './states.ts';
import { memberOf, type Value, withMember } from './values.ts';
import { inputOf, type WaitingTask } from './waiting-task.ts';

/** What to paste. Texts in angle brackets stand for names that only the machine's author knows. */
export interface Repair {
  /** Members of the state, whole. They replace those of the same names. */
  readonly members: Members;
  /** States to add beside it, by name. */
  readonly states: Members;
}

/** A week, as in the deployment's own state machine. */
const SECONDS: Value = { literal: 7 * 24 * 60 * 60 };
const OURS: ReadonlySet<string> = new Set(RETRIERS.flatMap(namesOf));
/** Each of them matches a rejection. */
const ASK_AGAIN: ReadonlySet<string> = new Set(['rejected', 'States.ALL', 'States.TaskFailed']);

/** Everything that can be said in JSON about what to do after these findings. */
export function repairOf(task: WaitingTask, findings: readonly Finding[]): Repair {
  const { state, language } = task;
  const codes = new Set(findings.map(({ code }) => code));
  const has = (...some: readonly Code[]) => some.some((code) => codes.has(code));
  const timeout = task.timeout ?? chosenTimeout(task);
  const members = {
    ...(has('does-not-wait') && { Resource: `${lambdaInvoke(state)}.waitForTaskToken` }),
    ...(has('no-timeout') && timeoutMember(timeout, task)),
    ...(task.asks && {
      ...(has('token', 'execution', 'request', 'timeout-seconds') && repairedInput(task, has, timeout)),
      ...(has('next-round', 'try-again', 'lambda-errors', 'asks-again') && { Retry: repairedRetry(state) }),
      ...repairedCatch(task, has),
    }),
  };
  const changed = Object.entries(members).filter(([name, value]) => !isDeepStrictEqual(value, state[name]));
  return {
    members: Object.fromEntries(changed),
    states: has('expiry-not-told') ? { SendConfirmation: tellState(language, lambdaInvoke(state)) } : {},
  };
}

/** In the partition of the state, if its resource names one. */
function lambdaInvoke({ Resource: resource }: Members): string {
  const [found = 'arn:aws:states:::lambda:invoke'] = /^arn:.+:lambda:invoke\b/.exec(String(resource)) ?? [];
  return found;
}

/** The time that the payload already has, if it can be used as it is. */
function chosenTimeout({ payload, language }: WaitingTask): Value {
  const given = payload && memberOf(payload, 'timeout_seconds', language);
  if (!given) return SECONDS;
  const isUsable = 'literal' in given || language === 'JSONata' || given.expression.startsWith('$.');
  return isUsable ? given : SECONDS;
}

function timeoutMember(timeout: Value, { language }: WaitingTask): Members {
  return language === 'JSONPath' && 'expression' in timeout
    ? { TimeoutSecondsPath: timeout.expression }
    : withMember('TimeoutSeconds', timeout, language);
}

function repairedInput(
  { state, language, payload }: WaitingTask,
  has: (...codes: readonly Code[]) => boolean,
  timeout: Value,
): Members {
  const input = objectIn(inputOf(state, language));
  const whole: Value = { expression: language === 'JSONata' ? '$states.input' : '$' };
  const fixed = {
    ...(has('token') && { token: fromContext('token', language) }),
    ...(has('execution') && { execution: fromContext('execution', language) }),
    ...(has('request') && { request: withMember('request', whole, language) }),
    ...(has('timeout-seconds') && { timeout_seconds: withMember('timeout_seconds', timeout, language) }),
  };
  const kept = Object.entries(payload ?? {}).filter(
    ([name]) => !Object.hasOwn(fixed, name.replace(/\.\$$/, '')),
  );
  const repaired = Object.assign({}, ...Object.values(fixed), Object.fromEntries(kept));
  return { [inputName(language)]: { ...input, Payload: repaired } };
}

/** The retriers of the deployment's own machine, and then those that the state has for other errors. */
function repairedRetry(state: Members): readonly Members[] {
  const others = listOf(state.Retry).map((retrier) => {
    const names = namesOf(retrier).filter((name) => !OURS.has(name) && !ASK_AGAIN.has(name));
    return { ...retrier, ErrorEquals: names };
  });
  return [...RETRIERS, ...others.filter(({ ErrorEquals: names }) => names.length > 0)];
}

function repairedCatch(
  { state, language }: WaitingTask,
  has: (...codes: readonly Code[]) => boolean,
): Members {
  const both = ['States.Timeout', EXPIRED];
  const output =
    language === 'JSONata'
      ? { Output: '{% $merge([$states.input, {"approval": $states.errorOutput}]) %}' }
      : { ResultPath: '$.approval' };
  const catcher = (names: readonly string[], next: string) => ({ ErrorEquals: names, ...output, Next: next });
  const catchers = has('expired-not-caught') ? withBoth(both, state.Catch) : listOf(state.Catch);
  const added = [
    ...(has('rejection-not-caught') ? [catcher(['rejected'], '<the state after a rejection>')] : []),
    ...(has('expiry-not-caught') ? [catcher(both, '<the state after an expiry>')] : []),
  ];
  const all = [...added, ...catchers];
  return all.length > 0 ? { Catch: all } : {};
}

/** The same catchers, with both errors in the first one that has one of them by name or by a wildcard. */
function withBoth(both: readonly string[], catchers: unknown): readonly Members[] {
  const first = both.map((error) => handlerOf(error, catchers)).find((catcher) => catcher);
  return listOf(catchers).flatMap((catcher) => {
    const others = namesOf(catcher).filter((name) => !both.includes(name));
    if (catcher !== first) return others.length > 0 ? [{ ...catcher, ErrorEquals: others }] : [];
    // States.ALL stands alone in its catcher.
    if (others.includes('States.ALL')) return [{ ...catcher, ErrorEquals: both }, catcher];
    return [{ ...catcher, ErrorEquals: [...others, ...both] }];
  });
}
