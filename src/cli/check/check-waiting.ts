import { type Finding, problem, warning, when } from './finding.ts';
import { CONTEXT, fromContext } from './product.ts';
import type { Members, QueryLanguage } from './states.ts';
import { memberOf, type Value } from './values.ts';
import { passesToken, type WaitingTask } from './waiting-task.ts';

/** Whether a task waits, and for how long. */
export function checkWaiting({ waits, express, timeout, asks, state }: WaitingTask): readonly Finding[] {
  const heartbeat = state.HeartbeatSeconds ?? state.HeartbeatSecondsPath;
  return [
    ...when(!waits, NOT_WAITING),
    ...when(express, EXPRESS),
    ...when(timeout === undefined, NO_TIMEOUT),
    ...when(
      asks && heartbeat !== undefined,
      problem(
        'heartbeat',
        `It ends if no heartbeat comes for ${heartbeat} seconds, and a request sends none. Remove HeartbeatSeconds.`,
      ),
    ),
  ];
}

const NOT_WAITING = problem(
  'does-not-wait',
  'It calls request-approval, but does not wait for the answer. Let its Resource end with lambda:invoke.waitForTaskToken.',
);
const EXPRESS = problem(
  'express',
  'It is in an Express workflow, which cannot wait for a task token. Use a Standard workflow.',
);
const NO_TIMEOUT = problem(
  'no-timeout',
  'It waits without a timeout, and so for up to a year. Add TimeoutSeconds.',
);

/** Whether the service gets the token. */
export function checkToken(task: WaitingTask): readonly Finding[] {
  const pass = `Pass ${CONTEXT.token[task.language]}.`;
  return when(
    !passesToken(task),
    problem('token', `It does not pass its task token, so that nothing can complete it. ${pass}`),
  );
}

/** Whether request-approval gets what it needs. */
export function checkPayload(task: WaitingTask): readonly Finding[] {
  const { payload, language, timeout } = task;
  if (!payload) return [...checkToken(task), NOT_READ];
  return [
    ...checkContext('token', payload, language),
    ...checkContext('execution', payload, language),
    ...when(memberOf(payload, 'request', language) === undefined, NO_REQUEST),
    ...checkSeconds(memberOf(payload, 'timeout_seconds', language), timeout),
  ];
}

const NOT_READ = warning(
  'payload-not-read',
  'Its payload is one expression, which this command does not evaluate. Check that the result has token, execution, request and timeout_seconds.',
);
const NO_REQUEST = problem(
  'request',
  'Its payload has no request. Add what is asked, such as the input of the state.',
);

function checkContext(
  name: 'token' | 'execution',
  payload: Members,
  language: QueryLanguage,
): readonly Finding[] {
  const value = memberOf(payload, name, language);
  const expected = CONTEXT[name][language];
  const write = `Write ${JSON.stringify(fromContext(name, language)).slice(1, -1)}.`;
  if (!value) return [problem(name, `Its payload has no ${name}. ${write}`)];
  if ('literal' in value) {
    return [problem(name, `In its payload, ${name} is only the text “${value.literal}”. ${write}`)];
  }
  if (value.expression === expected) return [];
  const is = `In its payload, ${name} is ${value.expression}.`;
  return name === 'token' || value.expression.startsWith(CONTEXT_OBJECT[language])
    ? [problem(name, `${is} ${write}`)]
    : [warning(name, `${is} Check that this is the ARN of the execution, ${expected}.`)];
}

const CONTEXT_OBJECT = { JSONPath: '$$.', JSONata: '$states.context.' } as const;

function checkSeconds(given: Value | undefined, timeout: Value | undefined): readonly Finding[] {
  if (!given) {
    return [
      problem(
        'timeout-seconds',
        'Its payload has no timeout_seconds, so that Countersign does not know when the request expires. Add the same value as in TimeoutSeconds.',
      ),
    ];
  }
  // It is another finding that there is no timeout.
  if (!timeout || textOf(given) === textOf(timeout)) return [];
  const differ = `In its payload, timeout_seconds is ${textOf(given)}, and its timeout is ${textOf(timeout)}.`;
  return 'literal' in given && 'literal' in timeout
    ? [problem('timeout-seconds', `${differ} Write the same number into both.`)]
    : [warning('timeout-seconds', `${differ} Check that these are the same number.`)];
}

function textOf(value: Value): string {
  return 'literal' in value ? String(value.literal) : value.expression;
}
