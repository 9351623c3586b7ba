import type { KnownBlock } from '@slack/types';
import type { Wording } from '../approval/wording/index.ts';
import { noticeModal } from './blocks/notice-modal.ts';
import { openModal } from './open-modal.ts';
import type { SlackPorts } from './ports.ts';

/** Where somebody did something: in a message of a channel, or on the app's home tab. */
export interface Place {
  readonly userId: string;
  /** Opens a modal, within 3 seconds. */
  readonly triggerId: string;
  readonly message?: PlacedMessage | undefined;
  readonly channel?: string | undefined;
}

export interface PlacedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Missing where Slack does not hand the message back. */
  readonly blocks?: readonly KnownBlock[];
}

/** Tells one person something, where they are. What only informs people must not fail what was decided: it is logged. */
export async function tellPrivately(
  text: string,
  place: Place,
  wording: Wording,
  ports: Pick<SlackPorts, 'client' | 'log'>,
): Promise<void> {
  await attempt('tell_failed', ports, async () => {
    const { channel, userId: user } = place;
    if (!channel) return openModal(place.triggerId, noticeModal(text, wording), ports);
    const slack = await ports.client();
    await slack.chat.postEphemeral({ channel, user, text });
  });
}

/** Does what may fail: the error is logged, by the name of the event, and counted there. */
export async function attempt(
  event: string,
  { log }: Pick<SlackPorts, 'log'>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log({ level: 'error', event, error });
  }
}
