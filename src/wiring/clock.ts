import { setTimeout as sleep } from 'node:timers/promises';
import type { Wait } from '../approval/patience.ts';

const pause: Wait = (milliseconds) => sleep(milliseconds);
/** Does not keep the process alive, because it can be abandoned before it ends. */
const wait: Wait = (milliseconds) => sleep(milliseconds, undefined, { ref: false });

/** How the functions tell the time, and wait. */
export const CLOCK = {
  now: () => Date.now(),
  pause,
  wait,
  timeout: (milliseconds: number) => AbortSignal.timeout(milliseconds),
};
