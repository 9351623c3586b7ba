import type { RespondArguments } from '@slack/bolt';
import type { Approval } from '../../approval/approval.ts';
import { mayDecide } from '../../approval/policy.ts';
import { wordingFor } from '../../wording/index.ts';
import { cancelModal } from '../blocks/modals.ts';
import { findApproval } from '../find-approvals.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { openModal } from '../private-reply.ts';
import { type Command, onlyToYou } from './command.ts';

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
  const { approval, objection } = await findToCancel(given, command.user_id, ports);
  if (!approval) return onlyToYou(objection);
  await openModal(command.trigger_id, cancelModal(approval, wording), ports);
  return undefined;
}

type ToCancel =
  | { readonly approval: Approval; readonly objection?: never }
  | { readonly approval?: never /** Plain text */; readonly objection: string };

/**
 * The approval that this person may cancel, or why there is none: it is over, or they neither asked for it nor may
 * decide it.
 *
 * @param given as in {@link findApproval}
 */
export async function findToCancel(given: string, userId: string, ports: SlackPorts): Promise<ToCancel> {
  const { slack } = wordingFor(ports.locale);
  const approval = await findApproval(given, ports);
  if (!approval) return { objection: slack.noSuchExecution };
  if (approval.state.kind === 'ended') return { objection: slack.notWaiting };
  const { requester, policy } = approval.request;
  const may = requester.id === userId || (await mayDecide(policy, { id: userId }, ports.people));
  return may ? { approval } : { objection: slack.mayNotCancel };
}
