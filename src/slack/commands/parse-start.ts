import { unescapeCommand } from '../mrkdwn.ts';
import { readCommandKeys } from '../typed-keys.ts';

const YES = new Set(['yes', 'true', 'on', 'ja']);
const NO = new Set(['no', 'false', 'off', 'nein']);

/**
 * Reads `<name> [key: value …]`.
 *
 * @param text as Slack sends it, with people and groups escaped
 * @returns the part of a state machine's input that it says
 * @throws {InvalidInput} for a key that is given twice
 */
export function parseStart(text: string): Readonly<Record<string, unknown>> {
  const { before, values } = readCommandKeys(text);
  const input: Record<string, unknown> = { name: unescapeCommand(before).replace(/\s+/g, ' ') };
  const details = new Map<string, string>();
  for (const [key, value] of values) {
    // Their ids are in the escapes.
    if (key === 'approvers') input.approvers = value;
    else if (key === 'self_approval' || key === 'confirm') input[key] = flagOf(value);
    else details.set(unescapeCommand(key), unescapeCommand(value));
  }
  // Not written member by member: a key may be `__proto__`.
  return details.size > 0 ? { ...input, details: Object.fromEntries(details) } : input;
}

/** What is neither is left as it is, and refused by name. */
function flagOf(value: string): boolean | string {
  const lower = value.toLowerCase();
  if (YES.has(lower)) return true;
  return NO.has(lower) ? false : value;
}
