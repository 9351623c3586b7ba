import type { RespondArguments } from '@slack/bolt';
import { mayDecide } from '../../approval/policy.ts';
import type { RecordedApproval } from '../../approval/recorded-approval.ts';
import { wordingFor } from '../../approval/wording/index.ts';
import { cancelModal } from '../blocks/cancel-modal.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { openModal } from '../open-modal.ts';
import type { SlackPorts } from '../ports.ts';
import { onlyToYou } from './answer.ts';
import type { Command } from './command.ts';
import { findApproval } from './find-approval.ts';

/**
 * `/approval cancel <execution>`: asks whoever may, in a modal, whether to stop it.
 *
 * @returns what to answer; nothing where the modal is the answer
 */
export async function cancel(
  given: string,
  command: Command,
  ports: SlackPorts,
): Promise<RespondArguments | undefined> {
  const wording = wordingFor(ports.locale);
  if (!given) return onlyToYou(escapeMrkdwn(wording.slack.whichExecution(command.command, 'cancel')));
  const approval = await findApproval(given, ports);
  const objection = await objectionToCancel(approval, command.user_id, ports);
  if (objection || !approval) return onlyToYou(objection ?? wording.slack.noSuchExecution);
  await openModal(command.trigger_id, cancelModal(approval, wording), ports);
  return undefined;
}

/** Why this person may not cancel it: it is over, or they neither asked for it nor may decide it. */
export async function objectionToCancel(
  approval: RecordedApproval | undefined,
  userId: string,
  ports: SlackPorts,
): Promise<string | undefined> {
  const { slack } = wordingFor(ports.locale);
  if (!approval) return slack.noSuchExecution;
  if (approval.resolution) return slack.notWaiting;
  const { requesterId, policy } = approval.request;
  if (requesterId === userId || (await mayDecide(policy, { userId }, ports.directory))) return undefined;
  return slack.mayNotCancel;
}
