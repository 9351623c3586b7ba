import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { type Decision, decide } from '../../approval/decision.ts';
import { earlierResolution } from '../../approval/earlier-resolution.ts';
import { type Resolution, resolutionOfError } from '../../approval/resolution.ts';
import { reasonOf, type Wording, wordingFor } from '../../approval/wording/index.ts';
import { isTaskGone, Refusal } from '../../callback/errors.ts';
import { assertNotExpired } from '../../callback/expiration.ts';
import type { Payload } from '../../callback/payload.ts';
import { asDirect } from '../../callback/resolve-action.ts';
import { ACTIONS_BLOCK } from '../blocks/request-message.ts';
import { STATUS_BLOCK, statusBlock, statusText } from '../blocks/status.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';

/** A pressed button of an approval message. */
export interface Press {
  readonly action: Pick<ButtonAction, 'value'>;
  readonly body: Pick<BlockAction, 'user' | 'channel' | 'message'>;
}

/**
 * Completes the task behind a button and replaces the buttons by who decided and when. Who comes too late, or may
 * not, is told so privately. Whatever happens to the messages, a decision that was made stays made.
 */
export async function decideByButton({ action, body }: Press, ports: SlackPorts): Promise<void> {
  // A button that only links to the page has no value; Slack reports its press all the same.
  if (!action.value) return;
  let payload: Payload | undefined;
  try {
    payload = await ports.open(action.value);
    assertNotExpired(payload, ports.now());
    const who = { via: 'slack', user_id: body.user.id, by: body.user.username || body.user.id } as const;
    const decision = await decide(asDirect(payload), who, {
      completeTask: ports.completeTask,
      now: ports.now(),
    });
    ports.log({
      event: 'decided',
      transaction_id: payload.transactionId,
      action: decision.action,
      via: 'slack',
    });
    await showResolution(resolutionOf(payload, decision), body, wordingOf(payload, ports), ports);
  } catch (error) {
    const { text, resolution } = await explain(error, payload, ports);
    await tellPrivately(text, body, ports);
    // The message still had its buttons: nobody told it, as when the execution was stopped.
    if (resolution) await showResolution(resolution, body, wordingOf(payload, ports), ports);
  }
}

function resolutionOf({ action }: Payload, decision: Decision): Resolution {
  const at = new Date(decision.at);
  if (action.type === 'failure') return { ...resolutionOfError(action.error, undefined, at), decision };
  return { status: 'approved', decision, at };
}

async function showResolution(
  resolution: Resolution,
  body: Press['body'],
  wording: Wording,
  ports: SlackPorts,
): Promise<void> {
  const blocks = (body.message?.blocks ?? []) as KnownBlock[];
  await attempt('update_failed', ports, async () => {
    if (!body.channel || !body.message) return;
    const slack = await ports.client();
    await slack.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: statusText(resolution, wording),
      blocks: [
        ...blocks.filter(({ block_id }) => block_id !== ACTIONS_BLOCK && block_id !== STATUS_BLOCK),
        statusBlock(resolution, wording),
      ],
    });
  });
}

/** What to tell who pressed, and how the request ended, if that is why. */
async function explain(
  error: unknown,
  payload: Payload | undefined,
  ports: SlackPorts,
): Promise<{ text: string; resolution?: Resolution }> {
  const wording = wordingOf(payload, ports);
  const { page, slack } = wording;
  const facts = { transaction_id: payload?.transactionId };
  if (!(error instanceof Refusal)) {
    ports.log({ level: 'error', event: 'decide_failed', ...facts, error });
    return { text: slack.failed };
  }
  ports.log({ event: 'refused', ...facts, outcome: error.code, reason: error.reason });
  if (!payload || !isTaskGone(error)) {
    return { text: escapeMrkdwn(slack.refused(reasonOf(error, wording))) };
  }
  const resolution = await earlierResolution(payload, ports);
  if (!resolution) return { text: `${page.gone}. ${page.goneNote}` };
  return { text: `${page.alreadyDecided}. ${statusText(resolution, wording)}`, resolution };
}

async function tellPrivately(
  text: string,
  { channel, user }: Press['body'],
  ports: SlackPorts,
): Promise<void> {
  await attempt('tell_failed', ports, async () => {
    if (!channel) return;
    const slack = await ports.client();
    await slack.chat.postEphemeral({ channel: channel.id, user: user.id, text });
  });
}

function wordingOf(payload: Payload | undefined, ports: SlackPorts): Wording {
  return wordingFor(payload?.context?.locale ?? ports.locale);
}

/** What only informs people must not fail what was decided: it is logged instead. */
async function attempt(event: string, { log }: SlackPorts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log({ level: 'error', event, error });
  }
}
