import { attemptsOf, isDecided, newest } from './ends.ts';
import type { Stage } from './stage.ts';

/** A function that does not end by itself is waited for no longer than this, in milliseconds. */
const OUTAGE_AT_MOST_MS = 25_000;
/** An update and a reply in Slack, the same in Teams, a mail, and the events. */
const STEPS = 6;

/** If the request has ended: waits until each step that tells it was tried once, or a function failed that comes before. */
export async function untilTried(stage: Stage): Promise<void> {
  if (!isDecided(stage)) return;
  const { lines, until, outcomes } = stage;
  const tried = until('the first attempts', async () => {
    const told = lines.filter(({ event }) => event === 'tell_outcome');
    const steps = told.filter(({ surface }) => surface);
    if (new Set(steps.map(({ surface, step }) => `${surface} ${step}`)).size === STEPS) return true;
    // What SendConfirmation, each ApprovalOutcome and EventBridge do first.
    const failures = told.filter(({ surface, level }) => !surface && level === 'warn').length;
    const isConfirming = attemptsOf('SendConfirmation', newest(stage)) > 0;
    const starts = (await outcomes()).length + Number(isConfirming);
    return starts > 0 && failures >= starts;
  });
  await inTime(tried);
}

/** If an execution was started: waits until its function has ended once. */
export async function untilAsked({ stack, lines, until }: Stage): Promise<void> {
  if (stack.executions().length === 0) return;
  await inTime(until('the function', () => lines.some(({ event }) => event === 'request_approval')));
}

/** Waits for what a function does during the fault. */
export async function inTime(work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, OUTAGE_AT_MOST_MS);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
