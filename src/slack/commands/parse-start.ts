import { plainText } from '../../approval/rich-text.ts';
import type { Wording } from '../../wording/index.ts';
import { readCommandKeyValues } from '../key-values.ts';
import { withNames } from '../person-names.ts';
import type { SlackPorts } from '../ports.ts';
import { readTypedApprovers } from '../typed-approvers.ts';
import { unescapeCommand } from '../unescape-command.ts';

/** Accepted in every language. Each wording adds its own words. */
const YES = ['yes', 'true', 'on'];
const NO = ['no', 'false', 'off'];

/**
 * Reads the text of `/approval start <name> [key: value …]`.
 *
 * @param text as Slack sends it, with users and groups escaped
 * @param wording its words for yes and no are accepted
 * @returns the input of a state machine, without the requester; parseRequest validates it. Its details mention people,
 *   groups and channels by id and name; its name has their names only
 * @throws {InvalidInput} `repeatedKey`, `unsupportedKey`, `unknownApprover`, `groupScopeMissing`, `groupsNotInPlan`
 */
export async function parseStart(
  text: string,
  wording: Wording,
  ports: Pick<SlackPorts, 'people' | 'timeout' | 'log'>,
): Promise<Readonly<Record<string, unknown>>> {
  // Before anything is unescaped or named: a name may look like a key.
  const { before, values } = readCommandKeyValues(text);
  const read = (part: string) => withNames(unescapeCommand(part), ports);
  const name = read(before);
  const details: Promise<[string, string]>[] = [];
  const input: Record<string, unknown> = {};
  for (const [key, value] of values) {
    if (key === 'approvers') {
      input.approvers = await readTypedApprovers(unescapeCommand(value), ports.people, 'unknownApprover');
    } else if (key === 'self_approval' || key === 'confirm') input[key] = flagOf(value, wording);
    else if (key === 'comment') input.comment = value.toLowerCase();
    // Still escaped: the escape contains the id.
    else if (key === 'channel') input.channel = value;
    else details.push(read(value).then((named) => [unescapeCommand(key), named]));
  }
  return {
    name: plainText(await name).replace(/\s+/g, ' '),
    ...input,
    // Not assigned one by one, because a key may be `__proto__`.
    ...(details.length > 0 && { details: Object.fromEntries(await Promise.all(details)) }),
  };
}

/** Returns any other value unchanged. parseRequest then refuses it and names the key. */
function flagOf(value: string, { yes, no }: Wording): boolean | string {
  const lower = value.toLowerCase();
  if ([...YES, ...yes].includes(lower)) return true;
  return [...NO, ...no].includes(lower) ? false : value;
}
