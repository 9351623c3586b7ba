import type { RespondArguments } from '@slack/bolt';
import type { Approval } from '../../approval/approval.ts';
import { mayDecide } from '../../approval/policy.ts';
import { wordingFor } from '../../wording/index.ts';
import { isAsked, type Viewer } from '../access.ts';
import { cancelModal } from '../blocks/modals.ts';
import { findApprovals } from '../find-execution.ts';
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

/** The approvals that end with an execution. */
export type Waiting = readonly [Approval, ...Approval[]];

type ToCancel =
  | { readonly waiting: Waiting; readonly objection?: never }
  | { readonly waiting?: never /** Plain text */; readonly objection: string };

/**
 * Finds the approvals that the user may cancel. While a request waits, the requester and each person who may decide it
 * can cancel it. To cancel stops the execution, so it needs this right for each request that waits there.
 *
 * @param given as in {@link findApprovals}
 * @returns the approvals, or an objection that tells why the user cannot cancel them
 */
export async function findToCancel(given: string, viewer: Viewer, ports: SlackPorts): Promise<ToCancel> {
  const { chat } = wordingFor(ports.locale);
  const { all, objection } = await findApprovals(given, viewer, ports);
  if (!all) return { objection };
  const [first, ...others] = all.filter(({ state }) => state.kind === 'waiting');
  if (!first) return { objection: chat.notWaiting };
  const waiting: Waiting = [first, ...others];
  const allowed = await Promise.all(waiting.map((approval) => mayCancel(approval, viewer, ports)));
  return allowed.every(Boolean) ? { waiting } : { objection: chat.mayNotCancel };
}

async function mayCancel(approval: Approval, viewer: Viewer, ports: SlackPorts): Promise<boolean> {
  const { requester, policy } = approval.request;
  if (requester.id === viewer.userId) return true;
  if (!(await mayDecide(policy, { id: viewer.userId }, ports.people))) return false;
  return (await isAsked(approval, viewer, ports)) === 'yes';
}
