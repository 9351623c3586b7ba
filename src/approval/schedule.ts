import type { Approval, Reminders, Stage } from './approval.ts';
import { MAX_REMINDERS } from './parse-reminders.ts';
import type { Notice } from './surface.ts';

/** A notice of the stage that is asked, and when it is due. */
export interface PlannedNotice extends Pick<Notice, 'id' | 'kind'> {
  /** Milliseconds since 1970 */
  readonly at: number;
  /** After an escalation: who may decide too. */
  readonly to?: readonly string[];
}

const HOUR_MS = 3_600_000;
/** A reminder so soon before the last one is left out. */
const SOON_MS = 60_000;

/**
 * All notices of the stage that is asked now, in the order of their times. None is due after the request expires.
 *
 * @returns none while it is not known when the people of the stage were asked
 */
export function noticesOf({ request, rounds, state }: Approval): readonly PlannedNotice[] {
  if (state.kind === 'ended' || !state.since) return [];
  const { stage, since, until } = state;
  const askedAt = rounds[0]?.askedAt ?? since;
  const planned = [
    ...escalationsOf(request.stages[stage], since),
    ...(request.remind ? remindersOf(request.remind, { since, askedAt, until }) : []),
  ];
  return planned
    .filter(({ at }) => !until || at < until.getTime())
    .map((notice) => ({ ...notice, id: `stage-${stage + 1}-${notice.id}` }))
    .toSorted((a, b) => a.at - b.at);
}

/**
 * The notices whose time has come: each escalation, but of several reminders only the newest.
 *
 * @param from notices at or before this time are done; milliseconds since 1970
 * @param now milliseconds since 1970
 */
export function noticesDue(approval: Approval, from: number, now: number): readonly PlannedNotice[] {
  const due = noticesOf(approval).filter(({ at }) => at > from && at <= now);
  const newest = due.findLast(({ kind }) => kind !== 'escalation');
  return due.filter((notice) => notice.kind === 'escalation' || notice === newest);
}

/** When the first notice after a time is due; undefined after the last one. In milliseconds since 1970. */
export function nextNoticeAfter(approval: Approval, time: number): number | undefined {
  return noticesOf(approval).find(({ at }) => at > time)?.at;
}

/**
 * From when on other people may decide a stage, in the form that is sealed into each button.
 *
 * @param since when the people of the stage were asked first
 */
export function escalationTimes({ escalate = [] }: Stage, since: Date) {
  const seconds = Math.ceil(since.getTime() / 1000);
  return escalate.map(({ after, to }) => ({ at: seconds + after, to }));
}

function escalationsOf(stage: Stage | undefined, since: Date): PlannedNotice[] {
  const times = stage ? escalationTimes(stage, since) : [];
  return times.map(({ at, to }, index) => ({
    kind: 'escalation',
    id: `escalation-${index + 1}`,
    at: at * 1000,
    to,
  }));
}

interface Waiting {
  readonly since: Date;
  /** When the first people of the request were asked. */
  readonly askedAt: Date;
  readonly until: Date | undefined;
}

function remindersOf(remind: Reminders, waiting: Waiting): PlannedNotice[] {
  const first = waiting.since.getTime() + remind.after * 1000;
  const last = lastReminder(remind, first, waiting);
  const count = remind.every === undefined ? 1 : MAX_REMINDERS;
  const reminders = Array.from({ length: count }, (_, index): PlannedNotice => {
    const at = first + index * (remind.every ?? 0) * 1000;
    return { kind: 'reminder', id: `reminder-${index + 1}`, at };
  });
  if (last === undefined) return reminders;
  return [...reminders.filter(({ at }) => at < last - SOON_MS), { kind: 'last', id: 'last', at: last }];
}

/**
 * When the people are reminded for the last time: not before the first reminder, if that comes in time.
 *
 * @returns undefined if the request never expires, or if the time is too short
 */
function lastReminder(
  { beforeExpiry }: Reminders,
  first: number,
  { since, askedAt, until }: Waiting,
): number | undefined {
  if (!until) return undefined;
  const isLong = until.getTime() - askedAt.getTime() > 2 * HOUR_MS;
  const before = beforeExpiry === undefined ? isLong && HOUR_MS : beforeExpiry * 1000;
  const last = before && until.getTime() - before;
  // If the first one would come too late, the last one is the only one: not so soon after the question.
  const earliest = first < until.getTime() ? first : since.getTime() + SOON_MS;
  return last && last >= earliest ? last : undefined;
}
