/**
 * Words that are like a key and mean another thing. They label a detail, or name other data in the input of a state machine, such
 * as `approval`, where many keep the result of ApprovalTask. `noselfapproval` is refused elsewhere.
 */
const OTHER_WORDS: ReadonlySet<string> = new Set([
  'action',
  'approval',
  'approve',
  'approved',
  'approves',
  'auctions',
  'comments',
  'conform',
  'detail',
  'detains',
  'escalated',
  'escalates',
  'factions',
  'input',
  'local',
  'locales',
  'locate',
  'noselfapproval',
  'rejection',
  'relegation',
  'requested',
  'requesters',
  'retails',
  'rewind',
  'stage',
  'staged',
  'states',
  'surfaced',
]);

/** `approver2` is one of several labels, and no mistake. */
const NUMBERED = /\p{N}$/u;

/** One mistake in a key of 6 to 11 letters, two in a longer one. A shorter one is like too many other words. */
const LETTERS_PER_MISTAKE = 6;

/**
 * The known key that a word misspells, so that a restriction which is misspelt is not silently left out.
 *
 * @param word in lower case, letters and digits only, as the known keys
 * @returns undefined if it is a known key, a word of another meaning or with a number, or like none
 */
export function misspeltKey(word: string, known: Iterable<string>): string | undefined {
  if (OTHER_WORDS.has(word) || NUMBERED.test(word)) return undefined;
  const keys = [...known];
  if (keys.includes(word)) return undefined;
  return keys.find((key) => {
    const mistakes = Math.floor(key.length / LETTERS_PER_MISTAKE);
    return Math.abs(key.length - word.length) <= mistakes && mistakesBetween(word, key) <= mistakes;
  });
}

/**
 * How many letters are missing, added, wrong or swapped with the next one (optimal string alignment distance). The small
 * libraries count a swap, the most frequent mistake, as two.
 */
function mistakesBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const wrong = one[row - 1] === other[column - 1] ? 0 : 1;
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + wrong,
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
