import { Refusal } from '../callback/errors.ts';
import { isObject, parseJson } from '../callback/json.ts';
import { type Approval, lastRound } from './approval.ts';
import type { GetHistory, HistoryEvent } from './history.ts';
import type { Surface } from './surface.ts';
import { tally } from './tally.ts';
import { timerName } from './timer.ts';

/*
 * An escalation sends messages to more people. It begins no round, so where these messages are is in the history of
 * ApprovalTimer, and not in that of the approval.
 */

export interface TimerHistoryPorts {
  /** The history of an execution of ApprovalTimer, by its name; missing in a deployment without it. */
  readonly getTimerHistory?: GetHistory | undefined;
}

/** What a step of ApprovalTimer returns after it has sent a notice. */
export interface Notified {
  readonly surface: string;
  /** Where the messages are now, if an escalation added some. */
  readonly reference?: unknown;
}

/** The names of the timers that may have sent an escalation of an approval, also before it was asked again. */
export function escalatingTimers(approval: Approval, all: readonly Approval[] = []): readonly string[] {
  const before = all.find(({ askedAgain }) => askedAgain === approval.id);
  const { id, request, rounds } = approval;
  const { stage: current } = tally(request.stages, rounds);
  // A timer sends nothing before the history has the first messages.
  const begun = rounds.some(({ isAsked }) => isAsked) ? request.stages.slice(0, current + 1) : [];
  return [
    ...(before ? escalatingTimers(before, all) : []),
    ...begun.flatMap(({ escalate }, stage) => (escalate ? [timerName(id, stage)] : [])),
  ];
}

/**
 * Where all messages of an approval are, by surface: those of its rounds, and those of its escalations.
 *
 * @param timers the names of those that may have sent an escalation
 */
export async function allMessages(
  approval: Approval,
  timers: readonly string[],
  { surfaces, getTimerHistory }: TimerHistoryPorts & { readonly surfaces: readonly Surface[] },
): Promise<Readonly<Record<string, unknown>>> {
  const { shown } = lastRound(approval);
  if (!getTimerHistory || timers.length === 0) return shown;
  const histories = await Promise.all(timers.map((name) => eventsOf(name, getTimerHistory)));
  const sent = histories.flat().flatMap(notifiedIn);
  const added = surfaces.flatMap(({ name, together }): [string, unknown][] => {
    const references = sent.flatMap(({ surface, reference }) => (surface === name ? [reference] : []));
    const kept = Object.hasOwn(shown, name) ? [shown[name]] : [];
    return together && references.length > 0 ? [[name, together([...kept, ...references])]] : [];
  });
  return { ...shown, ...Object.fromEntries(added) };
}

/** @returns none if the timer was not started: then nothing was due before the approval ended */
async function eventsOf(name: string, getTimerHistory: GetHistory): Promise<readonly HistoryEvent[]> {
  try {
    return await getTimerHistory(name);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'InvalidRequest') return [];
    throw error;
  }
}

function notifiedIn({ taskSucceededEventDetails: succeeded }: HistoryEvent): Notified[] {
  const result = parseJson(succeeded?.output);
  const returned = isObject(result) ? result.Payload : undefined;
  if (!isObject(returned) || typeof returned.surface !== 'string') return [];
  return returned.reference === undefined
    ? []
    : [{ surface: returned.surface, reference: returned.reference }];
}
