import type { RespondArguments } from '@slack/bolt';
import type { Approval } from '../../approval/approval.ts';
import { mayDecide } from '../../approval/policy.ts';
import { wordingFor } from '../../wording/index.ts';
import { cancelModal } from '../blocks/modals.ts';
import { findApproval } from '../find-approvals.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { openModal } from '../private-reply.ts';
import { type Command, ephemeral } from './command.ts';

/**
 * Answers `/approval cancel <execution>`: opens a modal that asks for confirmation, if the user may cancel.
 *
 * @returns undefined if the modal is the answer
 */
export async function cancel(
  given: string,
  command: Command,
  ports: SlackPorts,
): Promise<RespondArguments | undefined> {
  const wording = wordingFor(ports.locale);
  if (!given) return ephemeral(escapeMrkdwn(wording.slack.whichExecution(command.command, 'cancel')));
  const { approval, objection } = await findToCancel(given, command.user_id, ports);
  if (!approval) return ephemeral(objection);
  await openModal(command.trigger_id, cancelModal(approval, wording), ports);
  return undefined;
}

type ToCancel =
  | { readonly approval: Approval; readonly objection?: never }
  | { readonly approval?: never /** Plain text */; readonly objection: string };

/**
 * Finds the approval that the user may cancel. While a request waits, the requester and each person who may decide it
 * can cancel it.
 *
 * @param given as in {@link findApproval}
 * @returns the approval, or an objection that tells why the user cannot cancel it
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
