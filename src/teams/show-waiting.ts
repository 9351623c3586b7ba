import type { Approval, ApprovalRequest } from '../approval/approval.ts';
import { startLookup } from '../approval/lookup.ts';
import { SHOW_WITHIN_MS } from '../approval/patience.ts';
import type { Button, ShowResult } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import type { Activity } from './activity.ts';
import { waitingMessage } from './card/request-card.ts';
import { assertAllowed, channelOf, placeOf } from './channel.ts';
import { type Recipient, sendDirect } from './direct-messages.ts';
import { findApprovers } from './find-approvers.ts';
import { type MessageReference, type SentMessages, sentMessages } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { SurfacePorts } from './ports.ts';
import { tellTurn, turnOf } from './tell-turn.ts';
import { updateMessages } from './update-messages.ts';

/**
 * Shows a request that waits: updates its messages; without messages, posts them. When other people decide from now on, notifies
 * them: an update of a card notifies no person.
 *
 * @returns also the approvers who are not in the channel, and whose copy could not be sent
 */
export async function showWaiting(
  approval: Approval,
  buttons: readonly Button[],
  sent: SentMessages | undefined,
  ports: SurfacePorts,
): Promise<ShowResult> {
  const { request } = approval;
  const { connector, log } = ports;
  const deadline = AbortSignal.timeout(SHOW_WITHIN_MS);
  const people = ports.people.in(placeOf(request, ports));
  const { approvers = [] } = request.policy;
  const { mentions, absent } = await findApprovers(approvers, request.policy, people, startLookup(log));
  const message = waitingMessage(approval, buttons, mentions);
  const left = sent && (await updateMessages(sent, message, ports));
  const turn = turnOf(approval);
  const kept = left?.isPosted ? sent : undefined;
  if (kept && (kept.turn ?? 0) === turn) return { reference: kept };
  const posted = kept ?? (await post(request, message, ports));
  const copies = left?.direct ?? [];
  const copyOf = ({ objectId }: Recipient) => copies.find(({ person }) => person === objectId);
  if (kept && buttons.length > 0) {
    const copied = absent.flatMap((recipient) => copyOf(recipient) ?? []);
    await tellTurn(approval, { card: kept, mentions, copies: copied }, ports, deadline);
  }
  // Without buttons, the message only says that people were asked elsewhere.
  const recipients = buttons.length > 0 ? absent.filter((recipient) => !copyOf(recipient)) : [];
  const { teams } = wordingFor(request.locale);
  const { direct, notAsked, failed } = await sendDirect(recipients, message, teams, {
    connector,
    deadline,
    log,
  });
  for (const one of failed) log({ level: 'error', event: 'direct_failed', surface: TEAMS, ...one });
  return { reference: sentMessages(posted, [...copies, ...direct], turn), notAsked };
}

async function post(
  request: ApprovalRequest,
  message: Activity,
  ports: SurfacePorts,
): Promise<MessageReference> {
  assertAllowed(request, ports);
  return ports.connector.post(channelOf(request, ports), message);
}
