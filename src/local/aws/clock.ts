/** Runs `callback` once after `milliseconds` (any length); the returned function cancels it. */
export type SetTimer = (milliseconds: number, callback: () => void) => () => void;

/** The time and the timers that everything in the embedded endpoint waits by. */
export interface Clock {
  readonly now: () => Date;
  readonly setTimer: SetTimer;
}

/** Node's timers hold a signed 32-bit number of milliseconds: about 24.8 days. A longer one fires at once. */
const LONGEST_NODE_TIMER = 2 ** 31 - 1;

/** Node's timer, re-armed for waits beyond its 24.8 days. It keeps no process alive. */
export const systemTimer: SetTimer = (milliseconds, callback) => {
  let timer: NodeJS.Timeout;
  const arm = (remaining: number) => {
    const next = Math.min(remaining, LONGEST_NODE_TIMER);
    timer = setTimeout(() => (remaining > next ? arm(remaining - next) : callback()), next);
    timer.unref();
  };
  arm(milliseconds);
  return () => clearTimeout(timer);
};
