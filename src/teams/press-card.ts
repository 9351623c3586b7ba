import { type Approval, endedBy, type Person } from '../approval/approval.ts';
import { historyOrNone } from '../approval/histories.ts';
import type { HistoryEvent } from '../approval/history.ts';
import { inTime } from '../approval/in-time.ts';
import { announceVerdict } from '../approval/outcome.ts';
import { press } from '../approval/press.ts';
import { type Press, resolutionIn, type Verdict } from '../approval/verdict.ts';
import { objectIn } from '../callback/json.ts';
import type { Payload } from '../callback/payload.ts';
import { type Delivered, textOf } from './activity.ts';
import { ASK } from './card/decide-actions.ts';
import { DELEGATE } from './card/delegate-actions.ts';
import type { AdaptiveCard } from './card/elements.ts';
import { filledIn } from './card/questions.ts';
import { endedMessage } from './card/request-card.ts';
import { delegateTo } from './delegate-to.ts';
import { placeIn } from './message-reference.ts';
import { TEAMS } from './names.ts';
import { addressOf, type TeamsPeople, whoActs } from './people.ts';
import type { TeamsPorts } from './ports.ts';
import { updatePressed } from './update-messages.ts';
import { verdictText } from './verdict-text.ts';

/** When a person pressed, and how long the press waits. */
interface PressTimes {
  readonly at: Date;
  /** For the execution history. If one answer decides, the history only adds what was asked and how it ended. */
  readonly historyWithinMs: number;
  /** For the next round, if another vote has just ended the last one. */
  readonly nextRoundWithinMs: number;
}

/** The result of a press. */
export interface Pressed {
  readonly verdict: Verdict;
  /** What was asked; undefined if the history does not tell it. */
  readonly approval?: Approval | undefined;
  /** The card that the request has now, if it has ended. */
  readonly card?: AdaptiveCard | undefined;
  /** The result for the person who pressed, as plain text. */
  readonly text: string;
}

/**
 * Presses a button that decides, delegates or asks for a form, and shows in its card how the request ended, if it did. An error
 * while showing it does not undo the decision.
 *
 * @param activity the press: the data of the button, and what was typed in its part of the card
 */
export async function pressCard(activity: Delivered, times: PressTimes, ports: TeamsPorts): Promise<Pressed> {
  const action = objectIn(activity.value.action);
  const data = objectIn(action.data);
  const people = ports.people.in(placeIn(activity));
  // While the payload is opened, so that the question costs no time of its own.
  const acting = whoActs(activity, people, ports.tenantId);
  acting.catch(() => undefined);
  const named = action.verb === DELEGATE ? delegateTo(data, people, ports) : undefined;
  const asking = rememberHistory(ports, times.historyWithinMs);
  let asked: () => Promise<Approval | undefined> = async () => undefined;
  const toPress = async (payload: Payload): Promise<Press> => {
    const { rounds, inputs } = payload.context ?? {};
    if (rounds || inputs) {
      // The votes are counted, and inputs are checked, with a history that is read for the press.
      asked = async () => approvalIn(asking.last(), payload, ports);
    } else {
      const reading = readApproval(payload, { ...ports, getHistory: asking.getHistory });
      asked = () => reading;
    }
    const { values, comment } = filledIn(data, payload.action.name);
    const who = await withAddress(await acting, payload, activity, people);
    const decides = action.verb !== ASK;
    return { who, via: TEAMS, at: times.at, decides, comment, inputs: values, delegateTo: await named };
  };
  const verdict = await press(textOf(data.payload) ?? '', toPress, {
    ...ports,
    people,
    getHistory: asking.getHistory,
    nextRoundWithinMs: times.nextRoundWithinMs,
  });
  const approval = await asked();
  const [card] = await Promise.all([
    showResolution(verdict, approval, activity, ports),
    announceVerdict(verdict, ports),
  ]);
  return { verdict, approval, card, text: verdictText(verdict, ports) };
}

/** Reads histories as the port does, and keeps the last one. */
function rememberHistory(ports: TeamsPorts, withinMs: number) {
  let last: readonly HistoryEvent[] = [];
  const getHistory: TeamsPorts['getHistory'] = async (execution, options) => {
    last = await inTime(ports.timeout(withinMs), ports.getHistory(execution, options));
    return last;
  };
  return { getHistory, last: () => last };
}

/** What the approval behind a payload asks; undefined if the history does not tell it. */
async function readApproval(payload: Payload, ports: TeamsPorts): Promise<Approval | undefined> {
  const execution = payload.context?.execution;
  return execution ? approvalIn(await historyOrNone(execution, ports), payload, ports) : undefined;
}

async function approvalIn(
  history: readonly HistoryEvent[],
  payload: Payload,
  ports: TeamsPorts,
): Promise<Approval | undefined> {
  const { approvalOfPayload } = await import('../approval/read-approvals.ts');
  return approvalOfPayload(payload, history, ports);
}

/** The person with the address, where votes of other surfaces may be of the same person. */
async function withAddress(
  person: Person,
  { context = {} }: Payload,
  { from }: Delivered,
  people: TeamsPeople,
): Promise<Person> {
  const member = context.rounds && from ? await people.find(from.id) : undefined;
  const email = member && addressOf(member, context.approvers);
  return { ...person, ...(email && { email }) };
}

/**
 * Shows how a request ended in the card that was pressed, for all people. Its copies, and a card whose request is not known,
 * are left to ApprovalOutcome.
 */
async function showResolution(
  verdict: Verdict,
  approval: Approval | undefined,
  activity: Delivered,
  ports: TeamsPorts,
): Promise<AdaptiveCard | undefined> {
  const resolution = resolutionIn(verdict);
  if (!approval || !resolution) return undefined;
  const message = endedMessage(endedBy(approval, resolution), resolution);
  await updatePressed(activity, message, ports);
  return message.attachments?.[0]?.content as AdaptiveCard | undefined;
}
