import type { Approval, ApprovalRequest, Resolution } from '../approval/approval.ts';
import { inTime } from '../approval/in-time.ts';
import { announceVerdict } from '../approval/outcome.ts';
import { press } from '../approval/press.ts';
import { approvalOfToken, historyOrNone, readApprovals } from '../approval/read-approvals.ts';
import type { Press, Verdict } from '../approval/verdict.ts';
import type { Payload } from '../callback/payload.ts';
import { reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { type Delivered, textOf } from './activity.ts';
import { commentId } from './card/decide-actions.ts';
import type { AdaptiveCard } from './card/elements.ts';
import { endedMessage } from './card/request-card.ts';
import { alreadyText, statusText } from './card/status.ts';
import { explainPostError } from './explain.ts';
import { type InvokeAnswer, refuse, showCard, tell } from './invoke-answer.ts';
import { placeIn } from './message-reference.ts';
import { TEAMS } from './names.ts';
import { whoActs } from './people.ts';
import type { TeamsPorts } from './ports.ts';
import { updatePressed } from './update-messages.ts';

/** How long a press waits for the execution history, which only adds what was asked and how it ended. */
const HISTORY_WITHIN_MS = 1_200;

/**
 * Decides with the sealed payload of a button. All people see the result in the card at once; the person who pressed also gets
 * it as the answer. An error while showing the result does not undo the decision.
 *
 * @param data the data of the button, and what was typed in its part of the card
 */
export async function decide(
  activity: Delivered,
  data: Readonly<Record<string, unknown>>,
  ports: TeamsPorts,
): Promise<InvokeAnswer> {
  const people = ports.people.in(placeIn(activity));
  // While the payload is opened, so that the question costs no time of its own.
  const acting = whoActs(activity, people, ports.tenantId);
  acting.catch(() => undefined);
  const getHistory: TeamsPorts['getHistory'] = (execution, options) =>
    inTime(ports.timeout(HISTORY_WITHIN_MS), ports.getHistory(execution, options));
  let asked: Promise<ApprovalRequest | undefined> = Promise.resolve(undefined);
  const toPress = async (payload: Payload): Promise<Press> => {
    asked = requestOf(payload, { ...ports, getHistory });
    const comment = textOf(data[commentId(payload.action.name)]);
    return { who: await acting, via: TEAMS, decides: true, comment };
  };
  const verdict = await press(textOf(data.payload) ?? '', toPress, {
    ...ports,
    people,
    getHistory,
    nextRoundWithinMs: 0,
  });
  const [card] = await Promise.all([
    showResolution(verdict, await asked, activity, ports),
    announceVerdict(verdict, ports),
  ]);
  return answerTo(verdict, card, ports);
}

/** What the approval behind a payload asks; undefined if the history does not tell it. */
async function requestOf(
  payload: Payload,
  ports: Pick<TeamsPorts, 'getHistory' | 'log' | 'locale' | 'readId' | 'channelMembers'>,
): Promise<ApprovalRequest | undefined> {
  const execution = payload.context?.execution;
  if (!execution || !('token' in payload)) return undefined;
  const history = await historyOrNone(execution, ports);
  const approval: Approval | undefined = approvalOfToken(
    readApprovals(history, execution, ports),
    payload.token,
  );
  return approval?.request;
}

/**
 * Shows how a request ended in the card that was pressed, for all people. Its copies, and a card whose request is not known,
 * are left to ApprovalOutcome.
 */
async function showResolution(
  verdict: Verdict,
  request: ApprovalRequest | undefined,
  activity: Delivered,
  ports: TeamsPorts,
): Promise<AdaptiveCard | undefined> {
  const resolution = resolutionIn(verdict);
  if (!request || !resolution) return undefined;
  const message = endedMessage(request, resolution);
  await updatePressed(activity, message, ports);
  return message.attachments?.[0]?.content as AdaptiveCard | undefined;
}

function resolutionIn(verdict: Verdict): Resolution | undefined {
  return verdict.kind === 'taken' || verdict.kind === 'ended' ? verdict.resolution : undefined;
}

function answerTo(verdict: Verdict, card: AdaptiveCard | undefined, ports: TeamsPorts): InvokeAnswer {
  const wording = wordingFor(verdict.payload?.context?.locale ?? ports.locale);
  const { chat, page } = wording;
  switch (verdict.kind) {
    case 'open':
    case 'taken': {
      if (card) return showCard(card);
      const resolution = resolutionIn(verdict);
      return tell(resolution ? statusText(resolution, wording) : page.accepted);
    }
    case 'ended':
      return tell(endedText(verdict.resolution, wording, ports.now()));
    case 'delegated':
    case 'counted':
      return tell(wording.votes.counted);
    case 'later':
    case 'refused':
      return refuse(verdict.refusal.code, chat.refused(reasonOf(verdict.refusal, wording)));
    case 'failed':
      return refuse('ServiceError', chat.failed(explainPostError(verdict.error, wording)));
    case 'unsure':
      return tell(chat.unsure(`@${ports.appName}`));
  }
}

/** Such as "Already approved by Ann by e-mail, 3 minutes ago." */
function endedText(resolution: Resolution | undefined, wording: Wording, now: number): string {
  if (!resolution) return `${wording.page.gone}${wording.stop} ${wording.page.goneNote}`;
  const { at } = resolution;
  return alreadyText(resolution, at && wording.ago(now - at.getTime()), wording);
}
