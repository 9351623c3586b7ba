import type { RespondArguments } from '@slack/bolt';
import type { Approval } from '../../approval/approval.ts';
import { findToCancel as findIn } from '../../approval/find-to-cancel.ts';
import { mayDecide, policyAt } from '../../approval/policy.ts';
import { wordingFor } from '../../wording/index.ts';
import { isAsked, maySee, type Viewer } from '../access.ts';
import { cancelModal } from '../blocks/modals.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { openModal } from '../private-reply.ts';
import { type Command, ephemeral, viewerOf } from './command.ts';

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
  if (!given) return ephemeral(escapeMrkdwn(wording.chat.whichExecution(command.command, 'cancel')));
  const viewer = viewerOf(command);
  const { waiting, objection } = await findToCancel(given, viewer, ports);
  if (!waiting) return ephemeral(escapeMrkdwn(objection));
  await openModal(command.trigger_id, cancelModal(waiting, viewer.channel, wording), ports);
  return undefined;
}

/**
 * Finds the approvals that the user may cancel. While a request waits, the requester and each person who may decide it
 * can cancel it.
 */
export function findToCancel(given: string, viewer: Viewer, ports: SlackPorts) {
  const may = {
    see: (approval: Approval) => maySee(approval, viewer, ports),
    cancel: (approval: Approval) => mayCancel(approval, viewer, ports),
  };
  return findIn(given, may, ports);
}

async function mayCancel(approval: Approval, viewer: Viewer, ports: SlackPorts): Promise<boolean> {
  const { requester, policy } = approval.request;
  if (requester.id === viewer.userId) return true;
  const now = policyAt(policy, ports.now());
  if (!(await mayDecide(now, { id: viewer.userId }, ports.people))) return false;
  return (await isAsked(approval, viewer, ports)) === 'yes';
}
