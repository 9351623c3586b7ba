import type { Refusal } from '../callback/errors.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { DirectPayload, Payload, ResponseOverride } from '../callback/payload.ts';
import type { Proofs, Sealer } from '../callback/seal.ts';
import type { Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import type { Approval, Delegation, Person, Resolution, Vote } from './approval.ts';
import type { GetHistory } from './history.ts';
import type { Wait } from './patience.ts';
import type { People } from './people.ts';
import type { RequestDefaults } from './request.ts';

/** The person, the surface and the kind of a press. */
export interface Press {
  readonly who: Person;
  /** The surface. */
  readonly via: string;
  readonly comment?: string | undefined;
  /** What the person gave, by the names of the inputs, as the form sent it. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** When the person pressed. A press that is tried again later keeps its time, so that it counts once. Missing: now. */
  readonly at?: Date;
  /** false: only looks whether this person could decide now. */
  readonly decides: boolean;
  /** Why this person may not decide, beside the policy. For example, the person is not in the channel of the request. */
  readonly objection?: () => Promise<Refusal | undefined>;
  /** The person who is to decide in the place of the one who presses: an id on a surface, or an address. Then no vote is given. */
  readonly delegateTo?: { readonly person: string; readonly name?: string | undefined } | undefined;
  /** Returns the payload with the output parameters, or with the outcome that the body selected. Missing for a button. */
  readonly resolve?: () => Promise<DirectPayload>;
}

export interface PressPorts extends RequestDefaults {
  readonly open: Sealer['open'];
  readonly completeTask: CompleteTask;
  /** Proves the answers that are written into outputs and causes. Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'prove'> | undefined;
  readonly people: People;
  /** Missing: the answer to a late press says only that the task does not wait any more. */
  readonly getHistory?: GetHistory | undefined;
  /** How long a press waits until the next round begins, in milliseconds. */
  readonly nextRoundWithinMs: number;
  /** Waits where there is nothing else to do. */
  readonly pause: Wait;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly note: Note;
  readonly log: Log;
}

/** The result of a press. Surfaces only turn it into text. */
export type Verdict =
  /** This person may decide, and it has not been decided yet. */
  | {
      readonly kind: 'open';
      readonly payload: DirectPayload;
      /** With the votes so far, if more than one person has to answer, and with the inputs, if the answer asks for them. */
      readonly approval?: Approval;
      /** The vote that this person has given, which another one changes. */
      readonly own?: Vote;
    }
  /**
   * The press was accepted, now or when the same press came before. `resolution` is missing if the payload is not of an
   * approval; `response` is the answer that the creator of the URL asked for.
   */
  | {
      readonly kind: 'taken';
      readonly payload: Payload;
      readonly response?: ResponseOverride;
      readonly resolution?: Resolution;
      /** If its history was read. */
      readonly approval?: Approval;
    }
  /** The vote counts, and more votes are needed. `unchanged`: the same vote was counted before. */
  | {
      readonly kind: 'counted';
      readonly payload: Payload;
      readonly approval: Approval;
      readonly unchanged?: true;
    }
  /** Another person decides now in the place of the one who pressed, by this press or since an earlier one. */
  | {
      readonly kind: 'delegated';
      readonly payload: Payload;
      readonly approval: Approval;
      readonly delegation: Delegation;
    }
  /** Nothing was sent. In a moment, when the next round has begun, the same press may be accepted. */
  | { readonly kind: 'later'; readonly payload: Payload; readonly refusal: Refusal }
  /**
   * The task does not wait any more. `resolution` is how it ended, if the history has it; `refusal` is why a press was not
   * accepted, if this was one.
   */
  | {
      readonly kind: 'ended';
      readonly payload: Payload;
      readonly resolution?: Resolution;
      /** With its votes, if more than one person had to answer. */
      readonly approval?: Approval;
      readonly refusal?: Refusal;
    }
  | {
      readonly kind: 'refused';
      readonly payload?: Payload;
      readonly refusal: Refusal;
      /** If its history was read: with the inputs that the answer asks for. */
      readonly approval?: Approval;
    }
  /** Something went wrong before anything was sent. A surface may know what to do about the error. */
  | { readonly kind: 'failed'; readonly payload?: Payload; readonly error: unknown }
  /** The answer of Step Functions was lost, and it is not known whether the press was accepted. */
  | { readonly kind: 'unsure'; readonly payload: Payload };

/** Whether the same press may count in a moment: it came between two rounds, or the votes so far could not be read. */
export function mayCountLater(verdict: Verdict): boolean {
  if (verdict.kind === 'later') return true;
  return verdict.kind === 'refused' && verdict.refusal.code === 'HistoryUnavailable';
}

/** How the request ended, if it has ended and this is known. */
export function resolutionIn(verdict: Verdict): Resolution | undefined {
  return verdict.kind === 'taken' || verdict.kind === 'ended' ? verdict.resolution : undefined;
}
