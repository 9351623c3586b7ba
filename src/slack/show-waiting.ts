import type { Approval } from '../approval/approval.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import type { Button } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import { linkMessages, type Message, requestMessage } from './blocks/request-message.ts';
import { assertAllowed, channelOf } from './channel.ts';
import { directRecipients, sendDirect } from './direct-messages.ts';
import { isUserId } from './ids.ts';
import { type SentMessages, sentMessages } from './message-reference.ts';
import type { SlackPeople } from './people.ts';
import type { SurfacePorts } from './ports.ts';
import { postRequest } from './post-request.ts';
import { repeatableInAnyCase } from './repeatable.ts';
import { reply } from './tell-requester.ts';
import { isGone, updateMessages } from './update-messages.ts';

/** The places of the messages are returned by then: request-approval gives up soon after (src/approval/patience.ts). */
const SHOW_WITHIN_MS = 18_000;
/** The direct messages are given up after this time. */
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
  const { people, log } = ports;
  const deadline = AbortSignal.timeout(SHOW_WITHIN_MS);
  const lookup = startLookup(log);
  const accounts = await accountsOf(approval.request.policy, people, lookup);
  const message = requestMessage(approval, buttons, accounts);
  if (sent && (await isUpdated(sent, message, ports))) return sent;
  return post({ approval, buttons, message }, { lookup, deadline }, ports);
}

/** @returns false if the message is gone, so that the request needs a new one */
async function isUpdated(
  sent: SentMessages,
  message: Message,
  { client, log }: SurfacePorts,
): Promise<boolean> {
  try {
    await updateMessages(sent, message, { slack: await client(), ended: false, log });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw repeatableInAnyCase(error);
  }
}

/**
 * Posts a message in the channel. Then sends it to the approvers who are not in the channel, and replies with the links
 * that are too long for a button. If one of these fails, the places of the others are still returned: without them, the
 * messages could never be updated.
 *
 * @throws {Refusal} InvalidRequest if the channel is not allowed
 */
async function post(
  { approval, buttons, message }: { approval: Approval; buttons: readonly Button[]; message: Message },
  { lookup, deadline }: { lookup: Lookup; deadline: AbortSignal },
  ports: SurfacePorts,
): Promise<SentMessages> {
  const { request } = approval;
  assertAllowed(request, ports);
  const channel = channelOf(request, ports);
  const slack = await ports.client();
  const { log, people } = ports;
  // Without approvers, the members of the channel decide.
  const isPersonal = request.policy.approvers !== undefined && buttons.length > 0;
  const recipients = isPersonal ? directRecipients(request.policy, channel, people, lookup) : [];
  const posted = await postRequest(slack, channel, message, {
    id: approval.id,
    askedAt: approval.rounds[0]?.askedAt,
    mayBePosted: approval.rounds.some(({ crashed }) => crashed),
    log,
  });
  const inTime = AbortSignal.any([deadline, AbortSignal.timeout(SEND_DIRECT_WITHIN_MS)]);
  const links = linkMessages(request, buttons);
  const [direct] = await Promise.all([
    sendDirect(await recipients, message, slack, { deadline: inTime, log }),
    replyWithLinks(links, (text) => reply(slack, posted, text), ports),
  ]);
  return sentMessages(posted, direct);
}

async function replyWithLinks(
  links: readonly string[],
  send: (text: string) => Promise<unknown>,
  { log }: SurfacePorts,
): Promise<void> {
  for (const text of links) {
    try {
      await send(text);
    } catch (error) {
      log({ level: 'error', event: 'reply_failed', error });
    }
  }
}

/** The Slack accounts of the approvers who are named by their addresses: the id of the user by the address. */
async function accountsOf(
  { approvers = [] }: Policy,
  people: Pick<SlackPeople, 'userIdOf'>,
  lookup: Lookup,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    approvers.filter(isEmail).map(async (address): Promise<[string, string][]> => {
      const id = await answerTo(people.userIdOf(address), lookup);
      return id !== undefined && isUserId(id) ? [[address, id]] : [];
    }),
  );
  return new Map(found.flat());
}
