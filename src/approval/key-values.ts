import {
  isUnsupportedKey,
  misspeltPolicyKey,
  type PlaceKey,
  type PolicyKey,
  policyKeyOf,
} from './policy-keys.ts';
import { RequestProblem } from './request-problem.ts';

/** Quotation marks and formatting marks that may surround a key. */
const QUOTES = String.raw`[*_~"'“”„‘’\x60]{0,3}`;
/** What may separate the words of a key: dashes, spaces (also no-break spaces), a tab or `_`. */
const GAP = String.raw`[\p{Pd}\p{Zs}\t_]{0,3}`;
/** A key of the policy, in any usual spelling. */
const POLICY_WORD = String.raw`${QUOTES}(?:approver(?:s|\(s\))?|self${GAP}approvals?|approvals|rejections|unanimous|confirm|comment)${QUOTES}`;
/**
 * A key of the policy with a colon, anywhere except inside a word, a path or a URL. If such a key were read as a part
 * of another text, the request would silently have no restriction.
 */
const WITH_COLON = String.raw`(?=${POLICY_WORD}\s*[:：])(?<![\p{L}\p{N}_/-])(?<!:\/\/\S*)${POLICY_WORD}\s*`;
/** A key of the policy with an equals sign. Programs and URLs write `name=value` too, so the key must start a word. */
const WITH_EQUALS = String.raw`(?<![^\s,(])${POLICY_WORD}\s*(?==)`;
const POLICY_KEY = `(?:${WITH_COLON}|${WITH_EQUALS})`;
/**
 * The keys of channels and surfaces, which say where a request is shown, those of times, and those that only the input of a
 * state machine has. One must start a word in a command and a line in the form: other texts contain the word too, such as
 * "Release channel: beta".
 */
const PLACE_KEY = String.raw`(?<![^\s,(])${QUOTES}(?:(?:slack|teams)?${GAP}channels?(?:${GAP}id)?|surfaces?|stages|delegation|remind|escalate)${QUOTES}\s*(?=[:=：])`;
/** What could be a misspelt key: a word where one may start, in any spelling that a key may have. */
const WORD_OF_KEY = String.raw`(?<![^\s,(])${QUOTES}(?:(?:self|slack|teams)${GAP})?[\p{L}\p{N}_-]+(?=${QUOTES}\s{0,3}[:=：])`;
/** Any other key in a command: one word. Chinese writes a wide colon, without a space after it. */
const WORD = String.raw`(?<!\S)[\p{L}\p{N}_-]+(?=:(?:\s|$)|：)`;
/** Any other key in the modal: the start of a line. */
const LINE_START = String.raw`^[ \t]*[^\s:：].*?(?=:(?:\s|$)|：)`;

const ONLY_IN_INPUT: ReadonlySet<string> = new Set<PolicyKey>(['stages', 'delegation']);
/** Those that a form has no field for. */
const ONLY_IN_COMMAND: readonly PolicyKey[] = ['remind', 'escalate'];
const PLACE_KEYS: readonly PlaceKey[] = ['channel', 'slack_channel', 'teams_channel', 'surfaces'];
const POLICY_KEY_PATTERN = new RegExp(POLICY_KEY, 'iu');
const LIKE_KEY = new RegExp(WORD_OF_KEY, 'giu');
const COMMAND_KEY = new RegExp(`(${POLICY_KEY}|${PLACE_KEY}|${WORD})[:=：]`, 'giu');
const FORM_KEY = new RegExp(`(${LINE_START})[:：]`, 'gmu');

/** The `key: value` pairs of a text. */
export interface KeyValues {
  /** The text before the first key. */
  readonly before: string;
  /** The values by key. A key of the policy has its name in the input of a state machine, such as `self_approval`. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads the `key: value` pairs of a command. A key is one word that ends with a colon and white space: there is a key in
 * `environment: production`, but none in `https://…`. A value ends where the next key starts. A key of the policy may have
 * any usual spelling. It needs no white space after the colon, and `=` may stand in place of the colon.
 *
 * @throws {RequestProblem} `repeatedKey`, `misspeltKey`, `unsupportedKey`, `onlyInInput`
 */
export function readCommandKeyValues(text: string): KeyValues {
  return readKeyValues(text, COMMAND_KEY);
}

/**
 * Reads the `key: value` pairs of the details in the request modal. Each key starts a line and may have several words.
 * Keys of the policy are refused, because the modal has fields for them.
 *
 * @throws {RequestProblem} `repeatedKey`, `misplacedKey`, `misspeltKey`, `unsupportedKey`, `onlyInInput`, `onlyInCommand`
 */
export function readFormKeyValues(text: string): KeyValues {
  const misplaced = POLICY_KEY_PATTERN.exec(text)?.[0].trim();
  if (misplaced)
    throw new RequestProblem('misplacedKey', 'The details contain a key of the policy.', misplaced);
  const read = readKeyValues(text, FORM_KEY);
  const place = PLACE_KEYS.find((key) => read.values.has(key));
  if (place !== undefined)
    throw new RequestProblem('misplacedKey', 'The details say where the request is shown.', place);
  const time = ONLY_IN_COMMAND.find((key) => read.values.has(key));
  if (time !== undefined)
    throw new RequestProblem('onlyInCommand', 'The form has no field for this key.', time);
  return read;
}

function readKeyValues(text: string, pattern: RegExp): KeyValues {
  assertSpelt(text);
  const matches = [...text.matchAll(pattern)];
  const values = new Map<string, string>();
  for (const [index, match] of matches.entries()) {
    const typed = (match[1] ?? '').trim();
    if (isUnsupportedKey(typed)) {
      throw new RequestProblem('unsupportedKey', 'The text contains a key that is not supported.', typed);
    }
    const key = policyKeyOf(typed) ?? typed;
    if (ONLY_IN_INPUT.has(key)) {
      throw new RequestProblem('onlyInInput', 'Only the input of a state machine can have this key.', key);
    }
    if (values.has(key)) throw new RequestProblem('repeatedKey', 'The text contains a key twice.', typed);
    values.set(key, text.slice(match.index + match[0].length, matches[index + 1]?.index).trim());
  }
  return { before: text.slice(0, matches[0]?.index).trim(), values };
}

/** Otherwise the key would label a detail, and the request would silently have no such restriction. */
function assertSpelt(text: string): void {
  for (const [like] of text.matchAll(LIKE_KEY)) {
    const meant = misspeltPolicyKey(like);
    if (meant === undefined) continue;
    throw new RequestProblem('misspeltKey', 'The text contains a misspelt key.', like, meant);
  }
}

/** A number as people type it, also in the wide digits of Chinese. parseRequest refuses any other text, and names the key. */
export function readCount(typed: string): number | string {
  const digits = typed.normalize('NFKC').trim();
  return /^\d+$/.test(digits) ? Number(digits) : typed;
}
