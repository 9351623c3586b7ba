import type { Approval } from '../approval/approval.ts';
import { throwOrLog } from '../approval/failed-messages.ts';
import { startLookup } from '../approval/lookup.ts';
import { SHOW_WITHIN_MS } from '../approval/patience.ts';
import { RepeatableError } from '../approval/repeatable.ts';
import type { Button, NotAsked, Notice, ShowResult } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import type { Activity } from './activity.ts';
import { waitingMessage } from './card/request-card.ts';
import { sendDirect } from './direct-messages.ts';
import { among, findApprovers } from './find-approvers.ts';
import { objectIdOf } from './ids.ts';
import { type DirectCopy, type SentMessages, sentMessages } from './message-reference.ts';
import { TEAMS } from './names.ts';
import { noticeText } from './notice-text.ts';
import type { SurfacePorts } from './ports.ts';
import { tellBelow } from './tell-below.ts';
import { textMessage } from './text-message.ts';
import { updateMessages } from './update-messages.ts';

/**
 * Sends a notice: by a reply to the card, which mentions its people who are in the channel, and by a message below the copy of
 * each other. After an escalation, the card and its copies name all people who may decide now, and those who are neither in the
 * channel nor have a copy get one.
 *
 * @param approval its approvers are all people who may decide now
 * @returns undefined if no person of the notice is in Teams
 * @throws {RepeatableError} if nothing was sent, and it may be sent later
 * @throws another error if nothing was sent; the errors of its other messages are logged
 */
export async function notifyInTeams(
  notice: Notice,
  approval: Approval,
  buttons: readonly Button[],
  sent: SentMessages,
  ports: SurfacePorts,
): Promise<ShowResult | undefined> {
  const { connector, log } = ports;
  const { policy, locale } = approval.request;
  const deadline = AbortSignal.timeout(SHOW_WITHIN_MS);
  const isEscalation = notice.kind === 'escalation';
  const approvers = isEscalation ? (policy.approvers ?? []) : (notice.approvers ?? []);
  const found = await findApprovers(approvers, policy, ports.people.in(sent), startLookup(log));
  const { mentions, absent, isKnown } = among(notice.approvers ?? [], found);
  const card = waitingMessage(approval, buttons, found.mentions);
  const copies = isEscalation ? await update(sent, card, ports) : (sent.direct ?? []);

  const told = {
    card: sent,
    mentions,
    copies: copies.filter((copy) => isTold(copy, notice)),
    isForAll: notice.approvers === undefined,
  };
  const message = textMessage(undefined, noticeText(notice.kind, approval), locale);
  const { sent: replies, errors } = await tellBelow(message, told, { connector, deadline });

  const isNew = ({ objectId }: { readonly objectId: string }) =>
    isEscalation && !copies.some(({ person }) => person === objectId);
  const { teams } = wordingFor(locale);
  const { direct, notAsked, failed } = await sendDirect(absent.filter(isNew), card, teams, {
    connector,
    deadline,
    log,
  });
  const isOneSent = replies + direct.length > 0;
  const failures = [
    ...errors.map((error) => ({ ...REPLY_FAILED, error })),
    ...failed.map((one) => ({ ...DIRECT_FAILED, ...one })),
  ];
  throwOrLog(failures, { isOneSent, log });
  if (!isOneSent) return assertNoPerson(notAsked, isKnown);
  return { reference: sentMessages(sent, [...copies, ...direct], sent.turn ?? 0), notAsked };
}

const REPLY_FAILED = { level: 'error', event: 'reply_failed', surface: TEAMS } as const;
const DIRECT_FAILED = { level: 'error', event: 'direct_failed', surface: TEAMS } as const;

/**
 * Throws unless no person of the notice is in Teams.
 *
 * @param notAsked those who have no app
 * @param isKnown whether Teams told who is in the channel
 */
function assertNoPerson([first]: readonly NotAsked[], isKnown: boolean): undefined {
  if (first) throw first.error;
  if (!isKnown) throw new RepeatableError('Teams did not tell who is in the channel.', { cause: undefined });
}

/** Whether a notice is for the person of a copy. */
function isTold({ person }: DirectCopy, { approvers, except = [] }: Notice): boolean {
  const isPerson = (id: string) => objectIdOf(id) === person;
  return approvers ? approvers.some(isPerson) : !except.some(isPerson);
}

/**
 * Names the people who may decide now in the card and its copies.
 *
 * @returns the copies that are still there. An error that does not pass is logged: the people of the notice are told all the same
 */
async function update(
  sent: SentMessages,
  card: Activity,
  ports: SurfacePorts,
): Promise<readonly DirectCopy[]> {
  try {
    return (await updateMessages(sent, card, ports)).direct;
  } catch (error) {
    if (error instanceof RepeatableError) throw error;
    ports.log({ level: 'error', event: 'update_failed', surface: TEAMS, error });
    return sent.direct ?? [];
  }
}
