import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { type HistoryEvent, reaches, tellsEnd } from './history.ts';
import type { OutcomeInput } from './outcome.ts';
import { type ReportedEnd, readReportedEnd } from './reported-end.ts';

/** One thing to do on one surface: bring a message up to date, send a new one, or tell the requester; or to publish the events. */
export interface Step {
  /** {@link EVENTS} for events. */
  readonly surface: string;
  readonly step: 'update' | 'send' | 'tell' | 'publish';
  /** Where the messages are, if escalations added some. */
  readonly shown?: Readonly<Record<string, unknown>>;
}

/** In place of a surface: where other programs learn how it ended. */
export const EVENTS = 'events';

/** What tell-outcome does. */
export type OutcomeTask =
  /** Start ApprovalOutcome for each approval of an execution that has ended. */
  | {
      readonly kind: 'start';
      readonly execution: string;
      readonly isComplete: (history: readonly HistoryEvent[]) => boolean;
    }
  /** Start ApprovalOutcome for the approval of a durable function. */
  | {
      readonly kind: 'report';
      readonly callbackId: string;
      readonly execution: string;
      readonly reported: ReportedEnd;
    }
  /** Find the steps for one approval. */
  | { readonly kind: 'find'; readonly input: OutcomeInput }
  | { readonly kind: 'do'; readonly input: OutcomeInput; readonly step: Step };

/**
 * Reads the event of tell-outcome.
 *
 * @param now milliseconds since 1970
 * @throws {Refusal} InvalidRequest
 */
export function parseOutcomeTask(event: unknown, now: number): OutcomeTask {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { execution, callback_id: callbackId, ended, entered, round, reported, surface, step } = event;
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  if (typeof callbackId === 'string') {
    return { kind: 'report', callbackId, execution, reported: readReportedEnd(event, now) };
  }
  if (ended === true) return { kind: 'start', execution, isComplete: tellsEnd };
  if (typeof round !== 'string') return { kind: 'start', execution, isComplete: since(entered) };
  const input = { execution, round, ...readShown(event), ...readReport(reported, now) };
  if (surface === undefined) return { kind: 'find', input };
  if (typeof surface === 'string' && isStep(step)) return { kind: 'do', input, step: { surface, step } };
  throw new Refusal('InvalidRequest', 'The event names no step.');
}

function isStep(step: unknown): step is Step['step'] {
  return step === 'update' || step === 'send' || step === 'tell' || step === 'publish';
}

function readShown({ shown, proof }: Record<string, unknown>): Pick<OutcomeInput, 'shown' | 'proof'> {
  if (!isObject(shown)) return {};
  return { shown, ...(typeof proof === 'string' && { proof }) };
}

function readReport(reported: unknown, now: number): Pick<OutcomeInput, 'reported'> {
  return isObject(reported) ? { reported: readReportedEnd(reported, now) } : {};
}

function since(entered: unknown): (history: readonly HistoryEvent[]) => boolean {
  const time = new Date(typeof entered === 'string' ? entered : Number.NaN);
  if (!Number.isNaN(time.getTime())) return (history) => reaches(history, time);
  const example = 'such as "2026-11-24T12:00:00.000Z"';
  throw new Refusal('InvalidRequest', `The event has no time "entered", ${example}.`);
}
