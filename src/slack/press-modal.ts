import type { ModalView } from '@slack/types';
import type { Wording } from '../wording/index.ts';
import { type PressMetadata, readPressMetadata, type Submission } from './blocks/modals.ts';
import type { LaterPress } from './follow-up.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import { personOf, type SlackPerson } from './people.ts';
import type { SlackPorts } from './ports.ts';
import type { NewPress, PressOrigin } from './press-origin.ts';
import { openModal, replyPrivately } from './private-reply.ts';
import { failedText } from './slack-error.ts';
import { startFollowUp } from './start-follow-up.ts';

/** Who presses where, and the payload of the button. */
export interface PressedBy {
  readonly sealed: string;
  readonly who: SlackPerson;
  readonly origin: PressOrigin;
}

/** What a modal keeps of the press that opened it. */
export function metadataOf(sealed: string, { channel, message, responseUrl }: PressOrigin): PressMetadata {
  return {
    sealed,
    ...(channel && { channel }),
    ...(message && { ts: message.ts }),
    ...(responseUrl && { responseUrl }),
  };
}

/** The press that opened a submitted modal. */
export function pressBehind({ user, team, view, trigger_id: triggerId }: Submission): PressedBy {
  const { sealed, channel, ts, responseUrl } = readPressMetadata(view.private_metadata);
  const message = channel && ts ? { channel, ts } : undefined;
  const origin = { userId: user.id, triggerId, channel, responseUrl, message };
  return { sealed, who: personOf({ user, team }), origin };
}

/** Opens the modal that a press needs. If Slack does not open it, tells the user why. */
export async function openPressModal(
  view: ModalView,
  origin: NewPress,
  wording: Wording,
  ports: SlackPorts,
): Promise<void> {
  try {
    await openModal(origin.triggerId, view, ports);
  } catch (error) {
    ports.log({ level: 'error', event: 'modal_failed', error });
    await replyPrivately(escapeMrkdwn(failedText(error, wording)), origin, wording, ports);
  }
}

/** Lets a press go on after the answer to Slack. Returns false if this cannot be started. */
export function goesOn(
  { sealed, who, origin: { triggerId: _, message, ...origin } }: PressedBy,
  answer: Pick<LaterPress, 'comment' | 'inputs' | 'delegateTo'>,
  ports: SlackPorts,
): Promise<boolean> {
  const place = message && { message: { channel: message.channel, ts: message.ts } };
  const later = { sealed, who, origin: { ...origin, ...place }, ...answer, at: ports.now() };
  return startFollowUp({ vote: later }, ports);
}
