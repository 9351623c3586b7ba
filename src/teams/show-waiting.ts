import type { Approval, ApprovalRequest } from '../approval/approval.ts';
import { inTime } from '../approval/in-time.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import type { Button } from '../approval/surface.ts';
import type { Activity } from './activity.ts';
import type { Mentionable } from './card/mention.ts';
import { type Mentions, waitingMessage } from './card/request-card.ts';
import { channelOf, placeOf } from './channel.ts';
import { chatWith } from './chat-with.ts';
import { isGone } from './explain.ts';
import { objectIdOf } from './ids.ts';
import { type MessageReference, type SentMessages, sentMessages } from './message-reference.ts';
import type { TeamsPeople } from './people.ts';
import type { SurfacePorts } from './ports.ts';
import { updateMessages } from './update-messages.ts';

/** The copies in personal chats are given up after this time. */
const SEND_DIRECT_WITHIN_MS = 3_000;

/**
 * Shows a request that waits: updates its messages; without messages, posts them.
 *
 * @returns where the messages are
 */
export async function showWaiting(
  approval: Approval,
  buttons: readonly Button[],
  sent: SentMessages | undefined,
  ports: SurfacePorts,
): Promise<SentMessages> {
  const { request } = approval;
  const people = ports.people.in(placeOf(request, ports));
  const lookup = startLookup(ports.log);
  const [mentions, absent] = await findApprovers(request, people, lookup);
  const message = waitingMessage(approval, buttons, mentions);
  if (sent && (await isUpdated(sent, message, ports))) return sent;
  const posted = await ports.connector.post(channelOf(request, ports), message);
  // Without buttons, the message only says that people were asked elsewhere.
  const direct = buttons.length > 0 ? await sendDirect(absent, message, ports) : [];
  return sentMessages(posted, direct);
}

/** @returns false if the message is gone, so that the request needs a new one */
async function isUpdated(
  sent: SentMessages,
  message: Activity,
  { connector, log }: SurfacePorts,
): Promise<boolean> {
  try {
    await updateMessages(sent, message, { connector, ended: false, log });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * The approvers who are in the channel, to mention them, and the object ids of the others, who get a message of their own. A
 * requester who may not decide gets none.
 */
async function findApprovers(
  { policy }: ApprovalRequest,
  people: TeamsPeople,
  lookup: Lookup,
): Promise<[Mentions, readonly string[]]> {
  const { approvers = [], self_approval: selfApproval, requester_id: requester } = policy;
  const mentions = new Map<string, Mentionable>();
  const absent: string[] = [];
  await Promise.all(
    approvers.map(async (approver) => {
      const member = await answerTo(people.find(approver), lookup);
      const objectId = objectIdOf(approver);
      if (typeof member === 'object')
        mentions.set(approver, { id: member.id, name: member.name ?? approver });
      else if (objectId && !(selfApproval === false && approver === requester)) absent.push(objectId);
    }),
  );
  return [mentions, absent];
}

/**
 * Sends a request to people in personal chats. One that fails, or is not sent in time, is logged: the request is posted in its
 * channel already.
 */
async function sendDirect(
  objectIds: readonly string[],
  message: Activity,
  ports: SurfacePorts,
): Promise<readonly MessageReference[]> {
  const deadline = AbortSignal.timeout(SEND_DIRECT_WITHIN_MS);
  const send = async (objectId: string) => {
    const chat = await chatWith(objectId, ports);
    return chat && !deadline.aborted ? [await ports.connector.send(chat, message)] : [];
  };
  const sent = objectIds.map(async (objectId) => {
    try {
      return await inTime(deadline, send(objectId));
    } catch (error) {
      ports.log({ level: 'error', event: 'direct_failed', surface: 'teams', user_id: objectId, error });
      return [];
    }
  });
  return (await Promise.all(sent)).flat();
}
