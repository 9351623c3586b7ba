import type { Resolution } from '../approval/approval.ts';
import { approvalOfToken, historyOrNone, readApprovals } from '../approval/read-approvals.ts';
import type { Verdict } from '../approval/verdict.ts';
import type { Payload } from '../callback/payload.ts';
import { reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { ACTIONS_BLOCK } from './blocks/decide-buttons.ts';
import { type Message, resolvedMessage } from './blocks/request-message.ts';
import { alreadyText, STATUS_BLOCK, statusBlock, statusText } from './blocks/status.ts';
import { unsureText } from './deadline/deadline.ts';
import { refreshHome } from './listeners/app-home-opened.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { SlackPorts } from './ports.ts';
import { attempt, type Place, type PlacedMessage, tellPrivately } from './private-reply.ts';

/**
 * Shows what came of a press, all at once: why it did not decide, privately; how the request ended, in its message,
 * also where another person was quicker and it still had its buttons; and what waits now, on the home tab.
 */
export async function showOutcome(verdict: Verdict, place: Place, ports: SlackPorts): Promise<void> {
  const refusal = refusalText(verdict, ports);
  await Promise.all([
    refusal && tellPrivately(refusal, place, wordingOf(verdict, ports), ports),
    showEnding(verdict, place, ports),
  ]);
}

/** Shows only how the request ended, in its message and on the home tab. */
export async function showEnding(verdict: Verdict, place: Place, ports: SlackPorts): Promise<void> {
  const { payload } = verdict;
  const { message, channel, userId } = place;
  const resolution = resolutionIn(verdict);
  await Promise.all([
    payload && resolution && message && showResolution(resolution, message, payload, ports),
    !channel && refreshHome({ id: userId }, ports, resolution && payload?.context?.execution),
  ]);
}

/** Why a press did not decide, as mrkdwn, for the person who pressed; undefined where it did, or could. */
export function refusalText(verdict: Verdict, ports: SlackPorts): string | undefined {
  const wording = wordingOf(verdict, ports);
  switch (verdict.kind) {
    case 'open':
    case 'taken':
      return undefined;
    case 'ended':
      return endedText(verdict.resolution, wording, ports.now());
    case 'refused':
      return escapeMrkdwn(wording.slack.refused(reasonOf(verdict.refusal, wording)));
    case 'failed':
      return wording.slack.failed;
    case 'unsure':
      return unsureText(wording);
  }
}

/** The language of a request, once it is known. */
export function wordingOf({ payload }: Verdict, { locale }: SlackPorts): Wording {
  return wordingFor(payload?.context?.locale ?? locale);
}

/** "Already approved by Ann by e-mail, 3 minutes ago." */
function endedText(resolution: Resolution | undefined, wording: Wording, now: number): string {
  if (!resolution) return `${wording.page.gone}. ${wording.page.goneNote}`;
  const { at } = resolution;
  return alreadyText(resolution, at && wording.ago(now - at.getTime()), wording);
}

function resolutionIn(verdict: Verdict): Resolution | undefined {
  return verdict.kind === 'taken' || verdict.kind === 'ended' ? verdict.resolution : undefined;
}

/**
 * Puts how a request ended where the buttons of its message were. Where Slack did not hand the message back (a modal
 * was between), what was asked comes from the execution history; where that does not tell, announce-decision does this.
 */
async function showResolution(
  resolution: Resolution,
  message: PlacedMessage,
  payload: Payload,
  ports: SlackPorts,
): Promise<void> {
  await attempt('update_failed', ports, async () => {
    const shown = message.blocks
      ? withoutButtons(message, resolution, wordingFor(payload.context?.locale ?? ports.locale))
      : await fromHistory(payload, resolution, ports);
    if (!shown) return;
    const slack = await ports.client();
    await slack.chat.update({ channel: message.channel, ts: message.ts, ...shown });
  });
}

function withoutButtons({ blocks = [] }: PlacedMessage, resolution: Resolution, wording: Wording): Message {
  const kept = blocks.filter(({ block_id }) => block_id !== ACTIONS_BLOCK && block_id !== STATUS_BLOCK);
  return { text: statusText(resolution, wording), blocks: [...kept, statusBlock(resolution, wording)] };
}

async function fromHistory(
  payload: Payload,
  resolution: Resolution,
  ports: SlackPorts,
): Promise<Message | undefined> {
  const execution = payload.context?.execution;
  if (!execution || !('token' in payload)) return undefined;
  const approvals = readApprovals(await historyOrNone(execution, ports), execution, ports);
  const approval = approvalOfToken(approvals, payload.token);
  return approval && resolvedMessage(approval.request, resolution);
}
