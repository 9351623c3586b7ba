import { InvalidInput, policyKeyOf } from '../approval/typed-input.ts';

/** What people set a key off by, and what they put between its words, the no-break kinds too. */
const QUOTES = String.raw`[*_~"'“”„‘’\x60]{0,3}`;
const GAP = String.raw`[\p{Pd}\p{Zs}\t_]{0,3}`;
const SPELT = String.raw`${QUOTES}(?:approver(?:s|\(s\))?|self${GAP}approvals?|confirm)${QUOTES}`;
/** Anywhere but in a word, a path or a URL: taken for a part of something else, it would restrict nothing. */
const WITH_COLON = String.raw`(?=${SPELT}\s*[:：])(?<![\p{L}\p{N}_/-])(?<!:\/\/\S*)${SPELT}\s*`;
/** Programs write so what is no key of ours: it has to begin a word. */
const WITH_EQUALS = String.raw`(?<![^\s,(])${SPELT}\s*(?==)`;
const POLICY_KEY = `(?:${WITH_COLON}|${WITH_EQUALS})`;
const WORD = String.raw`(?<!\S)[\p{L}\p{N}_-]+(?=:(?:\s|$))`;
const LINE = String.raw`^[ \t]*[^\s:].*?(?=:(?:\s|$))`;

const MISPLACED = new RegExp(POLICY_KEY, 'iu');
const IN_COMMAND = new RegExp(`(${POLICY_KEY}|${WORD})[:=：]`, 'giu');
const IN_FORM = new RegExp(`(${LINE}):`, 'gmu');

/** A text in which people gave values by key. */
export interface Keyed {
  /** What stands before the first key. */
  readonly before: string;
  /** The values by key; those of the policy by its own names. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads `key: value`, one after the other. A key ends with a colon and white space, as in `environment: production`,
 * but not in `https://…`; in a command it is one word. Its value goes on up to the next key. Keys of the policy are known
 * in any usual spelling, and need no white space; theirs may be a `=`, too.
 *
 * @throws {InvalidInput} for a key that is given twice
 */
export function readCommandKeys(text: string): Keyed {
  return readKeys(text, IN_COMMAND);
}

/**
 * The same in a form, where each has a line of its own: the key is whatever the line begins with. The policy has its own
 * fields there.
 *
 * @throws {InvalidInput} for a key that is given twice, or is one of the policy
 */
export function readFormKeys(text: string): Keyed {
  const misplaced = MISPLACED.exec(text)?.[0].trim();
  if (misplaced)
    throw new InvalidInput('misplacedKey', 'A key of the policy is among the details.', misplaced);
  return readKeys(text, IN_FORM);
}

function readKeys(text: string, pattern: RegExp): Keyed {
  const matches = [...text.matchAll(pattern)];
  const values = new Map<string, string>();
  for (const [index, match] of matches.entries()) {
    const typed = (match[1] ?? '').trim();
    const key = policyKeyOf(typed) ?? typed;
    if (values.has(key)) throw new InvalidInput('repeatedKey', 'A key is given twice.', typed);
    values.set(key, text.slice(match.index + match[0].length, matches[index + 1]?.index).trim());
  }
  return { before: text.slice(0, matches[0]?.index).trim(), values };
}
