import type { Approval } from '../approval/approval.ts';
import { type Lookup, startLookup } from '../approval/lookup.ts';
import { SHOW_WITHIN_MS } from '../approval/patience.ts';
import type { Button, ShowResult } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { accountsOf } from './accounts.ts';
import { linkMessages, type Message, requestMessage } from './blocks/request-message.ts';
import { assertAllowed, channelOf } from './channel.ts';
import { sendDirect } from './direct-messages.ts';
import { directRecipients, NO_RECIPIENTS, notAskedOf } from './direct-recipients.ts';
import { type DirectCopy, type SentMessages, sentMessages } from './message-reference.ts';
import type { SurfacePorts } from './ports.ts';
import { postRequest } from './post-request.ts';
import { repeatableInAnyCase } from './repeatable.ts';
import { type Told, tellApprovers } from './tell-approvers.ts';
import { reply } from './tell-requester.ts';
import { turnOf } from './tell-turn.ts';
import { updateMessages } from './update-messages.ts';

/**
 * Shows a request that waits: updates its messages, and tells the people whose turn has come; without messages, posts them.
 */
export async function showWaiting(
  approval: Approval,
  buttons: readonly Button[],
  sent: SentMessages | undefined,
  ports: SurfacePorts,
): Promise<ShowResult> {
  const turn = buttons.length > 0 ? turnOf(approval) : undefined;
  const told = turn?.number === sent?.turn ? undefined : turn?.told;
  return showAndTell({ approval, buttons, sent, told, turn: turn?.number ?? sent?.turn }, ports);
}

/** What is shown, and what the people who are newly asked are told. */
interface Shown {
  readonly approval: Approval;
  readonly buttons: readonly Button[];
  readonly sent: SentMessages | undefined;
  readonly told: Told | undefined;
  /** The last turn of which people were told, this one included. */
  readonly turn: number | undefined;
}

/** Updates the messages of a request, and then tells people; without messages, posts them: they ask each approver. */
export async function showAndTell(
  { approval, buttons, sent, told, turn }: Shown,
  ports: SurfacePorts,
): Promise<ShowResult> {
  const { people, log } = ports;
  const deadline = AbortSignal.timeout(SHOW_WITHIN_MS);
  const lookup = startLookup(log);
  const { approvers = [] } = approval.request.policy;
  const accounts = await accountsOf([...approvers, ...(told?.approvers ?? [])], people, lookup);
  const message = requestMessage(approval, buttons, accounts);
  const left = sent && (await update(sent, message, ports));
  if (!sent || !left?.isPosted) {
    return post(
      { approval, buttons, message, copies: left?.direct ?? [], turn },
      { lookup, deadline },
      ports,
    );
  }
  if (!told) return { reference: sent };
  const messages = { ...sent, ...(turn !== undefined && { turn }), direct: left.direct };
  return tellApprovers(told, { approval, message, sent: messages, accounts }, { lookup, deadline }, ports);
}

async function update(sent: SentMessages, message: Message, { client, log }: SurfacePorts) {
  try {
    return await updateMessages(sent, message, { slack: await client(), log });
  } catch (error) {
    throw repeatableInAnyCase(error);
  }
}

/** What is posted. */
interface ToPost {
  readonly approval: Approval;
  readonly buttons: readonly Button[];
  readonly message: Message;
  /** Direct messages of an earlier attempt, which are up to date. */
  readonly copies: readonly DirectCopy[];
  /** The message asks the people whose turn it is. */
  readonly turn: number | undefined;
}

/**
 * Posts a message in the channel. Then sends it to the approvers who are not in the channel, and replies with the links
 * that are too long for a button. If one of these fails, the places of the others are still returned: without them, the
 * messages could never be updated.
 *
 * @returns also the approvers who are not in the channel, and whose direct message failed
 * @throws {Refusal} InvalidRequest if the channel is not allowed
 */
async function post(
  { approval, buttons, message, copies, turn }: ToPost,
  { lookup, deadline }: { lookup: Lookup; deadline: AbortSignal },
  ports: SurfacePorts,
): Promise<ShowResult> {
  const { request } = approval;
  assertAllowed(request, ports);
  const channel = channelOf(request, ports);
  const slack = await ports.client();
  const { log, people } = ports;
  // Without approvers, the members of the channel decide.
  const isPersonal = request.policy.approvers !== undefined && buttons.length > 0;
  const finding = isPersonal ? directRecipients(request.policy, channel, people, lookup) : NO_RECIPIENTS;
  const posted = await postRequest(slack, channel, message, {
    id: approval.id,
    askedAt: approval.rounds[0]?.askedAt,
    mayBePosted: approval.rounds.length > 1,
    log,
  });
  const links = linkMessages(request, buttons);
  const recipients = await finding;
  const users = recipients.users.filter((user) => !copies.some((copy) => copy.user === user));
  const [{ direct, failures }] = await Promise.all([
    sendDirect(users, message, slack, { deadline, log }),
    replyWithLinks(links, (text) => reply(slack, posted, text), ports),
  ]);
  const { slack: words } = wordingFor(request.locale);
  const reference = sentMessages(posted, [...copies, ...direct], turn);
  return { reference, notAsked: notAskedOf(recipients, failures, words) };
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
