import { outcomeOfPayload } from '../approval/actions.ts';
import { type Approval, type Delegation, endedBy, type Resolution } from '../approval/approval.ts';
import { historyOrNone } from '../approval/histories.ts';
import { announceVerdict } from '../approval/outcome.ts';
import { resolutionIn, type Verdict } from '../approval/verdict.ts';
import type { Payload } from '../callback/payload.ts';
import { reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import { ACTIONS_BLOCK } from './blocks/decide-buttons.ts';
import type { Message } from './blocks/request-message.ts';
import { alreadyText, STATUS_BLOCK, statusBlock, statusText } from './blocks/status.ts';
import { currentVotesText } from './blocks/votes.ts';
import { unsureText } from './deadline/deadline.ts';
import { isUserId } from './ids.ts';
import { escapeMrkdwn, mentionUser } from './mrkdwn.ts';
import type { SlackPorts } from './ports.ts';
import type { PressedMessage, PressOrigin } from './press-origin.ts';
import { attempt, replyPrivately } from './private-reply.ts';
import { responded } from './response-url.ts';
import { failedText } from './slack-error.ts';

/**
 * Shows the result of a press. A user whose press did not decide is told privately why, or that the vote counts. The message
 * shows how the request ended, also if another user decided it and the message still had its buttons. The home tab
 * shows what is waiting now.
 */
export async function showOutcome(verdict: Verdict, origin: PressOrigin, ports: SlackPorts): Promise<void> {
  const reply = replyText(verdict, ports);
  await Promise.all([
    reply && replyPrivately(reply, origin, wordingOf(verdict, ports), ports),
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
  const approval = 'approval' in verdict ? verdict.approval : undefined;
  const { message, channel, userId, responseUrl } = origin;
  const resolution = resolutionIn(verdict);
  await Promise.all([
    announceVerdict(verdict, ports),
    payload &&
      resolution &&
      message &&
      updateMessage({ resolution, approval }, { ...message, responseUrl }, payload, ports),
    !channel && refreshHomeOf(userId, resolution && payload?.context?.execution, ports),
  ]);
}

/** Few presses are on the home tab, which needs all that lists requests. */
async function refreshHomeOf(id: string, decided: string | undefined, ports: SlackPorts): Promise<void> {
  const { refreshHome } = await import('./listeners/app-home-opened.ts');
  return refreshHome({ id }, ports, decided);
}

/** What became of a press, as mrkdwn for the user who pressed a while ago. */
export function outcomeText(verdict: Verdict, ports: SlackPorts): string | undefined {
  const resolution = verdict.kind === 'taken' ? verdict.resolution : undefined;
  return resolution ? statusText(resolution, wordingOf(verdict, ports)) : replyText(verdict, ports);
}

/**
 * What the message does not show, as mrkdwn for the user who pressed: why the press did not decide, or that it counts and
 * how many others are needed; undefined if it decided, or if it only asked and the user can decide.
 */
export function replyText(verdict: Verdict, ports: SlackPorts): string | undefined {
  const wording = wordingOf(verdict, ports);
  switch (verdict.kind) {
    case 'open':
    case 'taken':
      return undefined;
    case 'ended':
      return endedText(verdict.resolution, wording, ports.now());
    case 'delegated':
      return wording.delegation.done(delegateText(verdict.delegation));
    case 'counted':
      return countedText(verdict, wording);
    case 'later':
    case 'refused':
      return escapeMrkdwn(wording.chat.refused(reasonOf(verdict.refusal, wording)));
    case 'failed':
      return escapeMrkdwn(failedText(verdict.error, wording));
    case 'unsure':
      return unsureText(wording, ports.command);
  }
}

/** Such as "Your vote counts. 1 more approval is needed." After a rejection, all votes of the stage. */
function countedText(
  { payload, approval, unchanged }: Verdict & { readonly kind: 'counted' },
  wording: Wording,
): string {
  const { votes } = wording;
  const { needed } = approval.state.kind === 'waiting' ? approval.state : {};
  const rejects = outcomeOfPayload(payload) === 'reject';
  const rest = rejects ? currentVotesText(approval, wording) : needed && votes.needed(needed);
  return [escapeMrkdwn(unchanged ? votes.unchanged : votes.counted), ...(rest ? [rest] : [])].join(' ');
}

/** The person who decides now, as mrkdwn. */
function delegateText({ to, name }: Delegation): string {
  return isUserId(to) ? mentionUser(to) : escapeMrkdwn(personText({ id: to, ...(name && { name }) }) ?? to);
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

/**
 * Replaces the buttons of a message by how the request ended. After a modal, Slack's payload does not contain the
 * message, and with votes, it does not contain the last one: then the request is read from the execution history, unless it was
 * read for the press. If the history cannot be read either, ApprovalOutcome updates the message.
 */
async function updateMessage(
  { resolution, approval }: { readonly resolution: Resolution; readonly approval: Approval | undefined },
  message: PressedMessage & Pick<PressOrigin, 'responseUrl'>,
  payload: Payload,
  ports: SlackPorts,
): Promise<void> {
  await attempt('update_failed', ports, async () => {
    const shown =
      message.blocks && !payload.context?.rounds
        ? withoutButtons(message, resolution, wordingFor(payload.context?.locale ?? ports.locale))
        : await wholeMessage(approval ?? (await fromHistory(payload, ports)), resolution);
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

async function fromHistory(payload: Payload, ports: SlackPorts): Promise<Approval | undefined> {
  const execution = payload.context?.execution;
  if (!execution) return undefined;
  const { approvalOfPayload } = await import('../approval/read-approvals.ts');
  return approvalOfPayload(payload, await historyOrNone(execution, ports), ports);
}

async function wholeMessage(
  approval: Approval | undefined,
  resolution: Resolution,
): Promise<Message | undefined> {
  if (!approval) return undefined;
  const { resolvedMessage } = await import('./blocks/request-message.ts');
  return resolvedMessage(endedBy(approval, resolution), resolution);
}
