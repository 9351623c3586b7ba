import type { HistoryEvent } from '../../src/approval/history.ts';

export const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:Release:one';
/** The same, as logs and payloads name it. */
export const REFERENCE = 'Release:one';
/** When each task ends that these functions end. */
export const ENDED_AT = new Date('2026-11-24T12:05:00Z');
export const ASKED_AT = new Date('2026-11-24T12:00:00Z');

/** The token of a branch. */
export const tokenOf = (branch: number) => `AAAA/branch+${branch}=`;

interface Branch {
  /** The event before the task. Default: the task is in a branch of its own. */
  readonly after?: number;
  /** The messages that request-approval returned; undefined if it has not returned. */
  readonly messages?: object | undefined;
}

/** A request that waits. The event ids of a branch begin with its number; its messages are `{slack: "on <branch>"}`. */
export function asked(
  request: string | object,
  branch: number,
  { after = 0, ...given }: Branch = {},
): HistoryEvent[] {
  const messages = 'messages' in given ? given.messages : { slack: `on ${branch}` };
  const payload = {
    token: tokenOf(branch),
    execution: EXECUTION,
    request: typeof request === 'string' ? { name: request } : request,
  };
  const submitted = { Payload: { transaction_id: '1', messages } };
  return [
    {
      id: branch * 10,
      previousEventId: after,
      type: 'TaskScheduled',
      timestamp: ASKED_AT,
      taskScheduledEventDetails: {
        resource: 'invoke.waitForTaskToken',
        parameters: JSON.stringify({ FunctionName: 'request-approval', Payload: payload }),
        timeoutInSeconds: 3600,
      },
    },
    ...(messages
      ? [
          {
            id: branch * 10 + 1,
            previousEventId: branch * 10,
            type: 'TaskSubmitted',
            timestamp: ASKED_AT,
            taskSubmittedEventDetails: { output: JSON.stringify(submitted) },
          },
        ]
      : []),
  ];
}

const ends = (branch: number, isSubmitted = true) => ({
  id: branch * 10 + 2,
  previousEventId: branch * 10 + (isSubmitted ? 1 : 0),
  timestamp: ENDED_AT,
});

/** The task of a branch succeeds. */
export function approved(branch: number, output: object = { name_in_output: 'Ben' }): HistoryEvent {
  return {
    ...ends(branch),
    type: 'TaskSucceeded',
    taskSucceededEventDetails: { output: JSON.stringify(output) },
  };
}

/** The task of a branch fails with an error. */
export function failed(branch: number, error: string, { cause = '', isSubmitted = true } = {}): HistoryEvent {
  return { ...ends(branch, isSubmitted), type: 'TaskFailed', taskFailedEventDetails: { error, cause } };
}

export const rejected = (branch: number) => failed(branch, 'rejected', { cause: 'Ben rejected it' });

/** The task of a branch times out. */
export function timedOut(branch: number): HistoryEvent {
  return { ...ends(branch), type: 'TaskTimedOut', taskTimedOutEventDetails: { error: 'States.Timeout' } };
}

/** The execution goes on in the state after the task of a branch. */
export function goneOn(branch: number): HistoryEvent {
  return {
    id: branch * 10 + 3,
    previousEventId: branch * 10 + 2,
    type: 'TaskStateExited',
    timestamp: ENDED_AT,
  };
}

/** The execution ends: `ExecutionAborted`, `ExecutionSucceeded`, … */
export function executionEnded(type: string, id = 999): HistoryEvent {
  return { id, previousEventId: 0, type, timestamp: ENDED_AT };
}
