import type { GetHistory, HistoryEvent } from '../../src/approval/history.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { CompleteTask, Outcome } from '../../src/callback/outcome.ts';
import type { Task } from '../../src/callback/payload.ts';

/** 700 characters with `=` in the middle, in the format of Step Functions. */
export const TASK_TOKEN = `${'AQCEAAAAKgAAAAMAAAAAAAAAAT'.repeat(13).slice(0, 332)}==${'/+9zQw7x'.repeat(45)}abcd==`;
export const EXECUTION = 'ApprovalEmails:run-1';
/** The Slack message of the request. */
export const MESSAGE = { channel: 'C0001', ts: '1764000000.000100' };
export const ASKED_AT = new Date('2026-11-24T12:00:00Z');

export interface FakeWorkflow {
  readonly completeTask: CompleteTask;
  readonly getHistory: GetHistory;
  /** The completions that Step Functions accepted. */
  readonly completed: (Task & { outcome: Outcome })[];
  /** Whether the task was completed. */
  readonly ended: () => boolean;
  /** The input of the execution. */
  input: object;
  /** The executions whose history was read. */
  readonly historyReads: string[];
  /** Stops the execution while its task waits, as StopExecution does. */
  readonly stop: (cause: string) => void;
  /** Lets the task time out. */
  readonly expire: () => void;
  /** If set, the calls throw this error. */
  failCompletion?: Error;
  failHistory?: Error;
}

/**
 * Fake Step Functions with one execution and one waiting task. The first completion wins, as in real Step Functions.
 */
export function createFakeWorkflow(now: () => number): FakeWorkflow {
  let ended: HistoryEvent | undefined;
  const workflow: FakeWorkflow = {
    completed: [],
    ended: () => ended !== undefined,
    input: { name: 'Ben' },
    historyReads: [],
    async completeTask(task, outcome) {
      if (workflow.failCompletion) throw workflow.failCompletion;
      if (ended) throw taskTimedOut();
      workflow.completed.push({ ...taskOf(task), outcome });
      if (outcome.type !== 'heartbeat') ended = endOf(outcome, new Date(now()));
    },
    stop(cause) {
      ended ??= {
        id: 4,
        previousEventId: 3,
        type: 'ExecutionAborted',
        timestamp: new Date(now()),
        executionAbortedEventDetails: { cause },
      };
    },
    expire() {
      ended ??= { id: 4, previousEventId: 3, type: 'TaskTimedOut', timestamp: new Date(now()) };
    },
    async getHistory(execution) {
      workflow.historyReads.push(execution);
      if (workflow.failHistory) throw workflow.failHistory;
      return [...scheduled(workflow.input, ASKED_AT), ...(ended ? [ended] : [])];
    },
  };
  return workflow;
}

/** The error for a task that was completed, timed out or stopped. */
export function taskTimedOut(): Refusal {
  return new Refusal('StepFunctionsError', 'The task was already completed, or it timed out.', {
    reason: 'TaskTimedOut',
  });
}

function taskOf(task: Task): Task {
  return 'token' in task ? { token: task.token } : { callbackId: task.callbackId };
}

/** The events of a waiting request with its Slack message. */
export function scheduled(request: object, timestamp: Date, token = TASK_TOKEN): HistoryEvent[] {
  return [
    { id: 1, previousEventId: 0, type: 'ExecutionStarted' },
    {
      id: 2,
      previousEventId: 1,
      type: 'TaskScheduled',
      timestamp,
      taskScheduledEventDetails: {
        resource: 'invoke.waitForTaskToken',
        parameters: JSON.stringify({ Payload: { token, execution: EXECUTION, request } }),
        timeoutInSeconds: 604_800,
      },
    },
    {
      id: 3,
      previousEventId: 2,
      type: 'TaskSubmitted',
      taskSubmittedEventDetails: {
        output: JSON.stringify({ Payload: { transaction_id: '1', messages: { slack: MESSAGE } } }),
      },
    },
  ];
}

/** The event for the completion of the task. */
export function endOf(outcome: Exclude<Outcome, { type: 'heartbeat' }>, timestamp: Date): HistoryEvent {
  const event = { id: 4, previousEventId: 3, timestamp };
  if (outcome.type === 'failure') {
    return { ...event, type: 'TaskFailed', taskFailedEventDetails: outcome };
  }
  const output = JSON.stringify(outcome.output);
  return { ...event, type: 'TaskSucceeded', taskSucceededEventDetails: { output } };
}
