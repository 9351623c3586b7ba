import { expect, onTestFinished, vi } from 'vitest';
import { type SetTimer, systemTimer } from '../../../../src/local/aws/clock.ts';

interface Timer {
  readonly milliseconds: number;
  readonly due: number;
  readonly fire: () => void;
  cancel: () => void;
}

interface Time {
  readonly hours: number;
}

const HOUR_MS = 3_600_000;

/**
 * A clock for a running stack, for the running test only. It goes on as the clock of the machine does, and `advance` moves it: for the
 * timers of Step Functions, and for `Date`, which the functions read.
 */
export function createMovableClock() {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  const timers = new Set<Timer>();

  const arm = (timer: Timer) => {
    timer.cancel = systemTimer(Math.max(0, timer.due - Date.now()), timer.fire);
  };

  const setTimer: SetTimer = (milliseconds, callback) => {
    const fire = () => {
      timers.delete(timer);
      callback();
    };
    const due = Date.now() + milliseconds;
    const timer: Timer = { milliseconds, due, fire, cancel: () => undefined };
    timers.add(timer);
    arm(timer);
    return () => {
      timers.delete(timer);
      timer.cancel();
    };
  };

  return {
    now: () => new Date(),
    setTimer,
    /** Resolves when a timer of this length runs: a state has been entered before its timer is set. */
    waits: ({ hours }: Time) =>
      vi.waitFor(() => {
        const lengths = [...timers].map(({ milliseconds }) => milliseconds / HOUR_MS);
        expect(lengths).toContain(hours);
      }),
    advance({ hours }: Time): void {
      vi.setSystemTime(Date.now() + hours * HOUR_MS);
      for (const timer of timers) {
        timer.cancel();
        arm(timer);
      }
    },
  };
}
