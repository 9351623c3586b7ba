import type { Resolution } from '../approval/approval.ts';
import { announceVerdict } from '../approval/outcome.ts';
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
import type { PressedMessage, PressOrigin } from './press.ts';
import { attempt, replyPrivately } from './private-reply.ts';
import { responded } from './response-url.ts';
import { failedText } from './slack-error.ts';

/**
 * Shows the result of a press. A user whose press did not decide gets the reason privately. The message shows how the
 * request ended, also if another user decided it and the message still had its buttons. The home tab shows what is
 * waiting now.
 */
export async function showOutcome(verdict: Verdict, origin: PressOrigin, ports: SlackPorts): Promise<void> {
  const refusal = refusalText(verdict, ports);
  await Promise.all([
    refusal && replyPrivately(refusal, origin, wordingOf(verdict, ports), ports),
    showResolution(verdict, origin, ports),
  ]);
}

/** Shows how the request ended, in its message and on the home tab, and starts to tell it everywhere else. */
export async function showResolution(
  verdict: Verdict,
  origin: PressOrigin,
  ports: SlackPorts,
): Promise<void> {
  const { payload } = verdict;
  const { message, channel, userId, responseUrl } = origin;
  const resolution = resolutionIn(verdict);
  await Promise.all([
    announceVerdict(verdict, ports),
    payload &&
      resolution &&
      message &&
      updateMessage(resolution, { ...message, responseUrl }, payload, ports),
    !channel && refreshHome({ id: userId }, ports, resolution && payload?.context?.execution),
  ]);
}

/**
 * Why a press did not decide, as mrkdwn for the user who pressed; undefined if it decided, or if it only asked and the
 * user can decide.
 */
export function refusalText(verdict: Verdict, ports: SlackPorts): string | undefined {
  const wording = wordingOf(verdict, ports);
  switch (verdict.kind) {
    case 'open':
    case 'taken':
      return undefined;
    case 'ended':
      return endedText(verdict.resolution, wording, ports.now());
    case 'delegated':
    case 'counted':
      return escapeMrkdwn(wording.votes.counted);
    case 'later':
    case 'refused':
      return escapeMrkdwn(wording.chat.refused(reasonOf(verdict.refusal, wording)));
    case 'failed':
      return escapeMrkdwn(failedText(verdict.error, wording));
    case 'unsure':
      return unsureText(wording, ports.command);
  }
}

/** The wording in the language of the request, or in the default language if the payload could not be opened. */
export function wordingOf({ payload }: Pick<Verdict, 'payload'>, { locale }: SlackPorts): Wording {
  return wordingFor(payload?.context?.locale ?? locale);
}

/** Such as "Already approved by Ann by e-mail, 3 minutes ago." */
function endedText(resolution: Resolution | undefined, wording: Wording, now: number): string {
  if (!resolution) return `${wording.page.gone}${wording.stop} ${wording.page.goneNote}`;
  const { at } = resolution;
  return alreadyText(resolution, at && wording.ago(now - at.getTime()), wording);
}

function resolutionIn(verdict: Verdict): Resolution | undefined {
  return verdict.kind === 'taken' || verdict.kind === 'ended' ? verdict.resolution : undefined;
}

/**
 * Replaces the buttons of a message by how the request ended. After a modal, Slack's payload does not contain the
 * message: then the request is read from the execution history. If the history cannot be read either, ApprovalOutcome
 * updates the message.
 */
async function updateMessage(
  resolution: Resolution,
  message: PressedMessage & Pick<PressOrigin, 'responseUrl'>,
  payload: Payload,
  ports: SlackPorts,
): Promise<void> {
  await attempt('update_failed', ports, async () => {
    const shown = message.blocks
      ? withoutButtons(message, resolution, wordingFor(payload.context?.locale ?? ports.locale))
      : await fromHistory(payload, resolution, ports);
    if (!shown) return;
    if (await responded(message.responseUrl, { replace_original: true, ...shown }, ports)) return;
    const slack = await ports.client();
    await slack.chat.update({ channel: message.channel, ts: message.ts, ...shown });
  });
}

function withoutButtons({ blocks = [] }: PressedMessage, resolution: Resolution, wording: Wording): Message {
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
