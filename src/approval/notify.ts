import { Refusal } from '../callback/errors.ts';
import type { TokenTask } from '../callback/payload.ts';
import type { Proofs } from '../callback/seal.ts';
import type { SealActions, SealLinks } from '../callback/url.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound, waitsUntil, withoutTokens } from './approval.ts';
import { sealButtons } from './buttons.ts';
import {
  allMessages,
  escalatingTimers,
  type Notified,
  type TimerHistoryPorts,
} from './escalated-messages.ts';
import type { GetHistory } from './history.ts';
import { startPatience, type Wait } from './patience.ts';
import { approvalAt, withApprovers } from './policy.ts';
import type { StartExecution } from './ports.ts';
import { LookFirstError, RepeatableError } from './repeatable.ts';
import type { RequestDefaults } from './request.ts';
import { noticesOf, type PlannedNotice } from './schedule.ts';
import { peopleWithoutReminder, recipientsWithout, stillAsked } from './still-asked.ts';
import type { Notice, ShowResult, Surface } from './surface.ts';
import { surfacesToNotify } from './surfaces-to-notify.ts';
import { tellIfEnded } from './tell-if-ended.ts';
import { lookAgain, orTryAgain, tryAgain } from './try-again.ts';

export interface NotifyPorts extends RequestDefaults, TimerHistoryPorts {
  readonly getHistory: GetHistory;
  readonly surfaces: readonly Surface[];
  readonly seal: SealActions;
  /** Missing where links cannot refer to a history. */
  readonly sealLinks?: SealLinks | undefined;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'prove'> | undefined;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly log: Log;
}

/** A notice to send on one surface. */
export interface NoticeStep {
  readonly surface: string;
  /** The id of the notice. */
  readonly notice: string;
  /** The notices that were due until then were sent by earlier ticks. ISO 8601, UTC */
  readonly from: string;
  /** An earlier attempt may have sent it. */
  readonly mayBeSent: boolean;
}

/**
 * Sends a notice on one surface, to those of its people who have not voted. If the approval ends meanwhile, ApprovalOutcome also
 * closes the messages that an escalation sends.
 *
 * @param approval it waits
 * @param all those of its execution
 * @returns where the messages are now, if an escalation added some; undefined if there is no person to notify here
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if nothing was sent; `Countersign.LookAgain` if something may have
 *   been, and the surface can look for it
 * @throws another error if something may have been sent
 */
export async function notify(
  { surface: name, notice: id, from, mayBeSent }: NoticeStep,
  approval: Approval,
  all: readonly Approval[],
  ports: NotifyPorts,
): Promise<Pick<Notified, 'reference'> | undefined> {
  const { token, isAsked, isOver } = lastRound(approval);
  // A moment later, the history has the messages of this round.
  if (token === undefined || !isAsked || isOver) throw tryAgain(new Error('No round waits at the moment.'));
  const surface = surfacesToNotify(approval, ports).find((one) => one.name === name);
  const planned = noticesOf(approval).find((one) => one.id === id);
  if (!surface || !planned) throw new Refusal('InvalidRequest', `There is no notice "${id}" on "${name}".`);
  const now = ports.now();
  const until = waitsUntil(approval);
  const people = await orTryAgain(peopleOf(planned, Date.parse(from), approval, ports));
  if (people.approvers?.length === 0 || (until && until.getTime() <= now)) return undefined;
  const notice: Notice = {
    id,
    kind: planned.kind,
    ...people,
    ...(mayBeSent && { mayBeSent }),
  };
  const shown = await orTryAgain(allMessages(approval, escalatingTimers(approval, all), ports));
  const result = await send(
    notice,
    approvalAt(withoutTokens(approval), now),
    { surface, task: { token }, ref: shown[name] },
    ports,
  );
  if (!result) return undefined;
  const { reference } = result;
  if (!surface.together || planned.kind !== 'escalation') return {};
  await tellIfEnded({ execution: approval.execution, token, shown: { [name]: reference } }, ports);
  return { reference };
}

/** Who gets a notice. */
async function peopleOf(
  planned: PlannedNotice,
  from: number,
  approval: Approval,
  ports: NotifyPorts,
): Promise<Pick<Notice, 'approvers' | 'except'>> {
  const approvers = await stillAsked(planned, from, approval, ports);
  if (approvers) return { approvers };
  const except = await peopleWithoutReminder(planned, from, approval, ports);
  return except.length > 0 ? { except } : {};
}

/** Where a notice is sent. */
interface Target {
  readonly surface: Surface;
  readonly task: TokenTask;
  readonly ref: unknown;
}

/** @returns undefined if no person can decide there, or if all of them have voted */
async function send(
  notice: Notice,
  approval: Approval,
  { surface, task, ref }: Target,
  ports: NotifyPorts,
): Promise<ShowResult | undefined> {
  const { seal, sealLinks, wait } = ports;
  const { request } = approval;
  const { approvers, except = [], kind } = notice;
  const { inPlace } = surface;
  const asked = inPlace || !approvers ? request : withApprovers(request, approvers);
  const { audiences, obstacle } = await orTryAgain(surface.reach(asked));
  const { patiently } = startPatience(wait);
  if (obstacle !== undefined) {
    // The message names the people who may decide elsewhere. An update may repeat.
    return inPlace && kind === 'escalation'
      ? orTryAgain(patiently(surface.show(approval, undefined, ref)))
      : undefined;
  }
  const left = approvers ? audiences : await orTryAgain(recipientsWithout(except, audiences, ports));
  if (left.length === 0) return undefined;
  const buttons = await orTryAgain(sealButtons(approval, task, surface, left, seal, sealLinks));
  try {
    return await patiently(surface.notify?.(notice, approval, buttons, ref) ?? Promise.resolve(undefined));
  } catch (error) {
    if (error instanceof LookFirstError && !notice.mayBeSent) throw lookAgain(error);
    throw error instanceof RepeatableError ? tryAgain(error) : error;
  }
}
