import type { Wording } from '../wording/index.ts';
import { readCommandKeyValues } from './key-values.ts';
import { plainText } from './rich-text.ts';
import { InvalidInput } from './typed-input.ts';

/** Accepted in every language. Each wording adds its own words. */
const YES = ['yes', 'true', 'on'];
const NO = ['no', 'false', 'off'];

/** How a surface writes people, groups and channels in a text. */
export interface Notation {
  /** Reads a text with mentions, with their names. */
  readonly read: (text: string) => Promise<string>;
  /** The same without a question. */
  readonly readKey: (text: string) => string;
  /** Reads people and groups. @throws {InvalidInput} */
  readonly readApprovers: (text: string) => Promise<readonly string[]>;
  /** Whether the surface posts in the channel that a request names. */
  readonly hasChannels: boolean;
}

/**
 * Reads the text of `start <name> [key: value …]`.
 *
 * @param wording its words for yes and no are accepted
 * @returns the input of a state machine, without the requester; parseRequest validates it. Its details mention people,
 *   groups and channels as the notation reads them; its name has their names only
 * @throws {InvalidInput} `repeatedKey`, `unsupportedKey`, and what the notation throws
 */
export async function parseStart(
  text: string,
  wording: Wording,
  { read, readKey, readApprovers, hasChannels }: Notation,
): Promise<Readonly<Record<string, unknown>>> {
  // Before anything is unescaped or named: a name may look like a key.
  const { before, values } = readCommandKeyValues(text);
  const name = read(before);
  const details: Promise<[string, string]>[] = [];
  const input: Record<string, unknown> = {};
  for (const [key, value] of values) {
    if (key === 'approvers') input.approvers = await readApprovers(value);
    else if (key === 'self_approval' || key === 'confirm') input[key] = flagOf(value, wording);
    else if (key === 'comment') input.comment = value.toLowerCase();
    else if (key === 'channel' && !hasChannels)
      throw new InvalidInput('unsupportedKey', 'This surface posts in one channel only.', key);
    // As it was typed: the notation contains the id.
    else if (key === 'channel') input.channel = value;
    else details.push(read(value).then((named) => [readKey(key), named]));
  }
  return {
    name: plainText(await name).replace(/\s+/g, ' '),
    ...input,
    // Not assigned one by one, because a key may be `__proto__`.
    ...(details.length > 0 && { details: Object.fromEntries(await Promise.all(details)) }),
  };
}

/** Returns any other value in lower case. parseRequest then refuses it and names the key; `confirm` can be `typed`. */
function flagOf(value: string, { yes, no }: Wording): boolean | string {
  const lower = value.toLowerCase();
  if ([...YES, ...yes].includes(lower)) return true;
  return [...NO, ...no].includes(lower) ? false : lower;
}
