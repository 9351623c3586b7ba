import type { LogLine } from '../../log.ts';

/** What the functions logged of each approval that is being played, by its execution: no search, however many there are. */
export interface Journal {
  readonly note: (line: LogLine) => void;
  /** Begins to remember the lines of this execution, such as `ApprovalEmails:soak-1`. */
  readonly follow: (execution: string) => Followed;
  readonly forget: (execution: string) => void;
  /** The errors in the log, in words. None is expected. */
  readonly errors: readonly string[];
}

export interface Followed {
  /** How often the function asked: once for each round. */
  asked: number;
  /** The surfaces that were told the end. */
  readonly told: Set<string>;
}

/** The steps of tell-outcome that show the end on a surface. */
const SHOWS: readonly unknown[] = ['update', 'send'];

export function createJournal(): Journal {
  const followed = new Map<unknown, Followed>();
  const errors: string[] = [];
  return {
    errors,
    note({ level, event, error, execution, surface, step, outcome }) {
      if (level === 'error') errors.push(`The log has the error ${event}: ${String(error)}`);
      const one = followed.get(execution);
      if (one && event === 'request_approval' && outcome !== undefined) one.asked += 1;
      if (one && event === 'tell_outcome' && SHOWS.includes(step)) one.told.add(String(surface));
    },
    follow(execution) {
      const one: Followed = { asked: 0, told: new Set() };
      followed.set(execution, one);
      return one;
    },
    forget: (execution) => void followed.delete(execution),
  };
}
