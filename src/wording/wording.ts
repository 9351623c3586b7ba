import type { Resolution, Vote } from '../approval/approval.ts';
import type { Problem } from '../approval/typed-input.ts';
import type { LinkRefusalCode } from '../callback/errors.ts';

/** Who decided and from where, as far as it is known. */
export type Decider = Pick<Vote, 'who' | 'via' | 'comment'>;

/**
 * Every text that people read, in one language. All are plain text: who puts one into HTML or into Slack's mrkdwn
 * escapes it there. `approve` and `reject` are also the labels of links and buttons.
 */
export interface Wording {
  /** Between a label and its value, and at the end of a sentence. */
  colon: string;
  stop: string;
  /** Words for yes and no that people type, beside the English ones. */
  yes: readonly string[];
  no: readonly string[];
  /** The title of a request that brings none. */
  title(name: string): string;
  /** Who asks, when no person does: a state machine. */
  workflow(name: string): string;
  askedBy(requester: string): string;
  /** Stands for details that did not fit. */
  moreDetails(count: number): string;
  approve: string;
  reject: string;
  /** The cause of a rejected task, before who did it is added: in the AWS blog post "Ben rejected it". */
  rejectedIt(name: string): string;
  /** The cause with who, via what and why: "Ben rejected it (by ann in Slack): too early". */
  cause(cause: string, decider: Decider): string;
  dateTime(date: Date): string;
  expires(date: Date): string;
  /** How long ago, such as "3 minutes ago". */
  ago(milliseconds: number): string;
  /** Why a person may not decide. */
  notAllowed: { unknownPerson: string; ownRequest: string; maybeOwnRequest: string; notApprover: string };
  /** What is wrong in a request that a person typed. `about` is a key, a number or the typed text. */
  problems: Readonly<Record<Problem, (about: string) => string>>;
  /** The cause of an execution that a person stopped on a surface. */
  cancelledBy(who: string, via: string): string;
  /** One sentence for a person who comes too late: how a request ended, and how long ago. */
  already(resolution: Resolution, ago: string | undefined, who?: string): string;
  /** The first sentence of why no person was asked, or some were not; one sentence for each surface follows. */
  nothingSent: string;
  partlySent: string;
  notAskedOn(surface: string, reason: string | undefined): string;
  /** One sentence: how a request ended. `who` replaces the decider's name, for a surface that can mention people. */
  resolved(resolution: Resolution, who?: string): string;

  mail: {
    requestSubject(title: string): string;
    hello: string;
    asked(title: string, requester: string): string;
    linksConfirm: string;
    linksDecide: string;
    /** Whom the links of a mail are for: a forwarded one still decides in that name. */
    recipient(address: string): string;
    /** In place of links: this mail goes to people who may not decide, once others were asked on these surfaces. */
    noLinks(surfaces: readonly string[]): string;
    /** The same where only the requester may not. */
    notRequester(surfaces: readonly string[]): string;
    /** Why a request could not be sent by mail. */
    tooLong: string;
    /** Why no approver can decide by mail, and what to do. */
    undecidable: string;
    resolvedSubject(title: string, status: Resolution['status']): string;
    complete: string;
    rejected(cause: string): string;
    expired: string;
    cancelled: string;
    failed(cause: string): string;
  };
  page: {
    requester: string;
    /** Before the address that a link was sent to. */
    recipient: string;
    callbackQuestion(action: string): string;
    callbackButton(action: string): string;
    comment: string;
    optional: string;
    accepted: string;
    approved: string;
    rejected: string;
    acceptedNote: string;
    alreadyDecided: string;
    stillDecidable: string;
    refused: string;
    /** Why a link does not work, by each code that using one may have. */
    reasons: Readonly<Record<LinkRefusalCode, string>>;
    gone: string;
    goneNote: string;
    /** When a link could be used no more. */
    expired(at: Date): string;
    transaction(id: string): string;
  };
  slack: {
    pending: string;
    approvers(who: string): string;
    linksInThread: string;
    /** Why a request could not be posted. */
    obstacles: { notInvited: string; noChannel: string; noAccess: string; tooLong: string };
    startedIn(title: string, channel: string): string;
    /** Who can decide, if not everyone can: `who` are the approvers; `notYou` is true if the requester cannot. */
    mayDecide(who: string | undefined, notYou: boolean): string;
    startWhat(command: string): string;
    unknown(subcommand: string, command: string): string;
    help(command: string): string;
    /** Only where that is known; otherwise `unsure`. */
    failed: string;
    unsure(command: string): string;
    /** The same before the execution has a known name. */
    unsureStarted(command: string): string;
    /** Where nothing was begun. */
    tookLong: string;
    refused(reason: string): string;
    openLink(label: string): string;
    noneWaiting: string;
    waiting: string;
    /** Where there may be older ones. */
    newestOnly(count: number): string;
    goTo: string;
    whichExecution(command: string, subcommand: string): string;
    noSuchExecution: string;
    notWaiting: string;
    mayNotCancel: string;
    cancelled(title: string): string;
    /** In a dialog, or a part of one. Titles and buttons have 24 characters. */
    confirmApprove: { title: string; text(title: string): string; yes: string; no: string };
    rejectModal: { title: string; submit: string; close: string; reason: string; placeholder: string };
    cancelModal: { title: string; submit: string; close: string; text(title: string): string };
    requestModal: {
      title: string;
      submit: string;
      close: string;
      name: string;
      namePlaceholder: string;
      details: string;
      detailsHint: string;
      approvers: string;
      approversHint: string;
      others: string;
      othersHint: string;
      policy: string;
      /** What can be ticked has 75 characters. */
      notSelf: string;
      confirm: string;
    };
    notice: { title: string; close: string };
    home: {
      waiting: string;
      nothingWaiting: string;
      decided: string;
      nothingDecided: string;
      moreWaiting(command: string): string;
    };
  };
}
