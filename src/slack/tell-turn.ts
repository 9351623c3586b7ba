import type { WebClient } from '@slack/web-api';
import type { Approval } from '../approval/approval.ts';
import type { Lookup } from '../approval/lookup.ts';
import { newlyAsked } from '../approval/newly-asked.ts';
import { RepeatableError } from '../approval/repeatable.ts';
import type { ShowResult } from '../approval/surface.ts';
import { stageHeading } from '../approval/votes-text.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Accounts, approverList, type Message } from './blocks/request-message.ts';
import { voterText } from './blocks/status.ts';
import { mrkdwnNotation } from './blocks/votes.ts';
import { sendDirect } from './direct-messages.ts';
import { directRecipients, NO_RECIPIENTS, notAskedOf } from './direct-recipients.ts';
import {
  type DirectCopy,
  type MessageReference,
  NO_UNFURL,
  referenceOf,
  type SentMessages,
  sentMessages,
} from './message-reference.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { SurfacePorts } from './ports.ts';
import { findPosted, postOnce, readingSince } from './post-once.ts';

/** People whose turn it is now, and was not before. */
export interface Turn {
  /** How many answers there were before. Each turn of an approval has another number. */
  readonly number: number;
  /** Missing: each person who can read the message. */
  readonly approvers?: readonly string[];
}

/** Whose turn has come; undefined if no person is newly asked, and for a new request: its message asks. */
export function turnOf(approval: Approval): Turn | undefined {
  const number = approval.rounds.filter(isAnswered).length;
  const asked = newlyAsked(approval);
  if (number === 0 || asked === 'nobody') return undefined;
  const approvers = asked === 'everyone' ? approval.request.policy.approvers : [asked.person];
  return { number, ...(approvers && { approvers }) };
}

/** Whom to tell that it is their turn. */
interface ToTell {
  readonly approval: Approval;
  readonly message: Message;
  /** The messages, which are up to date. */
  readonly sent: SentMessages;
  readonly turn: Turn;
  readonly accounts: Accounts;
}

/**
 * Tells people that it is their turn: in the thread of the message, and those who are not in the channel by a direct message
 * with the buttons, or in the thread of the one that they have.
 *
 * @returns the places of all messages, and the approvers whose direct message failed
 * @throws {RepeatableError} if Slack did not take a reply, and may take it later
 */
export async function tellTurn(
  { approval, message, sent, turn, accounts }: ToTell,
  { lookup, deadline }: { readonly lookup: Lookup; readonly deadline: AbortSignal },
  { client, people, log }: SurfacePorts,
): Promise<ShowResult> {
  const { channel, ts, direct = [] } = sent;
  const { policy, locale } = approval.request;
  const { approvers } = turn;
  const slack = await client();
  const recipients = approvers
    ? await directRecipients({ ...policy, approvers }, channel, people, lookup)
    : NO_RECIPIENTS;
  const isRecipient = ({ user = '' }: DirectCopy) => recipients.users.includes(user);
  // First, because it may be tried again: a direct message whose place is not kept is never updated.
  await reply(approval, turn, [{ channel, ts }, ...direct.filter(isRecipient)], { slack, accounts, log });
  const users = recipients.users.filter((user) => !direct.some((copy) => copy.user === user));
  const sending = await sendDirect(users, message, slack, { deadline, log });
  return {
    reference: sentMessages({ channel, ts }, [...direct, ...sending.direct], turn.number),
    notAsked: notAskedOf(recipients, sending.failures, wordingFor(locale).slack),
  };
}

const EVENT_TYPE = 'countersign_turn';

/**
 * Replies to messages, and mentions the people whose turn it is: an update of a message notifies no person. If an earlier
 * attempt crashed, looks for the reply before it replies again. An error that does not pass is logged: the message itself is
 * up to date.
 */
async function reply(
  approval: Approval,
  turn: Turn,
  messages: readonly MessageReference[],
  { slack, accounts, log }: { readonly slack: WebClient; readonly accounts: Accounts; readonly log: Log },
): Promise<void> {
  const { id, rounds } = approval;
  const text = turnText(approval, turn, accounts);
  const metadata = { event_type: EVENT_TYPE, event_payload: { id, turn: turn.number } };
  const before = rounds.at(-2);
  const mayBePosted = before !== undefined && !isAnswered(before);
  const replyTo = ({ channel, ts }: MessageReference) =>
    postOnce({
      mayBePosted,
      post: async () =>
        referenceOf(await slack.chat.postMessage({ channel, thread_ts: ts, ...NO_UNFURL, text, metadata }))
          .ts,
      find: () => {
        const reading = slack.conversations.replies({ channel, ts, ...readingSince(before?.askedAt) });
        return findPosted(reading, metadata, { id, log });
      },
    });
  const replies = await Promise.allSettled(messages.map(replyTo));
  for (const result of replies) {
    if (result.status === 'fulfilled') continue;
    if (result.reason instanceof RepeatableError) throw result.reason;
    log({ level: 'error', event: 'reply_failed', transaction_id: id, error: result.reason });
  }
}

/** Mentions the people, and says what they are asked; mrkdwn. */
function turnText(approval: Approval, { approvers }: Turn, accounts: Accounts): string {
  const { title, locale } = approval.request;
  const wording = wordingFor(locale);
  const delegation = approval.rounds.findLast(isAnswered)?.delegation;
  const ask = delegation
    ? wording.delegation.youDecide(
        voterText({ who: delegation.from, via: delegation.via }) ?? '',
        escapeMrkdwn(title),
      )
    : wording.votes.yourTurn(escapeMrkdwn(title));
  const mentions = approvers ? `${approverList(approvers, wording, accounts)} ` : '';
  const stage = stageHeading(approval, wording, mrkdwnNotation(wording));
  return `${mentions}${ask}${stage === undefined ? '' : `\n${stage}`}`;
}

function isAnswered({ vote, delegation }: Approval['rounds'][number]): boolean {
  return vote !== undefined || delegation !== undefined;
}
