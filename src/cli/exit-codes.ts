import type { Resolution } from '../approval/approval.ts';

/** The exit codes of how a request ended. docs/command.md documents them. */
export const EXIT_OF_STATUS: Readonly<Record<Resolution['status'], number>> = {
  approved: 0,
  rejected: 1,
  expired: 2,
  answered: 3,
  cancelled: 4,
  failed: 4,
};

/** `check` found problems. */
export const PROBLEMS = 1;
/** `get` found no answer yet. It is not 0, because that means "approved". */
export const WAITS = 5;
/** The command line or the request is wrong. The numbers from 64 on are those of sysexits.h. */
export const MISUSE = 64;
/** AWS could not be asked. */
export const UNAVAILABLE = 69;
/** A defect of this program. Node's own code would be 1, which means "rejected". */
export const DEFECT = 70;
/** As shells report the end by a signal: 128 and its number. */
export const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;
