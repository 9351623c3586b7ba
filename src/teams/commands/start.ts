import type { ApprovalRequest } from '../../approval/approval.ts';
import { parseStart } from '../../approval/parse-start.ts';
import { isRestricted } from '../../approval/policy.ts';
import { executionNameOf, startRequest } from '../../approval/start-request.ts';
import { wordingFor } from '../../wording/index.ts';
import type { Activity } from '../activity.ts';
import { objectionToChannel } from '../channel.ts';
import { explainPostError } from '../explain.ts';
import { TEAMS } from '../names.ts';
import type { TeamsPorts } from '../ports.ts';
import { textAnswer } from './answer.ts';
import type { Command } from './command.ts';
import { notationOf } from './typed-text.ts';

/** Answers `start <name> [key: value …]`: starts an execution, once for each delivery. */
export async function start(rest: string, command: Command): Promise<Activity> {
  const { activity, viewer, people, typed, ports } = command;
  const wording = wordingFor(ports.locale);
  const { channel, serviceUrl, allowedChannels } = ports;
  if (channel === undefined) return textAnswer(wording.teams.channelNotSet);
  if (viewer.person.external) return textAnswer(wording.chat.refused(wording.notAllowed.external));
  const delivery = `${activity.conversation.id} ${activity.id}`;
  const result = await startRequest(
    {
      name: executionNameOf(TEAMS, delivery, activity.text),
      read: () => parseStart(rest, wording, notationOf(typed, people)),
      requester: async () => viewer.person,
      addressOf: async () => {
        const member = await people.find(viewer.person.id);
        return member?.email ?? member?.userPrincipalName;
      },
      objectionTo: async (request) => objectionToChannel(request, { channel, serviceUrl, allowedChannels }),
      explain: (error) => explainPostError(error, wording),
    },
    command.command,
    ports,
  );
  if (result.started) return textAnswer(startedText(result.request, ports));
  const { why, reason, problem } = result;
  if (problem === 'noName') return textAnswer(wording.chat.startWhat(command.command));
  if (problem === 'unknownChannel') return textAnswer(wording.chat.refused(wording.teams.unknownChannel));
  return textAnswer(why === 'refused' ? wording.chat.refused(reason) : reason);
}

/** Repeats who may decide if the request has a restriction, so that the requester can check it. */
function startedText({ title, policy, channels, surfaces }: ApprovalRequest, { locale }: TeamsPorts): string {
  const { chat, teams } = wordingFor(locale);
  const where = Object.hasOwn(channels, TEAMS) ? teams.namedChannel : teams.usualChannel;
  const isHere = surfaces?.includes(TEAMS) ?? true;
  const started = isHere ? chat.startedIn(title, where) : chat.startedOn(title, surfaces?.join(', ') ?? '');
  if (!isRestricted(policy)) return started;
  return `${started} ${chat.mayDecide(policy.approvers?.join(', '), policy.self_approval === false)}`;
}
