import type { Detail, Policy } from '../callback/payload.ts';

/** A person, with the facts that the surface knows. */
export interface Person {
  /** The id on the surface. */
  readonly id?: string;
  /** For people to read. It proves nothing: two people may have the same. */
  readonly name?: string;
  readonly email?: string;
  /** Belongs to another organization, or may do so. Such a person decides only if an approver has this person's id. */
  readonly external?: boolean;
}

/** What is asked, in the form that surfaces show. */
export interface ApprovalRequest {
  /** Cut to a length that fits every link and button. */
  readonly name: string;
  readonly title: string;
  readonly details: readonly Detail[];
  /** A person, or the workflow if the input names no person. */
  readonly requester: Person & { readonly name: string };
  readonly locale: string;
  /** The ids of the channels where it is posted, by surface. Missing: the channel of the deployment. */
  readonly channels: Readonly<Record<string, string>>;
  /** The kinds of surfaces where it is shown. Missing: all. */
  readonly surfaces?: readonly string[];
  /** Who may decide. */
  readonly policy: Policy;
  /** Approving asks for confirmation, on surfaces that can do so. */
  readonly confirm: boolean;
  /** A rejection fails the task with `rejected`, or returns an output that holds the rejection. */
  readonly onReject: 'fail' | 'return';
}

/** One person's answer. */
export interface Vote {
  /** The name of the action, such as `approve`. */
  readonly action: string;
  /** Empty if the surface does not know who answers. For example, a person can forward an e-mail. */
  readonly who: Person;
  /** The surface that it came from. */
  readonly via: string;
  readonly at: Date;
  readonly comment?: string;
}

/** One wait for a vote. */
export interface Round {
  /** The task token, if it was read from a history that has it. Surfaces never get it. */
  readonly token?: string;
  /** The id of the event with which its task began, if it was read from a history. */
  readonly event?: number;
  readonly askedAt?: Date;
  /** Where the message is, by surface, as its `show` returned it. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** The vote that ended it. */
  readonly vote?: Vote;
}

/** How an approval ended. */
export interface Resolution {
  readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled' | 'failed';
  /** The vote that ended it, if there is one. */
  readonly vote?: Vote;
  /** The reason in words, if there is no vote. */
  readonly cause?: string;
  /** The end time, if known. */
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
  | { readonly kind: 'ended'; readonly resolution: Resolution };

/** A request with its rounds and its state. */
export interface Approval {
  /** 32 hexadecimal digits: the transaction id of its callback URLs. Empty if the history does not have it. */
  readonly id: string;
  /** `STATE_MACHINE:EXECUTION`, or an ARN. */
  readonly execution: string;
  readonly request: ApprovalRequest;
  /** Oldest first; at least one. */
  readonly rounds: readonly Round[];
  readonly state: ApprovalState;
  /** The id of the approval that asks the same again, in the same messages: after a `Retry` of the state, or after a redrive. */
  readonly askedAgain?: string;
}

/** How an approval ended; undefined while it waits. */
export function resolutionOf({ state }: Approval): Resolution | undefined {
  return state.kind === 'ended' ? state.resolution : undefined;
}

/** When a waiting approval expires; undefined if it has ended or never expires. */
export function waitsUntil({ state }: Approval): Date | undefined {
  return state.kind === 'waiting' ? state.until : undefined;
}

/** The current round, or the last one. */
export function lastRound({ rounds }: Approval): Round {
  const round = rounds.at(-1);
  if (!round) throw new TypeError('an approval has at least one round');
  return round;
}

/** The same approval without task tokens, for surfaces: a task token is enough to complete the task. */
export function withoutTokens(approval: Approval): Approval {
  return { ...approval, rounds: approval.rounds.map(({ token: _, ...round }) => round) };
}

/** The same approval, ended. */
export function ended(approval: Omit<Approval, 'state'>, resolution: Resolution): Approval {
  return { ...approval, state: { kind: 'ended', resolution } };
}
