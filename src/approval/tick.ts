import { isTaskGone, Refusal } from '../callback/errors.ts';
import { objectIn } from '../callback/json.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import { type Approval, lastRound, type Round, resolutionOf } from './approval.ts';
import { approvalId } from './approval-id.ts';
import type { Notified } from './escalated-messages.ts';
import { tellsEnd } from './history.ts';
import type { NoticeStep, NotifyPorts } from './notify.ts';
import { startOutcomes } from './outcome.ts';
import type { StartExecution } from './ports.ts';
import { readApprovals } from './read-approvals.ts';
import { provenOutcome, tokenHash } from './record.ts';
import { nextNoticeAfter, noticesDue } from './schedule.ts';
import { surfacesToNotify } from './surfaces-to-notify.ts';
import { expiryTick, pauseAfter, type TimerInput, toIso } from './timer.ts';
import { orTryAgain, tryAgain } from './try-again.ts';
import { outcomeOfExpiry } from './vote.ts';

export interface TickPorts extends NotifyPorts {
  readonly completeTask: CompleteTask;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
}

/** What ApprovalTimer does next: it sends these notices and waits for the next tick, or it ends. */
export type Tick =
  | (TimerInput & { readonly notices: readonly Omit<NoticeStep, 'mayBeSent'>[] })
  | { readonly done: true };

const DONE: Tick = { done: true };

/** What the state machine asks for. */
type Task = Pick<TimerInput, 'execution' | 'approval' | 'stage'> &
  (
    | ({ readonly kind: 'tick' } & Pick<TimerInput, 'from'>)
    | ({ readonly kind: 'notify' } & NoticeStep)
    | ({ readonly kind: 'report'; readonly failure: unknown } & Pick<NoticeStep, 'surface' | 'notice'>)
  );

/**
 * Called by ApprovalTimer.
 *
 * @param event one of
 *   - the input of ApprovalTimer, or what the tick before returned: finds the notices that are due, and fails the task of an approval
 *     whose time is over, from its second round on. The same tick may come twice: it sends nothing, and Step Functions fails a
 *     task once;
 *   - `{execution, approval, stage, surface, notice, from, may_be_sent}`: sends a notice on one surface;
 *   - `{execution, approval, stage, surface, notice, failure}`: logs that this notice was not sent
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if the same event may succeed later, and does nothing twice;
 *   `Countersign.LookAgain` if it may with `may_be_sent`
 * @throws another error after a notice that may have been sent
 */
export function tick(event: unknown, ports: TickPorts): Promise<Tick | Notified> {
  return inOneLine('tick', ports, async (note) => {
    const task = parseEvent(event);
    const { execution, approval: transaction_id } = task;
    note({ execution, transaction_id });
    if (task.kind === 'tick') return next(await find(task, ports), task, ports, note);
    const { surface, notice } = task;
    note({ surface, notice });
    if (task.kind === 'notify') return notifyOne(await find(task, ports), task, ports, note);
    ports.log({
      level: 'error',
      event: 'notify_failed',
      transaction_id,
      surface,
      notice,
      error: task.failure,
    });
    return { surface };
  });
}

/** An approval, among all of its execution. */
interface Found {
  readonly approval: Approval;
  readonly all: readonly Approval[];
}

/**
 * Finds the approval of a timer.
 *
 * @returns undefined if it is not for this timer any more, or never was
 * @throws {Refusal} `Countersign.TryAgain`
 */
async function find(task: Task, ports: TickPorts): Promise<Found | undefined> {
  const history = await orTryAgain(ports.getHistory(task.execution));
  const all = readApprovals(history, task.execution, ports);
  const isMeant = ({ token }: Round) => token !== undefined && approvalId(token) === task.approval;
  const approval = all.find(({ rounds }) => rounds.some(isMeant));
  if (approval) return isOtherTimer(approval, task) ? undefined : { approval, all };
  if (tellsEnd(history)) return undefined;
  throw tryAgain(new Error('The history does not contain the approval yet.'));
}

/**
 * Whether another timer goes on with the approval: that of a later stage, or that of its first round if this one was started without
 * the history.
 *
 * @throws {Refusal} `Countersign.TryAgain` if the history does not have the vote yet that began the stage of this timer
 */
function isOtherTimer({ id, state }: Approval, { approval, stage }: Task): boolean {
  if (id !== approval) return true;
  if (state.kind === 'ended' || state.stage === stage) return false;
  if (state.stage > stage) return true;
  throw tryAgain(new Error('The history does not contain the last vote yet.'));
}

async function next(
  found: Found | undefined,
  { execution, stage, from }: Task & { readonly kind: 'tick' },
  ports: TickPorts,
  note: Note,
): Promise<Tick> {
  if (!found) return DONE;
  const { approval } = found;
  const now = ports.now();
  if (approval.state.kind === 'ended') {
    // Perhaps by an earlier tick. What was told before is not told again.
    await startOutcomes([approval], ports.startOutcomeExecution, now);
    return DONE;
  }
  if (!approval.rounds.some(({ isAsked }) => isAsked)) {
    // With them, the history has the times that apply.
    throw tryAgain(new Error('The history does not contain the first messages yet.'));
  }
  const due = noticesDue(approval, Date.parse(from), now);
  const notices = due.flatMap(({ id: notice }) =>
    surfacesToNotify(approval, ports).map(({ name: surface }) => ({ surface, notice, from })),
  );
  const end = expiryTick(approval) ?? Infinity;
  if (now >= end && (await expire(approval, ports))) note({ outcome: 'expired' });
  const at = Math.min(
    nextNoticeAfter(approval, now) ?? Infinity,
    now < end ? end : now + pauseAfter(now - end),
  );
  if (at === Infinity && notices.length === 0) return DONE;
  if (notices.length > 0) note({ notices: due.map(({ id }) => id) });
  const nextAt = toIso(at === Infinity ? now : at);
  return { execution, approval: approval.id, stage, from: toIso(now), at: nextAt, notices };
}

async function notifyOne(
  found: Found | undefined,
  step: Task & { readonly kind: 'notify' },
  ports: TickPorts,
  note: Note,
): Promise<Notified> {
  const { surface } = step;
  // The stage has ended in the meantime.
  if (!found || resolutionOf(found.approval)) return { surface };
  // Most ticks send no notice.
  const { notify } = await import('./notify.ts');
  const sent = await notify(step, found.approval, found.all, ports);
  note({ outcome: sent ? 'sent' : 'no_person' });
  return { surface, ...sent };
}

/**
 * Fails the task of a later round. Step Functions ends the first round itself, and between two rounds, no task waits.
 *
 * @returns false if there is no such task, or if it has ended in the meantime
 */
async function expire(approval: Approval, ports: TickPorts): Promise<boolean> {
  const { token, isOver } = lastRound(approval);
  if (approval.rounds.length === 1 || isOver || token === undefined) return false;
  try {
    const task = { execution: approval.execution, task: tokenHash(token) };
    const outcome = await orTryAgain(provenOutcome(outcomeOfExpiry(approval), task, ports.proofs));
    await orTryAgain(ports.completeTask({ token }, outcome));
    return true;
  } catch (error) {
    if (isTaskGone(error)) return false;
    throw error;
  }
}

function parseEvent(event: unknown): Task {
  const { execution, approval, stage, from, surface, notice, failure, may_be_sent } = objectIn(event);
  if (typeof execution !== 'string' || typeof approval !== 'string' || typeof stage !== 'number') {
    throw new Refusal('InvalidRequest', 'The event has no execution, no approval or no stage.');
  }
  const of = { execution, approval, stage };
  const isOfNotice = typeof surface === 'string' && typeof notice === 'string';
  if (isOfNotice && failure !== undefined) return { ...of, kind: 'report', surface, notice, failure };
  if (!isTime(from)) throw new Refusal('InvalidRequest', 'The event has no time "from".');
  if (!isOfNotice) return { ...of, kind: 'tick', from };
  return { ...of, kind: 'notify', surface, notice, from, mayBeSent: may_be_sent === true };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
