import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { type Decision, decide } from '../../approval/decision.ts';
import { earlierResolution } from '../../approval/earlier-resolution.ts';
import { type Resolution, resolutionOfError } from '../../approval/resolution.ts';
import { type Wording, wordingFor } from '../../approval/wording/index.ts';
import { isTaskGone, Refusal } from '../../callback/errors.ts';
import { assertNotExpired } from '../../callback/expiration.ts';
import type { Payload } from '../../callback/payload.ts';
import { ACTIONS_BLOCK } from '../blocks/request-message.ts';
import { statusBlock, statusText } from '../blocks/status.ts';
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
    const decision = await decide(payload, who, { completeTask: ports.completeTask, now: ports.now() });
    ports.log({
      event: 'decided',
      transaction_id: payload.transactionId,
      action: decision.action,
      via: 'slack',
    });
    await showDecision(payload, decision, body, ports);
  } catch (error) {
    await tellPrivately(await explain(error, payload, ports), body, ports);
  }
}

async function showDecision(
  payload: Payload,
  decision: Decision,
  body: Press['body'],
  ports: SlackPorts,
): Promise<void> {
  const wording = wordingOf(payload, ports);
  const resolution: Resolution = {
    status:
      payload.action.type === 'failure'
        ? resolutionOfError(payload.action.error, undefined).status
        : 'approved',
    decision,
    at: new Date(decision.at),
  };
  const blocks = (body.message?.blocks ?? []) as KnownBlock[];
  await attempt('update_failed', ports, async () => {
    if (!body.channel || !body.message) return;
    const slack = await ports.client();
    await slack.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: statusText(resolution, wording),
      blocks: [
        ...blocks.filter(({ block_id }) => block_id !== ACTIONS_BLOCK && block_id !== 'status'),
        statusBlock(resolution, wording),
      ],
    });
  });
}

async function explain(error: unknown, payload: Payload | undefined, ports: SlackPorts): Promise<string> {
  const wording = wordingOf(payload, ports);
  if (!(error instanceof Refusal)) {
    ports.log({ level: 'error', event: 'decide_failed', transaction_id: payload?.transactionId, error });
    return wording.slack.failed;
  }
  ports.log({
    event: 'refused',
    transaction_id: payload?.transactionId,
    outcome: error.code,
    reason: error.reason,
  });
  if (payload && isTaskGone(error)) {
    const resolution = await earlierResolution(payload, ports);
    return resolution
      ? `${wording.page.alreadyDecided}. ${statusText(resolution, wording)}`
      : `${wording.page.gone}. ${wording.page.goneNote}`;
  }
  return escapeMrkdwn(wording.slack.refused(wording.page.reasons[error.code] ?? error.message));
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
async function attempt<T>(
  event: string,
  { log }: SlackPorts,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log({ level: 'error', event, error });
    return undefined;
  }
}
