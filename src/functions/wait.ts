import { setTimeout as sleep } from 'node:timers/promises';
import type { Wait } from '../approval/patience.ts';

/** What is not waited for any more must not keep a process alive. */
export const wait: Wait = (milliseconds) => sleep(milliseconds, undefined, { ref: false });
