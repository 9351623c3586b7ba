import { unescapeCommand } from '../mrkdwn.ts';

/** A key is a word with a colon and white space behind it: `environment: production`, but not `https://…`. */
const KEY = /(?:^|\s)([\p{L}\p{N}_-]+):(?=\s|$)/gu;

const YES = new Set(['yes', 'true', 'on', 'ja']);
const NO = new Set(['no', 'false', 'off', 'nein']);

/** Keys that say how to ask; every other one is a detail. */
const FLAGS = new Set(['self_approval', 'confirm']);

/**
 * Reads `<name> [key: value …]`.
 *
 * @param text as Slack sends it, with people and groups escaped
 * @returns the part of a state machine's input that it says
 */
export function parseStart(text: string): { name: string; [member: string]: unknown } {
  const [first, ...pairs] = splitAtKeys(text);
  const input: { name: string; [member: string]: unknown } = {
    name: unescapeCommand(first?.value ?? '').replace(/\s+/g, ' '),
  };
  const details = new Map<string, string>();
  for (const { key, value } of pairs) {
    const lower = key.toLowerCase();
    // Their ids are in the escapes.
    if (lower === 'approvers') input.approvers = value;
    else if (FLAGS.has(lower)) input[lower] = flagOf(value);
    else details.set(unescapeCommand(key), unescapeCommand(value));
  }
  // Not written member by member: a key may be `__proto__`.
  return details.size > 0 ? { ...input, details: Object.fromEntries(details) } : input;
}

function splitAtKeys(text: string): { key: string; value: string }[] {
  const parts = [{ key: '', at: 0, end: 0 }];
  for (const match of text.matchAll(KEY)) {
    parts.push({ key: match[1] ?? '', at: match.index, end: match.index + match[0].length });
  }
  return parts.map(({ key, end }, index) => ({ key, value: text.slice(end, parts[index + 1]?.at).trim() }));
}

/** What is neither is left as it is, and refused by name. */
function flagOf(value: string): boolean | string {
  const lower = value.toLowerCase();
  if (YES.has(lower)) return true;
  return NO.has(lower) ? false : value;
}
