import type { Resolution, Vote } from '../approval/approval.ts';
import type { InputProblem, RequestInput } from '../approval/inputs.ts';
import type { Problem } from '../approval/request-problem.ts';
import type { KeyReason, LinkRefusalCode } from '../callback/errors.ts';

/** The facts about a decider that a sentence needs. */
export type Decider = Pick<Vote, 'who' | 'via' | 'label' | 'comment'>;

/** An AWS account and one of its regions. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * All texts that people read, in one language. They are plain text: code that puts one into HTML or mrkdwn must escape
 * it. `approve` and `reject` are also the labels of links and buttons.
 */
export interface Wording {
  /** Between a label and its value, and at the end of a sentence. */
  colon: string;
  stop: string;
  quoted(text: string): string;
  /** Words for yes and no that people type, beside the English ones. */
  yes: readonly string[];
  no: readonly string[];
  /** The title of a request without a title. */
  title(name: string): string;
  /** The requester, if it is a state machine. */
  workflow(name: string): string;
  askedBy(requester: string): string;
  /** Replaces the details that do not fit. */
  moreDetails(count: number): string;
  approve: string;
  reject: string;
  /** The cause of a rejected task without the decider. The AWS blog post has "Ben rejected it": Ben is the `name` of the input. */
  rejectedIt(name: string): string;
  /** The cause with the decider, the surface and the comment: "Ben rejected it (by ann in Slack): too early". */
  cause(cause: string, decider: Decider): string;
  dateTime(date: Date): string;
  /** `when` replaces the date, for a surface that writes it in the time zone of each reader. */
  expires(date: Date, when?: string): string;
  /** How long ago, such as "3 minutes ago". */
  ago(milliseconds: number): string;
  /** Why a person may not decide. */
  notAllowed: {
    unknownPerson: string;
    external: string;
    ownRequest: string;
    maybeOwnRequest: string;
    notApprover: string;
    /** Why it is not known follows. */
    maybeApprover: string;
  };
  /**
   * The deployment may not complete tasks of this state machine, or not stop or start its executions; or it may not complete
   * callbacks of this durable function.
   */
  notPermitted: Readonly<Record<'complete' | 'stop' | 'start' | 'callback', (name: string) => string>>;
  /** The KMS key of this state machine cannot be used. */
  keyUnusable: Readonly<Record<KeyReason, (stateMachine: string) => string>>;
  /** The execution is in another account or region than the deployment. */
  elsewhere(execution: Place, deployment: Place): string;
  /** What is wrong in a request that a person typed. `about` is a key, a number or the typed text. */
  problems: Readonly<Record<Problem, (about: string, instead: string) => string>>;
  /** The cause of an execution that a person stopped on a surface. */
  cancelledBy(who: string, via: string): string;
  /** One sentence for a person who answers too late: how a request ended, and how long ago. */
  already(resolution: Resolution, ago: string | undefined, who?: string): string;
  /** The first sentence if all surfaces failed, or some of them. One sentence for each surface follows. */
  nothingSent: string;
  partlySent: string;
  /** The only messages were accepted by a service that does not tell whether they arrived. */
  onlyAccepted: string;
  notAskedOn(surface: string, reason: string | undefined): string;
  /** About an approver whom no surface can reach; `reasons` are sentences of `notAskedOn`. */
  unreachable(approver: string, reasons: readonly string[]): string;
  /**
   * One sentence: how a request ended. `who` replaces the decider's name, for a surface that can mention people; `when`
   * replaces the date, as in `expires`.
   */
  resolved(resolution: Resolution, who?: string, when?: string): string;

  /** For requests that may need more than one vote. */
  votes: {
    /** Before who has voted. */
    label: string;
    /** How many people must approve (undefined: all approvers), and how many must reject to end it, in sentences. */
    rule(approvals: number | undefined, rejections: number): string;
    /** For a person who has voted: the label of the action. */
    yours(action: string): string;
    /** A vote was accepted that does not end the approval. */
    counted: string;
    /** How many approvals are missing. */
    needed(approvals: number): string;
    /** The same vote was accepted before. */
    unchanged: string;
    /** The press came between two rounds, or the votes so far could not be read. It goes on, and a message follows. */
    triedAgain: string;
    /** Such as "1 of 2 approvals: Ann, 14:03". `of` is missing while it is not known. */
    progress(given: number, of: number | undefined, who: readonly string[]): string;
    rejections(given: number, of: number, who: readonly string[]): string;
    stage(number: number, of: number, title: string | undefined): string;
    /** For the approvers of a stage that begins. */
    yourTurn(title: string): string;
    /** Replaces the links where a link does not tell who votes: on which surfaces people vote. */
    voteOn(surfaces: readonly string[]): string;
    /** Why a vote does not count: the vote of `who` may be of the same person. `who` may be empty. */
    maybeVoted(who: string, via: string): string;
    /** The cause of an execution that failed because a vote did not begin another round. */
    noRetry: string;
    /** The cause of a request that expired after more than one round. */
    expired: string;
  };
  /** Notices to people who may decide. */
  notices: {
    /** The request still waits for them. */
    reminder(title: string): string;
    /** The same for the last time before it expires. `when` is as in `expires`. */
    last(title: string, when: string): string;
    /** They may decide too from now on. Others may have voted already. */
    escalation(title: string): string;
    /** The subjects of the mails. */
    reminderSubject(title: string): string;
    escalationSubject(title: string): string;
  };
  /** What a request asks the person who decides. */
  inputs: {
    yes: string;
    no: string;
    /** The first option of a choice that nothing was chosen from. */
    choose: string;
    /** Beside the label of an input that may stay empty. */
    optional: string;
    /** Beside yes and no, if the input may stay empty. */
    noAnswer: string;
    /** Above a form with values that are missing or wrong. */
    incomplete: string;
    /** What is wrong with a value, in sentences. */
    problems: Readonly<Record<InputProblem, (input: Pick<RequestInput, 'options'>) => string>>;
  };
  /** An approver names another person, who decides in the approver's place. */
  delegation: {
    /** The label of the button or menu item, and of the form. Slack's title has at most 24 characters. */
    button: string;
    title: string;
    person: string;
    /** The label of an input below that of `person`. */
    orAddress: string;
    submit: string;
    done(to: string): string;
    /** For lists: from whom, to whom. */
    fromTo(from: string, to: string): string;
    /** For the person who was named. */
    youDecide(from: string, title: string): string;
    /** Why a person may not decide, or may not delegate. */
    hasDelegated(to: string): string;
    off: string;
    unknownPerson: string;
    toSelf: string;
    circle: string;
    toRequester: string;
    notApprover: string;
    ownVote: string;
    voted: string;
    tooFew: string;
  };
  mail: {
    requestSubject(title: string): string;
    hello: string;
    asked(title: string, requester: string): string;
    /** What is asked. The requester is left out where the name might look like a link. */
    waiting(requester: string | undefined): string;
    /** Before the title and the details. */
    wrote(requester: string | undefined): string;
    linksConfirm: string;
    linksDecide: string;
    /** The pages of these answers ask for details first. */
    asksFirst(answers: readonly string[]): string;
    /** Names the recipient, because a forwarded link still decides in the recipient's name. */
    recipient(address: string): string;
    /** Replaces the links in an e-mail to people who may not decide. Others were asked on these surfaces. */
    noLinks(surfaces: readonly string[]): string;
    /** The same, if all people except the requester may decide. */
    notRequester(surfaces: readonly string[]): string;
    /** For the approvers of a stage that begins after others. */
    yourTurn: string;
    /** For the person whom an approver named. The approver is left out where the name might look like a link. */
    inPlaceOf(approver: string | undefined): string;
    /** Replaces the links in an e-mail to people who may decide, but not by mail: on these surfaces. */
    withheld: Readonly<Record<'shared' | 'tooLong', (surfaces: readonly string[]) => string>>;
    /** Why a request could not be sent by mail. */
    tooLong: string;
    /** Why an approver gets no mail. */
    noAddress: string;
    notSubscribed: string;
    notConfirmed: string;
    shared: string;
    maybeShared: string;
    /** Why an approver did not get the mail, or will get no other one. Shown after the name of the surface. */
    bounced: string;
    complained: string;
    /** The mail service did not take the mail. */
    refused: string;
    /** Why no mail can ask all people: the deployment has no addresses for it. */
    noRecipients: string;
    excluded: { requester: string; maybeRequester: string };
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
    /** The label of the text field if the button rejects, and if it does not. */
    reason: string;
    comment: string;
    /** The label of the field where a text must be typed. */
    typeToConfirm(text: string): string;
    optional: string;
    required: string;
    accepted: string;
    approved: string;
    rejected: string;
    /** By an answer that is neither of the two. */
    answered: string;
    acceptedNote: string;
    alreadyDecided: string;
    stillDecidable: string;
    refused: string;
    /** The heading in place of `refused` if the reader may not decide: the link works. */
    notForYou: string;
    /** The heading in place of `refused` after an error of the service: the link works. */
    noAnswer: string;
    /** Why a link does not work, by the code of the refusal. */
    reasons: Readonly<Record<LinkRefusalCode, string>>;
    gone: string;
    goneNote: string;
    /** When the link expired. */
    expired(at: Date): string;
    transaction(id: string): string;
  };
  /** For all surfaces where people press buttons and type commands. */
  chat: {
    pending: string;
    approvers(who: string): string;
    startedIn(title: string, channel: string): string;
    /** The same for a request that is not shown where it was typed: the names of its surfaces. */
    startedOn(title: string, surfaces: string): string;
    /** Who can decide, if not everyone can: `who` are the approvers; `notYou` is true if the requester cannot. */
    mayDecide(who: string | undefined, notYou: boolean): string;
    /** The form that asks for an approval. Slack's title has at most 24 characters. */
    requestForm: {
      title: string;
      submit: string;
      name: string;
      namePlaceholder: string;
      details: string;
      detailsHint: string;
      approvers: string;
      approversHint: string;
      approvals: string;
      approvalsHint: string;
      /** In place of a number. At most 75 characters. */
      everyApprover: string;
      channel: string;
      channelHint: string;
      policy: string;
      /** The label of a checkbox has at most 75 characters. */
      notSelf: string;
      confirm: string;
      comment: string;
    };
    startWhat(command: string): string;
    unknown(subcommand: string, command: string): string;
    /** Used only if nothing was changed; otherwise `unsure`. Without a `reason`, the error may pass. */
    failed(reason?: string): string;
    unsure(command: string): string;
    /** The same, while the name of the execution is not known. */
    unsureStarted(command: string): string;
    /** Used if no change had started. */
    tookLong: string;
    refused(reason: string): string;
    noneWaiting: string;
    waiting: string;
    /** Used if there may be older requests: how many executions of each state machine were checked. */
    newestOnly(count: number): string;
    /** How many state machines were checked, if there are more. */
    machinesOnly(count: number): string;
    unreadMachines(names: string): string;
    unreadExecutions(count: number): string;
    /** Used if it is not known whether the person is an approver of these requests. */
    uncheckedRequests(count: number): string;
    whichExecution(command: string, subcommand: string): string;
    noSuchExecution: string;
    /** For a person who is not known to be in the channel of a request. */
    membersOnly: string;
    notWaiting: string;
    mayNotCancel: string;
    cancelled(title: string): string;
    /** Titles and buttons of a modal have at most 24 characters. */
    confirmApprove: { title: string; text(title: string): string; yes: string; no: string };
    rejectModal: { title: string; submit: string; close: string; reason: string; placeholder: string };
    approveModal: { title: string; submit: string; close: string; reason: string; placeholder: string };
    cancelModal: { title: string; submit: string; close: string; text(title: string): string };
  };
  teams: {
    /** Why no person can decide through the webhook, and why it takes no cards, or not this one. */
    webhook: {
      undecidable: string;
      gone: string;
      refused: string;
      tooLong: string;
    };
    /** Why a request could not be posted. */
    obstacles: {
      noAccess: string;
      notInstalled: string;
      noChannel: string;
      tooLong: string;
      unknownRequester: string;
    };
    /** Why an approver cannot be reached. */
    unreachable: { noPerson: string; notInstalled: string; guest: string; requester: string };
    /** Why an approver who is not in the channel got no message in the personal chat. Shown after the name of Teams. */
    notAsked: string;
    /** Why it is not known whether the person who presses has this address. */
    unknownAddress(address: string): string;
    /** In the place of a channel's name. */
    usualChannel: string;
    /** The answer to a start while the deployment has no channel. */
    channelNotSet: string;
    namedChannel: string;
    unknownChannel: string;
    /** The setting teamsChannels leaves the channel out. */
    channelNotAllowed(channel: string): string;
    /** After the app was installed in a team: the id of the channel for the setting. */
    installed(channel: string): string;
    /** After the app was installed for one person. */
    welcome(command: string): string;
    help(command: string): string;
    /** With the texts of `chat.requestForm`. */
    requestForm: {
      others: string;
      othersHint: string;
      /** How many must approve, and what can be typed there: a number, or the word for all. */
      approvals: string;
      approvalsHint: string;
      channelPlaceholder: string;
      /** The first channel of a team, as Teams names it. */
      general: string;
      /** The form is in a channel: all members see it. */
      onlyFrom(name: string): string;
      /** The answer to another person. `command` gives this person a form. */
      notYours(command: string): string;
    };
    /** The button to the next page of a form. */
    next: string;
    /** Used if a command was typed where it does not work. */
    onlyThisChannel: string;
    /** Used if it is not known whether the person is in the channel of a request. */
    hidden: string;
  };
  slack: {
    linksInThread: string;
    /** Why a request could not be posted. */
    obstacles: {
      noAccess: string;
      tooLong: string;
      unknownRequester: string;
      noPermission: string;
      notVisible: string;
      messageTooLong: string;
    };
    /** The same for a channel: its id, or `#` and its name. `app` is the name of the app. */
    channelObstacles: {
      notInvited(channel: string, app: string): string;
      noChannel(channel: string): string;
      restricted(channel: string): string;
      threadsOnly(channel: string): string;
      /** The setting slackChannels leaves the channel out. */
      notAllowed(channel: string): string;
    };
    /** The same for scopes, such as `chat:write`. */
    scopeMissing(scopes: string): string;
    /** Why an approver cannot be reached. */
    unreachable: {
      noAccount: string;
      deactivated: string;
      bot: string;
      noGroup: string;
      emptyGroup: string;
      groupsNotInPlan: string;
      requester: string;
      onlyRequester: string;
    };
    /** Why an approver who is not in the channel got no direct message. Shown after the name of Slack. */
    notAsked: { failed: string; tooMany: string };
    /** The command `given` belongs to the app, but the deployment has another one. */
    otherCommand(given: string, command: string): string;
    help(command: string): string;
    /** Used if a second answer follows. */
    answerFollows: string;
    /** The form of an answer with inputs needs the execution history, which could not be read in time. */
    formNotOpened: string;
    openLink(label: string): string;
    goTo: string;
    /** Used if it is not known whether the person is in the channel of a request. */
    hidden: string;
    /** With the texts of `chat.requestForm`. */
    requestModal: { close: string; others: string; othersHint: string };
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
