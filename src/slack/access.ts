import type { Approval } from '../approval/approval.ts';
import type { Answer } from '../approval/people.ts';
import { mayDecide, policyAt } from '../approval/policy.ts';
import { approvalOfPayload } from '../approval/read-approvals.ts';
import { Refusal } from '../callback/errors.ts';
import type { Payload } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import { channelOf } from './channel.ts';
import { messageOf } from './message-reference.ts';
import type { SlackPorts } from './ports.ts';

/** A person in Slack, and where the person acts. Slack signs both. */
export interface Viewer {
  readonly userId: string;
  /** The channel of the command. Missing on the home tab. */
  readonly channel?: string | undefined;
}

/**
 * Whether a person may see a request: the people who can read the channel of its message, the requester, and the named
 * approvers.
 */
export async function maySee(approval: Approval, viewer: Viewer, ports: SlackPorts): Promise<Answer> {
  const { requester, policy } = approval.request;
  if (requester.id === viewer.userId) return 'yes';
  const canRead = await canReadMessage(approval, viewer, ports);
  if (canRead === 'yes' || !policy.approvers) return canRead;
  const now = policyAt(policy, ports.now());
  return (await mayDecide(now, { id: viewer.userId }, ports.people)) ? 'yes' : canRead;
}

/**
 * Whether a person is among those whom a request asks: the named approvers, wherever they are. Without approvers, the
 * people who can read the channel of its message. The rest of the policy is not checked here.
 */
export async function isAsked(approval: Approval, viewer: Viewer, ports: SlackPorts): Promise<Answer> {
  return approval.request.policy.approvers ? 'yes' : canReadMessage(approval, viewer, ports);
}

/**
 * The refusal NotAllowed for a press outside the message of the request, such as on the home tab. A press in the message
 * needs no question: the person sees its channel.
 *
 * @throws if the history or Slack cannot be read
 */
export async function refuseOutsider(
  payload: Payload,
  userId: string,
  ports: SlackPorts,
): Promise<Refusal | undefined> {
  const { execution, approvers, locale } = payload.context ?? {};
  if (approvers) return undefined;
  const history = execution ? await ports.getHistory(execution) : [];
  const approval = approvalOfPayload(payload, history, ports);
  if (approval && (await canReadMessage(approval, { userId }, ports)) === 'yes') return undefined;
  return new Refusal('NotAllowed', wordingFor(locale ?? ports.locale).chat.membersOnly);
}

/** Whether a person can read the channel of a request's message. */
export async function canReadMessage(
  approval: Approval,
  { userId, channel }: Viewer,
  ports: SlackPorts,
): Promise<Answer> {
  const its = channelOfApproval(approval, ports);
  return channel === its ? 'yes' : ports.channels.canRead(userId, its);
}

/** Without a message in Slack, a request belongs to the channel where it would have been posted. */
function channelOfApproval(approval: Approval, ports: SlackPorts): string {
  return messageOf(approval)?.channel ?? channelOf(approval.request, ports);
}
