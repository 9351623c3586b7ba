import type { ModalView } from '@slack/types';
import type { Wording } from '../wording/index.ts';
import { noticeModal } from './blocks/modals.ts';
import { NO_UNFURL } from './message-reference.ts';
import type { SlackPorts } from './ports.ts';
import type { PressOrigin } from './press-origin.ts';
import { responded } from './response-url.ts';
import { errorCodeOf } from './slack-error.ts';

/**
 * Tells one user something: by an ephemeral message beside the pressed one; on the home tab, by a modal, or later by a
 * direct message. Logs an error and does not throw, because a reply that is lost must not undo a decision.
 *
 * @param text mrkdwn
 */
export async function replyPrivately(
  text: string,
  origin: PressOrigin,
  wording: Wording,
  ports: Pick<SlackPorts, 'client' | 'respond' | 'log'>,
): Promise<void> {
  await attempt('tell_failed', ports, async () => {
    const { channel, userId: user, responseUrl, triggerId } = origin;
    if (!channel && triggerId) return openModal(triggerId, noticeModal(text, wording), ports);
    const answer = { text, response_type: 'ephemeral', replace_original: false } as const;
    if (await responded(responseUrl, answer, ports)) return;
    const slack = await ports.client();
    await (channel
      ? slack.chat.postEphemeral({ channel, user, text })
      : slack.chat.postMessage({ channel: user, ...NO_UNFURL, text }));
  });
}

/** Slack's error codes for a trigger that has already opened a modal: of views.open, and of the older dialog.open. */
const TRIGGER_USED = new Set<unknown>(['exchanged_trigger_id', 'trigger_exchanged']);

/** Opens a modal. A modal that is already open is no error: Slack can deliver the same press twice. */
export async function openModal(
  triggerId: string,
  view: ModalView,
  { client }: Pick<SlackPorts, 'client'>,
): Promise<void> {
  const slack = await client();
  try {
    await slack.views.open({ trigger_id: triggerId, view });
  } catch (error) {
    if (!TRIGGER_USED.has(errorCodeOf(error))) throw error;
  }
}

/** Does work that may fail. Logs an error as this event and does not throw. */
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
