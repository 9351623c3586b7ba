import { readFileSync } from 'node:fs';
import type { HistoryEvent } from '../../src/approval/history.ts';

/** The tokens in the recorded histories, in the order in which they were handed out. */
export const FIRST_TOKEN = 'AAAA+first/token=BBBB';
export const SECOND_TOKEN = 'AAAA+second/token=BBBB';

/** A history as GetExecutionHistory returns it, by the name of its file in test/fixtures/histories. */
export function recordedHistory(name: string): HistoryEvent[] {
  const file = new URL(`../fixtures/histories/${name}.json`, import.meta.url);
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as {
    events: (HistoryEvent & { timestamp: string })[];
  };
  return events.map((event) => ({ ...event, timestamp: new Date(event.timestamp) }));
}
