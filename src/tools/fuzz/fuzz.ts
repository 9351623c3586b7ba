import fc from 'fast-check';
import { judge, type Verdict } from './judge.ts';
import { type Aimed, openPlay, type Play } from './play.ts';

/** One case that went wrong. */
export interface Failure {
  /** Repeats the case, with the same seed. */
  readonly only: number;
  readonly handler: string;
  /** What the event was made from. */
  readonly title: string;
  readonly faults: Verdict['faults'];
  /** What the handler answered or threw, and what it logged. */
  readonly shown: string;
  /** The smallest event that does it. */
  readonly event: unknown;
}

export interface Plan {
  readonly seed: number;
  /** The numbers of the cases. */
  readonly cases: Iterable<number>;
  /** Asked before each case. */
  readonly isOver?: () => boolean;
  readonly onFailure?: (failure: Failure) => void;
}

export interface Report {
  /** How many cases each handler got. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
}

/** Requests and messages pile up in the embedded services. */
const CASES_OF_A_PLAY = 1_500;

/** Longer than the judge waits for the first event. */
const SHRINK_WITHIN_MS = 40_000;

/** Tries the cases, one after the other. Each depends on the seed and its number only, except for keys, ids and times. */
export async function fuzz({ seed, cases, isOver = () => false, onFailure }: Plan): Promise<Report> {
  const counts: Record<string, number> = {};
  const failures: Failure[] = [];
  let play: Play | undefined;
  let played = 0;
  try {
    for (const only of cases) {
      if (isOver()) break;
      if (played % CASES_OF_A_PLAY === 0) {
        await play?.close();
        play = await openPlay();
      }
      played += 1;
      const targets = (await play?.targets()) ?? [];
      const target = targets[only % targets.length];
      if (!target) throw new TypeError('a case is a whole number from 0');
      counts[target.handler] = (counts[target.handler] ?? 0) + 1;
      const failure = await tryCase(target, seed, only);
      if (!failure) continue;
      failures.push(failure);
      onFailure?.(failure);
    }
    return { counts, failures };
  } finally {
    await play?.close();
  }
}

async function tryCase(target: Aimed, seed: number, only: number): Promise<Failure | undefined> {
  let last: Verdict = { faults: [], shown: '' };
  const holds = fc.asyncProperty(target.events, async (event) => {
    const verdict = await judge(target.trial(event));
    if (verdict.faults.length > 0) last = verdict;
    return verdict.faults.length === 0;
  });
  const { failed, counterexample } = await fc.check(holds, {
    // Multiplied by an odd number, so that the cases of two seeds are not the same ones later.
    seed: (Math.imul(seed, 0x9e3779b1) + only) | 0,
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_WITHIN_MS,
  });
  if (!failed) return undefined;
  const { handler, title } = target;
  return { only, handler, title, ...last, event: counterexample?.[0] };
}
