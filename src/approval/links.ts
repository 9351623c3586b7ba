import { FOREIGN_LINK, INCORRECT_LINK, Refusal } from '../callback/errors.ts';
import { assertNotExpired } from '../callback/expiration.ts';
import type { LinkReference, Payload, TaskReference } from '../callback/payload.ts';
import type { Log } from '../log.ts';
import { loadLanguage } from '../wording/index.ts';
import { actionsOf, payloadOf } from './action-payloads.ts';
import { type Approval, firstTask, lastRound, type Round, waitsUntil } from './approval.ts';
import { executionReference } from './execution.ts';
import type { GetHistory, HistoryEvent } from './history.ts';
import { readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';

/*
 * A link by reference names a task in the history of its execution. The token, the request and its policy are there, so the
 * link is short, and it decides the round that waits when it is opened.
 */

/** For this long after the end of a request, its execution can be redriven (Step Functions, "Redriving executions"). */
const REDRIVE_SECONDS = 14 * 24 * 3600;

/** What a link needs to know of a request: on which surface it is, and who gets it. */
export interface LinkTarget {
  readonly surface: string;
  readonly confirm: boolean;
  readonly recipient?: string | undefined;
}

/** The links of an approval, one for each answer; undefined if the history did not have the task of the round that waits. */
export function linksTo(
  approval: Approval,
  { surface, confirm, recipient }: LinkTarget,
): readonly LinkReference[] | undefined {
  const task = lastRound(approval).task && firstTask(approval);
  if (!task) return undefined;
  const until = waitsUntil(approval);
  const { policy } = approval.request;
  const asks = policy.typed === undefined ? confirm : 'typed';
  return actionsOf(approval.request).map(({ name, type }) => ({
    task,
    action: { name, type, ...(asks && { confirm: asks }) },
    transactionId: approval.id,
    ...(until && { expiresAt: Math.floor(until.getTime() / 1000) + REDRIVE_SECONDS }),
    context: {
      ...(recipient !== undefined && { recipient }),
      locale: approval.request.locale,
      surface,
      execution: executionReference(approval.execution),
    },
  }));
}

export interface LinkPorts extends RequestDefaults {
  readonly getHistory?: GetHistory | undefined;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Finds what a link by reference means now: the token of the round that waits, or of the last one, and the request.
 *
 * @throws {Refusal} ExpiredPayload; InvalidPayload if the execution has no such request; HistoryUnavailable if its history
 *   cannot be read now
 */
export async function payloadOfLink(link: LinkReference, ports: LinkPorts): Promise<Payload> {
  assertNotExpired(link, ports.now());
  const { task, action, context } = link;
  const history = await historyOf(link, ports);
  await loadLanguage(context.locale);
  // What was asked, also if the deployment has other defaults now, and before the history has those of the request.
  const confirmation = action.confirm === 'typed' ? action.confirm : undefined;
  const defaults = { ...ports, locale: context.locale ?? ports.locale, confirm: confirmation };
  const approvals = readApprovals(history, context.execution, defaults, task.tokenHash);
  const found = approvals.find(({ rounds }) => rounds.some((round) => isTask(round, task)));
  const approval = found && lastOf(found, approvals);
  const { token } = approval ? lastRound(approval) : {};
  if (!approval || token === undefined) throw new Refusal('InvalidPayload', FOREIGN_LINK);
  const meant = actionsOf(approval.request).find(({ name }) => name === action.name);
  if (!meant) throw new Refusal('InvalidPayload', INCORRECT_LINK);
  const { title, details, requester } = approval.request;
  // A link that decides when it is opened does so only for what it was sent for. What is asked again is shown first.
  const confirm = Boolean(action.confirm) || approval !== found;
  const payload = payloadOf(
    approval,
    { ...meant, ...(confirm && { confirm }) },
    { token },
    {
      ...context,
      title,
      details,
      requester: requester.name,
    },
  );
  // The history that was read may begin after the first round of the approval.
  return { ...payload, since: task.event, ...(approval === found && { transactionId: link.transactionId }) };
}

function isTask({ task: own }: Round, task: TaskReference): boolean {
  return own?.event === task.event && own.tokenHash === task.tokenHash;
}

/** The approval that asks the same again, after a `Retry` of the state or after a redrive. */
function lastOf(approval: Approval, approvals: readonly Approval[]): Approval {
  const next = approvals.find(({ id }) => id === approval.askedAgain);
  return next ? lastOf(next, approvals) : approval;
}

/** The events from the task of the link on, oldest first. */
async function historyOf(
  { task, context: { execution } }: LinkReference,
  { getHistory, log }: LinkPorts,
): Promise<readonly HistoryEvent[]> {
  try {
    if (!getHistory) throw new TypeError('the deployment reads no histories');
    return await getHistory(execution, { since: task.event });
  } catch (error) {
    // The execution is deleted 90 days after its end.
    if (error instanceof Refusal && error.code === 'InvalidRequest') return [];
    log({ level: 'error', event: 'history_failed', execution, error });
    throw new Refusal(
      'HistoryUnavailable',
      'The request of this link cannot be looked up at the moment. Open the link again in a minute, or decide in a chat where the request is shown.',
      { cause: error },
    );
  }
}
