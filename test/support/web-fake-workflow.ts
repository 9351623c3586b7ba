import type { GetHistory, HistoryEvent } from '../../src/approval/history.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { CompleteTask, Outcome } from '../../src/callback/outcome.ts';
import type { Task } from '../../src/callback/payload.ts';

/** 700 characters with `=` in the middle, as Step Functions makes them. */
export const TASK_TOKEN = `${'AQCEAAAAKgAAAAMAAAAAAAAAAT'.repeat(13).slice(0, 332)}==${'/+9zQw7x'.repeat(45)}abcd==`;
export const EXECUTION = 'ApprovalEmails:run-1';
/** Where its Slack message is. */
export const MESSAGE = { channel: 'C0001', ts: '1764000000.000100' };
export const ASKED_AT = new Date('2026-11-24T12:00:00Z');

export interface FakeWorkflow {
  readonly completeTask: CompleteTask;
  readonly getHistory: GetHistory;
  /** What Step Functions accepted. */
  readonly completed: (Task & { outcome: Outcome })[];
  /** Whether the task was completed. */
  readonly ended: () => boolean;
  /** What the execution was started with. */
  input: object;
  /** Executions whose history was read. */
  readonly historyReads: string[];
  /** Ends the execution around its task, as StopExecution does. */
  readonly stop: (cause: string) => void;
  /** Ends the task by its timeout. */
  readonly expire: () => void;
  /** Thrown instead of answering. */
  failCompletion?: Error;
  failHistory?: Error;
}

/** Step Functions with one execution that waits for one task: the first completion wins, as in the real one. */
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

/** What a used, timed-out or stopped task answers. */
export function taskTimedOut(): Refusal {
  return new Refusal('StepFunctionsError', 'The task was already completed, or its time ran out.', {
    reason: 'TaskTimedOut',
  });
}

function taskOf(task: Task): Task {
  return 'token' in task ? { token: task.token } : { callbackId: task.callbackId };
}

/** The events of a request that waits, with its Slack message. */
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

/** The event that follows them when the task is completed. */
export function endOf(outcome: Exclude<Outcome, { type: 'heartbeat' }>, timestamp: Date): HistoryEvent {
  const event = { id: 4, previousEventId: 3, timestamp };
  if (outcome.type === 'failure') {
    return { ...event, type: 'TaskFailed', taskFailedEventDetails: outcome };
  }
  const output = JSON.stringify(outcome.output);
  return { ...event, type: 'TaskSucceeded', taskSucceededEventDetails: { output } };
}
