import { readFileSync } from 'node:fs';
import type { HistoryEvent } from '../../src/approval/history.ts';

/** The task tokens of the recorded histories, in the order of their tasks. */
export const FIRST_TOKEN = 'AAAA+first/token=BBBB';
export const SECOND_TOKEN = 'AAAA+second/token=BBBB';

/** Reads a response of GetExecutionHistory from a file in test/fixtures/histories. */
export function recordedHistory(name: string): HistoryEvent[] {
  const file = new URL(`../fixtures/histories/${name}.json`, import.meta.url);
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as {
    events: (HistoryEvent & { timestamp: string })[];
  };
  return events.map((event) => ({ ...event, timestamp: new Date(event.timestamp) }));
}
