import type { Execution } from '../../local/aws/step-functions/execution.ts';
import { isObject, parseJson } from '../../local/json.ts';
import { hasButtons } from '../../local/slack/messages.ts';
import { pressCard } from './acts.ts';
import { isRaw, plain, type Seen, textsShown, wordsTo } from './seen.ts';
import { ANN, cardsIn, isOpen, messagesIn, type Stage } from './stage.ts';

/** What is true in the end, in words, and what must not be so. */
export interface Ending {
  readonly ends: string;
  readonly violations: readonly string[];
}

export function newest({ stack }: Pick<Stage, 'stack'>): Execution {
  const [execution] = stack.executions();
  if (!execution) throw new Error('No execution was started.');
  return execution;
}

/** Whether the request of the newest execution waits no more. */
export function isDecided(stage: Pick<Stage, 'stack'>): boolean {
  const { status, history } = newest(stage);
  return status !== 'RUNNING' || history.some(({ type }) => type === 'TaskStateExited');
}

/** How often a state began its task. */
export function attemptsOf(state: string, { history }: Execution): number {
  const entered = history.filter(({ type }) => type === 'TaskStateEntered' || type === 'TaskScheduled');
  let name: unknown;
  let attempts = 0;
  for (const { type, stateEnteredEventDetails } of entered) {
    if (type === 'TaskStateEntered') name = (stateEnteredEventDetails as { name: string }).name;
    else if (name === state) attempts += 1;
  }
  return attempts;
}

/** What the first answer says must be so: nothing is promised that did not happen, and nothing denied that did. */
export function contradictions({ isDone }: Seen, happened: boolean): string[] {
  if (isDone === 'yes' && !happened) return ['The answer says that it was done, and it was not.'];
  if (isDone === 'no' && happened) return ['The answer says that it was not done, and it was.'];
  return [];
}

/** Waits until the outcome of the only request was told, and checks that it was told once, truly and everywhere. */
export async function endOf(stage: Stage, expected: 'approve' | 'reject' | 'cancelled'): Promise<Ending> {
  const { stack, until, outcomes } = stage;
  const told = await until('the end of ApprovalOutcome', async () => {
    if (newest(stage).status === 'RUNNING') return undefined;
    const all = await outcomes();
    // EventBridge starts the last one when the execution has ended.
    const isComplete = all.some(({ isNamed }) => isNamed) && all.some(({ isNamed }) => !isNamed);
    return isComplete && all.every(({ status }) => status !== 'RUNNING') && all;
  });
  const result = resultOf(newest(stage));
  const mails = stack.emails().filter(({ subject }) => !/^(?:Approval needed|Reminder)/.test(subject)).length;
  const replies = wordsTo(ANN, stage).filter((text) => RESULT.test(text)).length;
  const shown = await endShown(stage);
  const isPublished = stack.events().some((event) => event['detail-type'] === 'Approval Resolved');
  const isTold = told.every(({ status }) => status === 'SUCCEEDED');
  const times = told.filter(({ isNamed }) => isNamed).length;
  return {
    ends: [
      `${WORDS[expected]} once`,
      ...shown.ends,
      mails === 1 && 'mailed once',
      replies === 1 && 'replied once',
      !isTold && 'ApprovalOutcome fails, which is an alarm',
    ]
      .filter(Boolean)
      .join('; '),
    violations: [
      ...(result === expected ? [] : [`The result is ${result} and not ${expected}.`]),
      ...shown.violations,
      ...(mails > 1 ? [`The result was mailed ${mails} times.`] : []),
      ...(replies > 1 ? [`The requester got ${replies} replies.`] : []),
      ...(isTold && mails === 0 ? ['The mail is missing, and there is no alarm.'] : []),
      ...(isTold && replies === 0 ? ['The reply is missing, and there is no alarm.'] : []),
      ...(isTold && !isPublished ? ['The event is missing, and there is no alarm.'] : []),
      ...(times > 1 ? [`ApprovalOutcome told it ${times} times.`] : []),
    ],
  };
}

/** What the message in Slack and the card in Teams show of the end. */
async function endShown(stage: Stage): Promise<{ ends: string[]; violations: string[] }> {
  const { slack, stack } = stage;
  // Also those of direct messages.
  const open = slack.messages().some((one) => one.visible_to === undefined && hasButtons(one));
  const card = await cardShown(stage);
  const places = [
    ...(!open && messagesIn(slack).length > 0 ? ['the message'] : []),
    ...(card === 'shows it' && cardsIn(stack.teams).length > 0 ? ['the card'] : []),
  ];
  return {
    ends: [
      ...(places.length > 0 ? [`${places.join(' and ')} ${places.length > 1 ? 'show' : 'shows'} it`] : []),
      ...(card === 'shows it' || card === 'open' ? [] : [card]),
    ],
    violations: [
      ...(open ? ['A message is still open.'] : []),
      ...(card === 'open' ? ['A card in Teams is still open.'] : []),
    ],
  };
}

async function cardShown(stage: Stage): Promise<string> {
  const { lines, stack } = stage;
  const logged = (name: string) => lines.some(({ event, surface }) => event === name && surface === 'teams');
  const open = stack.teams.messages().filter(isOpen);
  if (open.length === 0) return 'shows it';
  if (logged('message_gone')) return 'the card cannot be changed, which is logged';
  if (!logged('ask_failed')) return 'open';
  // The answer of Teams was lost, so the function does not know where the card is. A press tells it.
  for (const { id } of open) await pressCard(stage, id, '#0');
  return stack.teams.messages().some(isOpen) ? 'open' : 'a card whose answer was lost shows it after a press';
}

const WORDS = { approve: 'approved', reject: 'rejected', cancelled: 'cancelled' };
/** What the words about a result begin with. */
const RESULT = /Approved|Rejected|Cancelled/;

/** Whether the function has asked, and Step Functions knows it. */
export function wasAsked({ history }: Execution): boolean {
  return history.some(({ type }) => type === 'TaskSubmitted');
}

/** The message of a failed function. Lambda adds the name and the stack trace. */
export function sentenceOf(cause = ''): string {
  const failure = parseJson(cause);
  return isObject(failure) && typeof failure.errorMessage === 'string' ? failure.errorMessage : cause;
}

/** The texts with a raw error, of all that people were shown. */
export function rawTexts(stage: Pick<Stage, 'slack' | 'stack'>, sees: string): string[] {
  const causes = stage.stack.executions().map(({ cause }) => sentenceOf(cause));
  return [...textsShown(stage), ...causes, sees]
    .map(plain)
    .filter(isRaw)
    .map((text) => `A raw error is shown: ${text.slice(0, 200)}`);
}

function resultOf({ status, output = 'null', error }: Execution): string {
  if (status === 'ABORTED') return error ?? 'stopped';
  const { output: decided } = JSON.parse(output) ?? {};
  return decided?.decision?.action ?? (decided?.Error === 'rejected' ? 'reject' : (error ?? 'nothing'));
}
