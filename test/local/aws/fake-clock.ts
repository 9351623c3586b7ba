import type { SetTimer } from '../../../src/local/aws/clock.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that stands still. `advance` moves the clock, and fires the timers that are due, in order. */
export function createFakeClock(start = Date.parse('2026-11-24T09:00:00Z')) {
  let time = start;
  const timers = new Set<Timer>();
  const { promise: armed, resolve: arm } = Promise.withResolvers<void>();

  const setTimer: SetTimer = (milliseconds, callback) => {
    const timer = { due: time + milliseconds, callback };
    timers.add(timer);
    arm();
    return () => void timers.delete(timer);
  };

  return {
    timers,
    /** Resolves when the first timer is set. */
    armed,
    now: () => new Date(time),
    setTimer,
    advance(milliseconds: number) {
      time += milliseconds;
      const due = [...timers].filter((timer) => timer.due <= time).sort((a, b) => a.due - b.due);
      for (const timer of due) {
        if (timers.delete(timer)) timer.callback();
      }
    },
  };
}
