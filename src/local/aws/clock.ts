/** Calls `callback` once after `milliseconds`, which may be any number. The returned function cancels the timer. */
export type SetTimer = (milliseconds: number, callback: () => void) => () => void;

/** The time and the timers of the embedded AWS. Tests replace them. */
export interface Clock {
  readonly now: () => Date;
  readonly setTimer: SetTimer;
}

/** In milliseconds, about 24.8 days. Node fires a longer timer at once. */
const LONGEST_NODE_TIMER = 2 ** 31 - 1;

/** Node's timer, restarted for times beyond 24.8 days. It does not keep the process alive. */
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
