import { parseStart as parse } from '../../approval/parse-start.ts';
import type { Wording } from '../../wording/index.ts';
import { SLACK_CHANNEL } from '../ids.ts';
import { withNames } from '../person-names.ts';
import type { SlackPorts } from '../ports.ts';
import { readTypedApprovers } from '../typed-approvers.ts';
import { unescapeCommand } from '../unescape-command.ts';

/**
 * Reads the text of `/approval start <name> [key: value …]`.
 *
 * @param text as Slack sends it, with users and groups escaped
 * @throws {RequestProblem} `repeatedKey`, `unsupportedKey`, `unknownApprover`, `groupScopeMissing`, `groupsNotInPlan`
 */
export function parseStart(
  text: string,
  wording: Wording,
  ports: Pick<SlackPorts, 'people' | 'timeout' | 'log' | 'channelMembers'>,
): Promise<Readonly<Record<string, unknown>>> {
  return parse(text, wording, {
    read: (part) => withNames(unescapeCommand(part), ports),
    readKey: unescapeCommand,
    channelMember: SLACK_CHANNEL.member,
    channelMembers: ports.channelMembers,
    readApprovers: (value) => readTypedApprovers(unescapeCommand(value), ports.people, 'unknownApprover'),
  });
}
