import type { WebClient } from '@slack/web-api';
import type { Approval } from '../approval/approval.ts';
import { leadingError, throwOrLog } from '../approval/failed-messages.ts';
import type { Lookup } from '../approval/lookup.ts';
import { RepeatableError } from '../approval/repeatable.ts';
import type { ShowResult } from '../approval/surface.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Accounts, approverList, type Message } from './blocks/request-message.ts';
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
import type { SurfacePorts } from './ports.ts';
import { findPosted, type MessageMetadata, postOnce, readingSince } from './post-once.ts';

/** What approvers are told in the threads of a request's messages: an update of a message notifies no person. */
export interface Told {
  /** Missing: each person who can read the message; no person is mentioned. */
  readonly approvers?: readonly string[] | undefined;
  /** Where `approvers` is missing: these do not get it below their direct message, but all others do. Missing: no person does. */
  readonly except?: readonly string[];
  /** mrkdwn; it follows the mentions. */
  readonly text: string;
  /** By it, a reply is found again. */
  readonly metadata: MessageMetadata;
  /** Whether an earlier attempt may have replied, and since when. */
  readonly mayBeTold: boolean;
  readonly since: Date | undefined;
  /**
   * How often a person gets it. `at most once`: all of it is tried again only if no reply was sent, or all of
   * those that may have been can be looked for. `at least once`: if a reply failed.
   */
  readonly arrives: 'at least once' | 'at most once';
}

interface ToTell {
  readonly approval: Approval;
  /** For the people who have no direct message yet. Missing: they get none. */
  readonly message?: Message;
  /** The messages, which are up to date. */
  readonly sent: SentMessages;
  readonly accounts: Accounts;
}

/**
 * Tells approvers something in the thread of the message, and in that of the direct message that they have. Those who are not in
 * the channel and have none get a direct message with the buttons.
 *
 * @returns the places of all messages, and the approvers whose direct message failed
 * @throws {RepeatableError} if Slack did not take a reply, and all of it may be tried again
 * @throws the error of a reply that arrives at most once, if nothing was sent; those of the others are logged
 */
export async function tellApprovers(
  told: Told,
  { approval, message, sent, accounts }: ToTell,
  { lookup, deadline }: { readonly lookup: Lookup; readonly deadline: AbortSignal },
  { client, people, log }: SurfacePorts,
): Promise<ShowResult> {
  const { channel, ts, turn, direct = [] } = sent;
  const { policy, locale } = approval.request;
  const { approvers, except, arrives } = told;
  const slack = await client();
  const recipients =
    approvers && (message || direct.length > 0)
      ? await directRecipients({ ...policy, approvers }, channel, people, lookup)
      : NO_RECIPIENTS;
  const isRecipient = ({ user = '' }: DirectCopy) =>
    approvers ? recipients.users.includes(user) : except && !except.includes(user);
  const messages = [{ channel, ts }, ...direct.filter(isRecipient)];
  // First, because it may be tried again: a direct message whose place is not kept is never updated.
  const replies = await replyTo(messages, told, approval, { slack, accounts, log });
  const errors = replies.flatMap((reply) => (reply.status === 'rejected' ? [reply.reason] : []));
  const isOneSent = errors.length < replies.length;
  assertNotTriedAgain(errors, isOneSent, arrives);
  const users = recipients.users.filter((user) => !direct.some((copy) => copy.user === user));
  const sending = message && (await sendDirect(users, message, slack, { deadline, log }));
  throwOrLog(
    errors.map((error) => ({ ...REPLY_FAILED, transaction_id: approval.id, error })),
    { isOneSent: isOneSent || arrives === 'at least once' || !!sending?.direct.length, log },
  );
  if (!sending) return { reference: sent };
  return {
    reference: sentMessages({ channel, ts }, [...direct, ...sending.direct], turn),
    notAsked: notAskedOf(recipients, sending.failures, wordingFor(locale).slack),
  };
}

/** Replies to messages. If an earlier attempt may have replied, looks for the reply first. */
function replyTo(
  messages: readonly MessageReference[],
  { approvers, text: ask, metadata, mayBeTold, since, arrives }: Told,
  { id, request }: Approval,
  { slack, accounts, log }: { readonly slack: WebClient; readonly accounts: Accounts; readonly log: Log },
): Promise<readonly PromiseSettledResult<MessageReference>[]> {
  const wording = wordingFor(request.locale);
  const text = approvers ? `${approverList(approvers, wording, accounts)} ${ask}` : ask;
  const reply = ({ channel, ts }: MessageReference) =>
    postOnce({
      arrives,
      mayBePosted: mayBeTold,
      post: async () =>
        referenceOf(await slack.chat.postMessage({ channel, thread_ts: ts, ...NO_UNFURL, text, metadata })),
      find: () => {
        const reading = slack.conversations.replies({ channel, ts, ...readingSince(since) });
        return findPosted(channel, reading, metadata, { id, log });
      },
    });
  return Promise.allSettled(messages.map(reply));
}

const REPLY_FAILED = { level: 'error', event: 'reply_failed' } as const;

/** @throws {RepeatableError} if all of it is tried again */
function assertNotTriedAgain(errors: readonly unknown[], isOneSent: boolean, arrives: Told['arrives']): void {
  if (arrives === 'at most once' && isOneSent) return;
  const passing = errors.filter((error) => error instanceof RepeatableError);
  const error = leadingError(arrives === 'at least once' ? passing : errors);
  if (error instanceof RepeatableError) throw error;
}
