import type { KnownBlock, ModalView } from '@slack/types';
import type { Wording } from '../wording/index.ts';
import { noticeModal } from './blocks/modals.ts';
import type { SlackPorts } from './ports.ts';
import { errorCodeOf } from './slack-error.ts';

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

/** What views.open says of a trigger that has opened a modal before, and what the older dialog.open does (references). */
const EXCHANGED = new Set<unknown>(['exchanged_trigger_id', 'trigger_exchanged']);

/** Opens a modal. One that is open already is fine: what somebody did was delivered twice. */
export async function openModal(
  triggerId: string,
  view: ModalView,
  { client }: Pick<SlackPorts, 'client'>,
): Promise<void> {
  const slack = await client();
  try {
    await slack.views.open({ trigger_id: triggerId, view });
  } catch (error) {
    if (!EXCHANGED.has(errorCodeOf(error))) throw error;
  }
}
