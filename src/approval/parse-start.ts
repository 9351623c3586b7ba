import type { Wording } from '../wording/index.ts';
import type { ChannelMember } from './channels.ts';
import { readCommandKeyValues, readCount } from './key-values.ts';
import { RequestProblem } from './request-problem.ts';
import { plainText } from './rich-text.ts';
import { readTypedEscalation, readTypedReminders } from './typed-reminders.ts';

/** Accepted in every language. Each wording adds its own words. */
const YES = ['yes', 'true', 'on'];
const NO = ['no', 'false', 'off'];

/** How a surface writes people, groups and channels in a text. */
export interface Notation {
  /** Reads a text with mentions, with their names. */
  readonly read: (text: string) => Promise<string>;
  /** The same without a question. */
  readonly readKey: (text: string) => string;
  /** Reads people and groups. @throws {RequestProblem} */
  readonly readApprovers: (text: string) => Promise<readonly string[]>;
  /** The member of the input for `channel`: a channel of this surface. */
  readonly channelMember: string;
  /** The channels of all surfaces. */
  readonly channelMembers: readonly ChannelMember[];
}

/**
 * Reads the text of `start <name> [key: value …]`.
 *
 * @param wording its words for yes and no are accepted
 * @returns the input of a state machine, without the requester; parseRequest validates it. Its details mention people,
 *   groups and channels as the notation reads them; its name has their names only
 * @throws {RequestProblem} `repeatedKey`, `unsupportedKey`, `onlyInInput`, `notAnEscalation`, and what the notation throws
 */
export async function parseStart(
  text: string,
  wording: Wording,
  { read, readKey, readApprovers, channelMember, channelMembers }: Notation,
): Promise<Readonly<Record<string, unknown>>> {
  // Before anything is unescaped or named: a name may look like a key.
  const { before, values } = readCommandKeyValues(text);
  const name = read(before);
  const details: Promise<[string, string]>[] = [];
  const input: Record<string, unknown> = {};
  const memberFor = (key: string) =>
    key === 'channel' ? channelMember : channelMembers.find((one) => one.key === key)?.member;
  for (const [key, value] of values) {
    const channel = memberFor(key);
    const readValue = READERS.get(key);
    if (key === 'approvers') input.approvers = await readApprovers(value);
    else if (key === 'escalate') input.escalate = await escalationOf(value, wording, readApprovers);
    else if (readValue) input[key] = readValue(value, wording);
    // As it was typed: the notation contains the id.
    else if (channel !== undefined) addOnce(input, channel, { key, value });
    else details.push(read(value).then((named) => [readKey(key), named]));
  }
  return {
    name: plainText(await name).replace(/\s+/g, ' '),
    ...input,
    // Not assigned one by one, because a key may be `__proto__`.
    ...(details.length > 0 && { details: Object.fromEntries(await Promise.all(details)) }),
  };
}

/** How the values of these keys are read. */
const READERS = new Map<string, (value: string, wording: Wording) => unknown>([
  ['self_approval', flagOf],
  ['confirm', flagOf],
  ['unanimous', flagOf],
  ['approvals', readCount],
  ['rejections', readCount],
  ['comment', (value) => value.toLowerCase()],
  ['surfaces', (value) => value],
  ['remind', (value, wording) => flagOf(value, wording) !== false && readTypedReminders(value)],
]);

/** A no is a request that only its approvers decide, also where the deployment escalates. */
async function escalationOf(value: string, wording: Wording, readApprovers: Notation['readApprovers']) {
  return flagOf(value, wording) === false ? [] : readTypedEscalation(value, readApprovers);
}

/** Two keys may name the channel of one surface. @throws {RequestProblem} */
function addOnce(
  input: Record<string, unknown>,
  member: string,
  { key, value }: { readonly key: string; readonly value: string },
): void {
  if (Object.hasOwn(input, member)) throw new RequestProblem('repeatedKey', 'A channel is named twice.', key);
  input[member] = value;
}

/** Returns any other value in lower case. parseRequest then refuses it and names the key; `confirm` can be `typed`. */
function flagOf(value: string, { yes, no }: Wording): boolean | string {
  const lower = value.toLowerCase();
  if ([...YES, ...yes].includes(lower)) return true;
  return [...NO, ...no].includes(lower) ? false : lower;
}
