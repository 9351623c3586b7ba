import type { Person } from '../../../src/approval/approval.ts';
import type { HistoryEvent } from '../../../src/approval/history.ts';

export const NOW = Date.parse('2026-11-24T12:30:00Z');
export const EXECUTION = 'Release:one';
export const ANN: Person = { id: 'U00000ANN', name: 'Ann', email: 'ann@example.com' };
export const BOB: Person = { id: 'U00000BOB', name: 'Bob', email: 'bob@example.com' };

export interface RoundOptions {
  /** The JSON of the error that ended the round; without it, the round waits. */
  readonly cause?: object;
  readonly error?: string;
  readonly isAsked?: boolean;
  /** When it was asked, in milliseconds since 1970. Default: an hour ago. */
  readonly at?: number;
}

/** The history of a request with these rounds. The token of a round has its number, from 0. */
export function historyOf(rounds: readonly RoundOptions[], request: object): HistoryEvent[] {
  const events: HistoryEvent[] = [{ id: 1, previousEventId: 0, type: 'ExecutionStarted' }];
  const add = (event: HistoryEvent) =>
    events.push({ ...event, id: events.length + 1, previousEventId: events.length });
  for (const [index, { cause, error = 'Countersign.NextRound', isAsked = true, at }] of rounds.entries()) {
    const payload = { token: `AAAA/${index}=`, execution: EXECUTION, request };
    add({
      type: 'TaskScheduled',
      timestamp: new Date(at ?? NOW - 3_600_000),
      taskScheduledEventDetails: {
        resource: 'invoke.waitForTaskToken',
        parameters: JSON.stringify({ Payload: payload }),
        timeoutInSeconds: 86_400,
      },
    });
    if (isAsked) {
      const output = JSON.stringify({ Payload: { transaction_id: '1', messages: {} } });
      add({ type: 'TaskSubmitted', taskSubmittedEventDetails: { output } });
    }
    if (cause) {
      add({
        type: 'TaskFailed',
        timestamp: new Date(NOW - 60_000),
        taskFailedEventDetails: { error, cause: JSON.stringify(cause) },
      });
    }
  }
  return events;
}
