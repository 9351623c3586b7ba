import type { SetTimer } from '../../../src/local/aws/clock.ts';

/** A longer timer is a time limit, which a test does not reach. */
const LONGEST_DELAY_MS = 10 * 60 * 1000;

/**
 * A clock for delays such as those before a retry: the next timer fires as soon as all other work is done, and moves the
 * time on. Time limits never fire.
 */
export function createHurriedClock(start = Date.parse('2026-11-24T09:00:00Z')) {
  let time = start;
  const due = new Map<symbol, { readonly at: number; readonly callback: () => void }>();
  let isPending = false;

  function fireNext(): void {
    isPending = false;
    const [next] = [...due].sort(([, a], [, b]) => a.at - b.at);
    if (!next) return;
    const [id, { at, callback }] = next;
    due.delete(id);
    time = Math.max(time, at);
    callback();
    schedule();
  }

  /** A few turns of the event loop, so that the requests of other tasks have begun. */
  function schedule(): void {
    if (isPending || due.size === 0) return;
    isPending = true;
    setTimeout(fireNext, 1);
  }

  const setTimer: SetTimer = (milliseconds, callback) => {
    if (milliseconds > LONGEST_DELAY_MS) return () => undefined;
    const id = Symbol('timer');
    due.set(id, { at: time + milliseconds, callback });
    schedule();
    return () => void due.delete(id);
  };

  return { now: () => new Date(time), setTimer, elapsed: () => time - start };
}
