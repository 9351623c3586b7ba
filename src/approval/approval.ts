import type { Detail, Policy } from '../callback/payload.ts';

/** A person on a surface, as far as that knows them. */
export interface Person {
  /** The id on the surface. */
  readonly id?: string;
  /** For people to read. It proves nothing: two people may have the same. */
  readonly name?: string;
  readonly email?: string;
}

/** What is asked, in the form that surfaces show. */
export interface ApprovalRequest {
  /** Cut: it travels in every link and button. */
  readonly name: string;
  readonly title: string;
  readonly details: readonly Detail[];
  /** A person, or the workflow where no person is named. */
  readonly requester: Person & { readonly name: string };
  readonly locale: string;
  /** Who may decide. */
  readonly policy: Policy;
  /** Approving asks once more, where the surface can. */
  readonly confirm: boolean;
  /** What a rejection does to the task: it fails with `rejected`, or returns an output that tells the rejection. */
  readonly onReject: 'fail' | 'return';
}

/** One person's answer. */
export interface Vote {
  /** The name of the action, such as `approve`. */
  readonly action: string;
  /** Empty where the surface does not know its reader: a mail may be forwarded. */
  readonly who: Person;
  /** The surface that it came from. */
  readonly via: string;
  readonly at: Date;
  readonly comment?: string;
}

/** One wait for a vote. */
export interface Round {
  /** The task token. Only the reader of a history gives it, where that tells; surfaces never get it. */
  readonly token?: string;
  readonly askedAt?: Date;
  /** Where the message is, by surface, as its `show` returned it. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** The vote that ended it. */
  readonly vote?: Vote;
}

/** How an approval ended. */
export interface Resolution {
  readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled' | 'failed';
  /** The vote that settled it, where one did. */
  readonly vote?: Vote;
  /** Why, in words, where no vote tells. */
  readonly cause?: string;
  /** When it ended, where that is known. */
  readonly at?: Date;
}

export type ApprovalState =
  | {
      readonly kind: 'waiting';
      readonly votes: readonly Vote[];
      /** How many approvals are missing. */
      readonly needed: number;
      readonly until?: Date;
    }
  | {
      readonly kind: 'ended';
      readonly resolution: Resolution;
      /** No state of the machine tells how it ended: the execution ended, or went on, without one. */
      readonly untold: boolean;
    };

/** A request, with what has become of it. */
export interface Approval {
  /** 32 hexadecimal digits: the transaction id of its callback URLs. Empty where the history does not tell it. */
  readonly id: string;
  /** `STATE_MACHINE:EXECUTION`, or an ARN. */
  readonly execution: string;
  readonly request: ApprovalRequest;
  /** Oldest first; at least one. */
  readonly rounds: readonly Round[];
  readonly state: ApprovalState;
}

/** How an approval ended; undefined while it waits. */
export function resolutionOf({ state }: Approval): Resolution | undefined {
  return state.kind === 'ended' ? state.resolution : undefined;
}

/** Until when an approval waits; undefined where it has ended, or has no end. */
export function waitsUntil({ state }: Approval): Date | undefined {
  return state.kind === 'waiting' ? state.until : undefined;
}

/** The round that is under way, or was the last. */
export function lastRound({ rounds }: Approval): Round {
  const round = rounds.at(-1);
  if (!round) throw new TypeError('an approval has at least one round');
  return round;
}

/** The same approval for a surface: whoever has a task token can decide. */
export function withoutTokens(approval: Approval): Approval {
  return { ...approval, rounds: approval.rounds.map(({ token: _, ...round }) => round) };
}

/** The same approval, ended. */
export function ended(approval: Omit<Approval, 'state'>, resolution: Resolution): Approval {
  return { ...approval, state: { kind: 'ended', resolution, untold: false } };
}
