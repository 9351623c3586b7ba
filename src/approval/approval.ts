import type { Detail, Policy, TaskReference } from '../callback/payload.ts';
import type { AnswerOutcome, RequestAction } from './actions.ts';
import type { InputValues, RequestInput } from './inputs.ts';

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
  /** Who may decide now: `approvers` are those of the stage that is asked. */
  readonly policy: Policy;
  /** One after the other; at least one. */
  readonly stages: readonly Stage[];
  /** The answers that it offers; at least one. */
  readonly actions: readonly RequestAction[];
  /** What it asks the person who decides. */
  readonly inputs: readonly RequestInput[];
  /** Missing: no person is reminded. */
  readonly remind?: Reminders;
  /** Whom an approver may name to decide in the approver's place: another approver of the request, or any person. */
  readonly delegation: 'approvers' | 'anyone' | 'off';
  /** Approving asks for confirmation, on surfaces that can do so. */
  readonly confirm: boolean;
  /** A rejection fails the task with `rejected`, or returns an output that holds the rejection. */
  readonly onReject: 'fail' | 'return';
}

/** One step of a request: who may decide it, and by which rule. */
export interface Stage {
  /** Missing: each person who receives the request. */
  readonly approvers?: readonly string[];
  /** How many people must approve. `all`: every approver, while it is not known how many people they are. */
  readonly approvals: number | 'all';
  /** How many people must reject it, for it to be rejected. */
  readonly rejections: number;
  readonly title?: string;
  /** Who may decide too, and from when on; the first one first. */
  readonly escalate?: readonly Escalation[];
  /** The approvers who named another person. They do not decide in this stage any more; `approvers` has the other person. */
  readonly delegations?: readonly Delegation[];
}

/** When the people who have not answered are reminded. */
export interface Reminders {
  /** Seconds after they were asked. */
  readonly after: number;
  /** Seconds from one reminder to the next. Missing: only one. */
  readonly every?: number;
  /** Seconds before the request expires: the last reminder. Missing: an hour, if the request waits for more than two. */
  readonly beforeExpiry?: number;
}

/**
 * What applies where the input does not have these members, in the same form. `request-approval` returns it with the messages: a
 * request that waits keeps it, also if the deployment has other settings then.
 */
export interface KeptDefaults {
  readonly remind?: unknown;
  readonly escalate?: unknown;
  /** How a decision is confirmed. */
  readonly confirm?: 'typed' | undefined;
}

/** From a time on, other people may decide too. */
export interface Escalation {
  /** Seconds after the stage has begun. */
  readonly after: number;
  /** People and groups by their ids, and e-mail addresses. */
  readonly to: readonly string[];
}

/** An approver named another person, who decides in the approver's place. */
export interface Delegation {
  readonly from: Person;
  /** The id of a person on a surface, or an address. */
  readonly to: string;
  /** The name of that person, for people to read. */
  readonly name?: string;
  readonly via: string;
  readonly at: Date;
}

/** One person's answer. */
export interface Vote {
  /** The name of the action, such as `approve`. */
  readonly action: string;
  /** What the answer means. Missing: the name says it. */
  readonly outcome?: AnswerOutcome;
  /** What its button said, if the request has actions of its own. */
  readonly label?: string;
  /** Empty if the surface does not know who answers. For example, a person can forward an e-mail. */
  readonly who: Person;
  /** The surface that it came from. */
  readonly via: string;
  readonly at: Date;
  readonly comment?: string;
  /** What the person gave, if the request asked for inputs. */
  readonly inputs?: InputValues;
  /** The vote of the same person that this one changes: its number among all votes of the approval, from 1. */
  readonly replaces?: number;
}

/** One wait for a vote. */
export interface Round {
  /** The task token, if it was read from a history that has it. Surfaces never get it. */
  readonly token?: string;
  /** Its task, if it was read from a history that has it. */
  readonly task?: TaskReference;
  readonly askedAt?: Date;
  /** Where the message is, by surface, as its `show` returned it. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** How many approvals each stage needs, where request-approval had to count the approvers. */
  readonly approvals?: readonly number[];
  /** What applied where the input says nothing, as request-approval returned it; missing if there was nothing, or if it is not known. */
  readonly defaults?: KeptDefaults;
  /** The vote that ended it. */
  readonly vote?: Vote;
  /** What ended it, if that was no vote. */
  readonly delegation?: Delegation;
  /** true: request-approval has returned where its messages are. */
  readonly isAsked?: boolean;
  /** true: its task has ended. */
  readonly isOver?: boolean;
}

/** How an approval ended. */
export interface Resolution {
  /** `answered`: by an answer that is neither an approval nor a rejection. */
  readonly status: 'approved' | 'rejected' | 'answered' | 'expired' | 'cancelled' | 'failed';
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
      /** The index of the stage that is asked now. */
      readonly stage: number;
      /** When the people of this stage were asked first; missing while that is not known. */
      readonly since?: Date;
      /** The votes that count in this stage. */
      readonly votes: readonly Vote[];
      /** How many approvals this stage misses; missing while that is not known. */
      readonly needed?: number;
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

/** All votes of an approval, also those that a later vote changed, oldest first. */
export function votesOf({ rounds }: Pick<Approval, 'rounds'>): readonly Vote[] {
  return rounds.flatMap(({ vote }) => (vote ? [vote] : []));
}

/** All delegations of an approval, oldest first. */
export function delegationsOf({ rounds }: Pick<Approval, 'rounds'>): readonly Delegation[] {
  return rounds.flatMap(({ delegation }) => (delegation ? [delegation] : []));
}

/** What applies to a request where its input says nothing: what did when it was asked first. Undefined until that is recorded. */
export function defaultsOf(rounds: readonly Round[]): KeptDefaults | undefined {
  const first = rounds.find(({ isAsked }) => isAsked);
  return first && { remind: undefined, escalate: undefined, confirm: undefined, ...first.defaults };
}

/** The current round, or the last one. */
export function lastRound({ rounds }: Approval): Round {
  const round = rounds.at(-1);
  if (!round) throw new TypeError('an approval has at least one round');
  return round;
}

/** The task of the first round. From its event on, the history has all votes. */
export function firstTask({ rounds }: Approval): TaskReference | undefined {
  return rounds[0]?.task;
}

/** The same approval without task tokens, for surfaces: a task token is enough to complete the task. */
export function withoutTokens(approval: Approval): Approval {
  return { ...approval, rounds: approval.rounds.map(({ token: _, ...round }) => round) };
}

/** The same approval, ended. */
export function ended(approval: Omit<Approval, 'state'>, resolution: Resolution): Approval {
  return { ...approval, state: { kind: 'ended', resolution } };
}

/** The same, with the vote that ended it, which a history may have only a moment later. */
export function endedBy(approval: Approval, resolution: Resolution): Approval {
  const last = lastRound(approval);
  const vote = last.vote ?? resolution.vote;
  const rounds = [...approval.rounds.slice(0, -1), { ...last, ...(vote && { vote }) }];
  return ended({ ...approval, rounds }, resolution);
}
