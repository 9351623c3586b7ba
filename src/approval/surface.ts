import type { Context } from '../callback/payload.ts';
import type { SealedAction } from '../callback/url.ts';
import type { AnswerOutcome } from './actions.ts';
import type { Approval, ApprovalRequest, Person } from './approval.ts';

/** One way to answer a request: a sealed action for a button, or as a link. */
export interface Button extends SealedAction {
  /** What it says. Missing: the language says it. */
  readonly label?: string;
  readonly style?: 'primary' | 'danger';
  readonly outcome?: AnswerOutcome;
  /** true: the answer asks for inputs first. */
  readonly asks?: true;
  /** The e-mail address of the only recipient. Missing: all readers of the message. */
  readonly recipient?: string;
}

/** The recipients of one set of buttons, and the texts that are sealed in for the page behind a link. */
export type Audience = Pick<Context, 'recipient' | 'title' | 'details' | 'requester'>;

/** Who can decide on a surface. */
export interface Reach {
  readonly audiences: readonly Audience[];
  /** Set if there is no audience: why no person can decide here, and what to do, in the language of the request. */
  readonly obstacle?: string;
  /**
   * The approvers whom no message here can reach, and why, in the language of the request. An approver who is not listed
   * is reached, or the surface cannot tell.
   */
  readonly unreachable?: ReadonlyMap<string, string>;
  /** Those of `unreachable` who are the requester, who must not decide. People expect that, so it is no news to them. */
  readonly excluded?: ReadonlySet<string>;
}

/** An approver who got no message, although `reach` did not list this approver as unreachable. */
export interface NotAsked {
  readonly approver: string;
  /** An UncertainError if the message may have arrived; a RepeatableError if it may be sent later. */
  readonly error: unknown;
  /** Why, and what to do, in the language of the request; undefined where that is not known. */
  readonly reason?: string | undefined;
}

/** What `show` did. */
export interface ShowResult {
  /** Where the message is, as JSON: the execution history keeps it. */
  readonly reference: unknown;
  readonly notAsked?: readonly NotAsked[];
}

/** News of an approval for one person. */
export interface News {
  readonly approval: Approval;
  /** Plain text. Missing: how the approval ended. */
  readonly sentence?: string;
  /** The message of the approval, where there is one. */
  readonly ref?: unknown;
}

/** A notice to people who may decide: that a request still waits for them, or that they may decide from now on. */
export interface Notice {
  /** `last`: the last reminder before the request expires. */
  readonly kind: 'reminder' | 'last' | 'escalation';
  /** Names it among all notices of the approval: each one is sent once on each surface. */
  readonly id: string;
  /** Who gets it: ids of people and groups, and addresses. Missing: each reader of the message. */
  readonly approvers?: readonly string[];
  /** Where `approvers` is missing: the ids and addresses of people who do not get it, such as those who have voted. */
  readonly except?: readonly string[];
  /** An earlier attempt may have sent it: the surface looks for it first. */
  readonly mayBeSent?: true;
}

/** How a surface is called. */
export interface SurfaceName {
  /** A key in the outputs of state machines, and in payloads. */
  readonly name: string;
  /** What a request calls it in `surfaces`, if that is not its name: two ways to post in one product have one kind. */
  readonly kind?: string;
}

/**
 * A place where people see approvals. The wiring registers surfaces by name; this folder does not know them. Each
 * function rejects if its message did not get through.
 */
export interface Surface extends SurfaceName {
  /** Whether a GET of its links shows a page first. */
  readonly confirm: boolean;
  /** Whether its buttons are links that people open in a browser, such as in a mail. */
  readonly asLinks?: boolean;
  /** Whether `show` brings its earlier message up to date; otherwise it sends another one. */
  readonly inPlace: boolean;
  /** Whether it only learns that a message was accepted, not that it arrived. */
  readonly onlyAccepts?: boolean;
  reach(request: ApprovalRequest): Promise<Reach>;
  /**
   * The ids of the people behind an approver: of a person, a group or an address. One person has the same id, whatever names the
   * person. Undefined for an approver who is not known here.
   */
  peopleBehind?(approver: string): Promise<readonly string[] | 'cannot tell' | undefined>;
  /**
   * Shows the state of an approval: waiting, with or without buttons, or ended.
   *
   * @param ref the reference that this function returned; undefined where no message was sent
   */
  show(approval: Approval, buttons: readonly Button[] | undefined, ref: unknown): Promise<ShowResult>;
  /**
   * Sends a notice: in the thread of the message, by a direct message, or by mail. After an escalation, the people who may decide
   * now also get the request itself, and the message names them.
   *
   * @param approval it waits; its approvers are all people who may decide now
   * @param buttons for the people of the notice
   * @param ref where the messages are; undefined where there are none
   * @returns where they are now; undefined if there is no person of the notice here
   * @throws {RepeatableError} if it is known that nothing was sent, and it may be sent later
   * @throws {LookFirstError} if it may be sent later with `mayBeSent`
   * @throws another error if nothing is known to be sent; the surface has logged the errors of its other messages
   */
  notify?(
    notice: Notice,
    approval: Approval,
    buttons: readonly Button[],
    ref: unknown,
  ): Promise<ShowResult | undefined>;
  /**
   * One reference for the messages of several: an escalation and a round may send messages at the same time. The first one names
   * the message of the request. Missing where `show` sends a new message.
   */
  together?(references: readonly unknown[]): unknown;
  /** Deletes a message that reached no approver. Missing where a message cannot be deleted. */
  withdraw?(ref: unknown): Promise<void>;
  /** Tells one person, privately or in the thread of the message. Does nothing if it cannot reach this person. */
  tell?(person: Person, news: News): Promise<void>;
  /** What to do about an error of `show`, in the language of the request; undefined where that is not known. */
  explain?(error: unknown, request: ApprovalRequest): string | undefined;
}
