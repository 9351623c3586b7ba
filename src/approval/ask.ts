import type { Task } from '../callback/payload.ts';
import type { SealActions, SealLinks } from '../callback/url.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound } from './approval.ts';
import type { Asked } from './ask-result.ts';
import { sealButtons } from './buttons.ts';
import { newlyAsked } from './newly-asked.ts';
import type { Wait } from './patience.ts';
import { withApprovers } from './policy.ts';
import { type Failed, findReach, isEveryApprover, missingApprovers, type Reached } from './reach.ts';
import { RepeatableError, UncertainError } from './repeatable.ts';
import type { ShowResult, Surface } from './surface.ts';
import { type Begin, startTurns } from './turns.ts';

export interface AskPorts {
  readonly seal: SealActions;
  /** Missing where links cannot refer to a history. */
  readonly sealLinks?: SealLinks | undefined;
  /** In the order in which they are asked. */
  readonly surfaces: readonly Surface[];
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly log: Log;
}

/** How long nothing is sent on the other surfaces while one of them cannot be reached, in milliseconds. */
const WAITS_FOR_A_SURFACE_MS = 60_000;

/**
 * Asks on the surfaces where a person can decide, one after the other: a message that can be brought up to date is there
 * before a link is sent. Then shows the request on the other surfaces: these messages say where people were asked.
 *
 * While nothing is sent, and a surface may take the message later, the others wait too: with another attempt, a link that
 * was sent would be replaced by a second one.
 *
 * Messages that reached no approver are withdrawn, if it is known that they did not.
 *
 * @param waiting with the messages of earlier attempts
 * @param task that of this attempt
 */
export async function askEverywhere(waiting: Approval, task: Task, ports: AskPorts): Promise<Asked> {
  const { request } = waiting;
  const { reached, unreached, failed, answers } = await findReach(
    (surface) => shownOnSurface(waiting, surface).request,
    ports.surfaces,
  );
  // A surface that failed may still reach any approver.
  const missing = failed.length > 0 ? [] : missingApprovers(request, answers);
  const nothing = { approval: waiting, messages: {}, missing };
  if (isEveryApprover(missing, request)) {
    return { ...nothing, failed, unreached: [], mayTryAgain: false };
  }
  const turns = startTurns(failed, ports.wait);
  for (const reach of reached) {
    if (
      turns.nothingSent() &&
      mayTryAgain(turns.failed) &&
      isWorthWaiting(turns.failed, waiting, ports.now())
    ) {
      return { ...nothing, failed: turns.failed, unreached, mayTryAgain: true };
    }
    // A mail that cannot carry its links names the surfaces that show the request.
    const approval = shownOnSurface(withMessages(waiting, turns.messages), reach.surface);
    await turns.take(reach.surface, (begin) => askOn(reach, approval, task, { ...ports, begin }));
  }
  await turns.end();
  if (turns.nothingSent()) {
    return { ...nothing, failed: turns.failed, unreached, mayTryAgain: mayTryAgain(turns.failed) };
  }
  const asked = answers.filter(({ surface }) => !turns.failed.some((one) => one.surface === surface));
  const notReached = missingApprovers(request, asked, turns.notAsked);
  const failures = [...turns.failed, ...turns.notAsked];
  if (isEveryApprover(notReached, request) && !isUncertain(failures) && (await turns.withdraw())) {
    return {
      ...nothing,
      missing: notReached,
      failed: turns.failed,
      unreached: [],
      mayTryAgain: mayTryAgain(failures),
    };
  }
  const approval = withMessages(waiting, turns.messages);
  for (const { surface } of unreached) {
    await turns.take(surface, (begin) => tellOn(surface, shownOnSurface(approval, surface), begin));
  }
  await turns.end();
  const { messages } = turns;
  return {
    approval: withMessages(waiting, messages),
    messages,
    failed: turns.failed,
    unreached: [],
    missing: notReached,
    mayTryAgain: false,
  };
}

function isWorthWaiting(failed: readonly Failed[], { rounds }: Approval, now: number): boolean {
  const waited = now - (rounds[0]?.askedAt?.getTime() ?? now);
  return failed.some(
    ({ error }) => error instanceof RepeatableError && (error.isBusy || waited < WAITS_FOR_A_SURFACE_MS),
  );
}

function mayTryAgain(failed: readonly Failed[]): boolean {
  return failed.some(({ error }) => error instanceof RepeatableError) && !isUncertain(failed);
}

/** Whether a message may have arrived after all. */
function isUncertain(failed: readonly Failed[]): boolean {
  return failed.some(({ error }) => error instanceof UncertainError);
}

/** Asks on one surface, in the message of an earlier attempt if it can be brought up to date. */
async function askOn(
  { surface, audiences }: Reached,
  waiting: Approval,
  task: Task,
  { seal, sealLinks, log, begin }: AskPorts & { readonly begin: Begin },
): Promise<ShowResult> {
  const kept = keptMessage(waiting, surface);
  if (kept) return kept;
  if (surface.asLinks && sealLinks && !lastRound(waiting).task) {
    log({ level: 'warn', event: 'links_with_token', transaction_id: waiting.id, surface: surface.name });
  }
  const buttons = await sealButtons(waiting, task, surface, audiences, seal, sealLinks);
  begin();
  return surface.show(waiting, buttons, earlierMessage(waiting, surface));
}

/** Shows a request where no person can decide. */
async function tellOn(surface: Surface, approval: Approval, begin: Begin): Promise<ShowResult> {
  const kept = keptMessage(approval, surface);
  if (kept) return kept;
  begin();
  return surface.show(approval, undefined, earlierMessage(approval, surface));
}

/** The message of an earlier round that asks the same people, where it can only be sent again: its links are still good. */
function keptMessage(approval: Approval, { name, inPlace }: Surface): ShowResult | undefined {
  const reference = lastRound(approval).shown[name];
  if (inPlace || reference === undefined || newlyAsked(approval) !== 'nobody') return undefined;
  return { reference };
}

/** What a surface that sends a new message each time shows: after a delegation, only the person who was named is asked. */
function shownOnSurface(approval: Approval, { inPlace }: Surface): Approval {
  const to = newlyAsked(approval);
  if (inPlace || typeof to === 'string') return approval;
  return { ...approval, request: withApprovers(approval.request, [to.person]) };
}

function earlierMessage(approval: Approval, { name, inPlace }: Surface): unknown {
  return inPlace ? lastRound(approval).shown[name] : undefined;
}

function withMessages(approval: Approval, messages: Readonly<Record<string, unknown>>): Approval {
  const round = lastRound(approval);
  const now = { ...round, shown: { ...round.shown, ...messages } };
  return { ...approval, rounds: [...approval.rounds.slice(0, -1), now] };
}
