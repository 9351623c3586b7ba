import type { Approval, ApprovalRequest } from '../approval/approval.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import { SHOW_WITHIN_MS } from '../approval/patience.ts';
import type { Button, ShowResult } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import type { Activity } from './activity.ts';
import type { Mentionable } from './card/mention.ts';
import { type Mentions, waitingMessage } from './card/request-card.ts';
import { assertAllowed, channelOf, placeOf } from './channel.ts';
import { type Recipient, sendDirect } from './direct-messages.ts';
import { objectIdOf } from './ids.ts';
import { type MessageReference, type SentMessages, sentMessages } from './message-reference.ts';
import type { TeamsPeople } from './people.ts';
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
  const [mentions, absent] = await findApprovers(request, people, startLookup(log));
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
    await tellTurn(approval, { card: kept, mentions, copied }, ports, deadline);
  }
  // Without buttons, the message only says that people were asked elsewhere.
  const recipients = buttons.length > 0 ? absent.filter((recipient) => !copyOf(recipient)) : [];
  const { teams } = wordingFor(request.locale);
  const { direct, notAsked } = await sendDirect(recipients, message, teams, { connector, deadline, log });
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

/**
 * The approvers who are in the channel, to mention them, and the others, who get a copy. A requester who may not decide gets none.
 */
async function findApprovers(
  { policy }: ApprovalRequest,
  people: TeamsPeople,
  lookup: Lookup,
): Promise<[Mentions, readonly Recipient[]]> {
  const { approvers = [], self_approval: selfApproval, requester_id: requester } = policy;
  const mentions = new Map<string, Mentionable>();
  const absent: Recipient[] = [];
  await Promise.all(
    approvers.map(async (approver) => {
      const member = await answerTo(people.find(approver), lookup);
      const objectId = objectIdOf(approver);
      if (typeof member === 'object')
        mentions.set(approver, { id: member.id, name: member.name ?? approver });
      else if (objectId && !(selfApproval === false && approver === requester))
        absent.push({ approver, objectId, isOutside: member === undefined });
    }),
  );
  return [mentions, absent];
}
