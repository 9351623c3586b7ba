import type { Wording } from '../../wording/index.ts';
import { readCommandKeyValues } from '../key-values.ts';
import { unescapeCommand } from '../mrkdwn.ts';

/** Accepted in every language. Each wording adds its own words. */
const YES = ['yes', 'true', 'on'];
const NO = ['no', 'false', 'off'];

/**
 * Reads the text of `/approval start <name> [key: value …]`.
 *
 * @param text as Slack sends it, with users and groups escaped
 * @param wording its words for yes and no are accepted
 * @returns the input of a state machine, without the requester; parseRequest validates it
 * @throws {InvalidInput} `repeatedKey`, `unsupportedKey`
 */
export function parseStart(text: string, wording: Wording): Readonly<Record<string, unknown>> {
  const { before, values } = readCommandKeyValues(text);
  const input: Record<string, unknown> = { name: unescapeCommand(before).replace(/\s+/g, ' ') };
  const details = new Map<string, string>();
  for (const [key, value] of values) {
    // Still escaped: the escapes contain the ids of the approvers.
    if (key === 'approvers') input.approvers = value;
    else if (key === 'self_approval' || key === 'confirm') input[key] = flagOf(value, wording);
    else if (key === 'comment') input.comment = value.toLowerCase();
    else details.set(unescapeCommand(key), unescapeCommand(value));
  }
  // Not assigned one by one, because a key may be `__proto__`.
  return details.size > 0 ? { ...input, details: Object.fromEntries(details) } : input;
}

/** Returns any other value unchanged. parseRequest then refuses it and names the key. */
function flagOf(value: string, { yes, no }: Wording): boolean | string {
  const lower = value.toLowerCase();
  if ([...YES, ...yes].includes(lower)) return true;
  return [...NO, ...no].includes(lower) ? false : value;
}
