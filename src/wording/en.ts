import type { Resolution } from '../approval/approval.ts';
import { agoIn, dateTimeIn } from './date-time.ts';
import { listIn, type SurfaceNames, wordsOf } from './surface-names.ts';
import type { Decider, Wording } from './wording.ts';

/** A surface that is not here has its own name. */
const SURFACES: SurfaceNames = {
  slack: { name: 'Slack', via: 'in Slack' },
  email: { name: 'E-mail', via: 'by e-mail' },
  web: { name: 'Web', via: 'on the web' },
};
const STATUS: Record<Resolution['status'], string> = {
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

const dateTime = dateTimeIn('en-GB');

export const en: Wording = {
  title: (name) => `Approval for ${name}`,
  workflow: (name) => `the workflow ${name}`,
  askedBy: (requester) => `Asked by ${requester}`,
  moreDetails: (count) => `… and ${count} more`,
  approve: 'Approve',
  reject: 'Reject',
  rejectedIt: (name) => `${name} rejected it`,
  cause: (cause, decider) => `${cause} (${by(decider)})${because(decider)}`,
  dateTime,
  expires: (date) => `Expires on ${dateTime(date)}`,
  ago: agoIn('en'),
  notAllowed: {
    unknownPerson:
      'Only certain people may decide this, and this link does not tell who uses it. Please use the buttons of the message.',
    ownRequest: 'You asked for this yourself: somebody else has to decide.',
    maybeOwnRequest:
      'The requester may not decide this, and it is not known whether that is you. Another person may be able to decide.',
    notApprover: 'You are not one of the people who may decide this.',
  },
  problems: {
    noName: () => 'It has no name: who or what is it for?',
    unknownApprover: (typed) =>
      `“${typed}” is not a person or a group, such as @ann or @leads, and not an e-mail address.`,
    unknownGroup: (typed) => `“${typed}” is not a user group. Please choose people in the field above.`,
    untoldGroup: (typed) =>
      `This app cannot look up whether “${typed}” is a user group: it lacks the permission usergroups:read. Please choose people in the field above, or give e-mail addresses.`,
    noApprovers: () => 'Nobody is named who may decide.',
    tooManyApprovers: (count) =>
      `These are ${count} who may decide; 20 are the most. A user group counts as one.`,
    neitherYesNorNo: (key) => `For ${key}, say yes or no.`,
    repeatedKey: (key) => `“${key}” is given twice. Please give it once.`,
    misplacedKey: (key) => `“${key}” is no detail: there is a field for it. Please take it out here.`,
  },
  cancelledBy: (who, via) => `Cancelled by ${who} ${viaIn(via)}`,
  already({ status, vote, cause }, ago, who) {
    const when = ago ? `, ${ago}` : '';
    return `Already ${STATUS[status].toLowerCase()}${vote ? ` ${by(vote, who)}` : ''}${when}${vote ? because(vote) : cause ? `: ${cause}` : ''}.`;
  },
  resolved({ status, vote, cause, at }, who) {
    if (status === 'expired') return 'Expired: nobody decided in time.';
    if (status === 'cancelled') return cancelled(cause);
    const when = at ? `, ${dateTime(at)}` : '';
    if (vote) return `${STATUS[status]} ${by(vote, who)}${when}${because(vote)}`;
    return `${STATUS[status]}${when}${cause ? `: ${cause}` : ''}`;
  },
  nothingSent: 'The approval request could not be sent.',
  partlySent: 'Not everybody was asked.',
  notAskedOn: (surface, reason) =>
    `${wordsOf(SURFACES, surface)?.name ?? surface}: ${reason ?? 'something went wrong, and the log says what.'}`,
  mail: {
    requestSubject: (title) => `Approval needed: ${title}`,
    hello: 'Hello,',
    asked: (title, requester) => `${title}, asked by ${requester}, waits for your decision.`,
    linksConfirm: 'Each link opens a page with one button; nothing is decided before you press it.',
    linksDecide: 'Opening a link decides at once.',
    recipient: (address) => `They are for ${address} alone, and decide in that name.`,
    noLinks: (surfaces) => `Only certain people may decide this. They are asked ${where(surfaces)}.`,
    notRequester: (surfaces) => `Everybody but the requester may decide this, ${where(surfaces)}.`,
    tooLong: 'The request is too long for a link.',
    undecidable:
      'Nobody may decide by mail. Name approvers by their e-mail addresses and, where whoever asked may not decide, give their address, too (requester_email).',
    resolvedSubject: (title, status) => `${STATUS[status]}: ${title}`,
    complete: 'Your task is complete.',
    rejected: (cause) => (cause ? `Your task was rejected: ${cause}` : 'Your task was rejected.'),
    expired: 'Your task was not decided in time.',
    cancelled: 'Your task was cancelled.',
    failed: (cause) => (cause ? `Your task failed: ${cause}` : 'Your task failed.'),
  },
  page: {
    requester: 'Asked by',
    recipient: 'You decide as',
    callbackQuestion: (action) => `Send the answer “${action}”?`,
    callbackButton: (action) => `Send “${action}”`,
    comment: 'Reason',
    optional: 'optional',
    accepted: 'Response accepted',
    approved: 'Approved',
    rejected: 'Rejected',
    acceptedNote: 'You can close this page.',
    alreadyDecided: 'Already decided',
    stillDecidable: 'Nothing is decided until you press the button.',
    refused: 'This link does not work',
    reasons: {
      DecryptionUnsupported: 'It is encrypted, and this service cannot read encrypted links.',
      EncryptionRequired: 'It is not encrypted, and only encrypted links are taken.',
      InvalidJSON: 'What was sent is not JSON.',
      InvalidJsonPath: 'It was made wrongly. Please tell whoever sent it to you.',
      InvalidPostActionBody: 'What was sent is no answer that it takes.',
      InvalidPostActionOutcome: 'It was made wrongly. Please tell whoever sent it to you.',
      InvalidRequest: 'It is for programs, which send their answer as JSON by POST.',
      OutputFormatting:
        'A part of its address is missing, or does not fit. Please open it as it was sent to you.',
      ParametersDisabled: 'This service does not take links of its kind any more.',
      PostActionsDisabled: 'This service does not take links of its kind any more.',
      ServiceError:
        'Something went wrong on our side. Please open the link again to see whether your answer was recorded.',
      ActionMismatched: 'The address was changed. Please open the link as it was sent to you.',
      ExpiredPayload: 'It has expired.',
      StepFunctionsError: 'The workflow did not accept the answer.',
      InvalidPayload:
        'It is not one of ours, or a part of it is missing. Please open it as it was sent to you.',
    },
    gone: 'No longer waiting',
    goneNote: 'This was decided before, or its time ran out.',
    expired: (date) => `The time to decide ran out on ${dateTime(date)}.`,
    transaction: (id) => `Transaction ${id}`,
  },
  slack: {
    pending: 'Waiting for a decision',
    approvers: (who) => `May decide: ${who}`,
    linksInThread: 'The links to decide are in the thread.',
    obstacles: {
      notInvited: 'The app is not in its channel. Invite it there: /invite @Countersign.',
      noChannel:
        'Its channel does not exist, is archived, or is private and the app is not in it. Invite it there, or set another channel.',
      noAccess: 'Slack does not let the app in any more. Install it again, and store its new token.',
      tooLong: 'The request is too long for a button, which may happen where many may decide.',
    },
    startedIn: (title, channel) => `Requested: ${title}. It will appear in ${channel}.`,
    mayDecide: (who, notYou) =>
      `May decide: ${who ?? 'everybody'}${notYou ? (who ? ', but not you' : ' but you') : ''}.`,
    startWhat: (command) => `Who or what is it for? Type ${command} start <name>.`,
    unknown: (subcommand, command) => `I do not know “${subcommand}”. This is what ${command} can do:`,
    help: (command) =>
      [
        `${command} start <name> [key: value …] – ask for an approval; each key: value becomes a detail`,
        '    approvers: @ann, @leads, bob@example.com – only they may decide',
        '    self_approval: no – you may not decide yourself; confirm: yes – approving asks once more',
        `${command} list – what waits for a decision`,
        `${command} status <execution> – how it stands`,
        `${command} cancel <execution> – stop asking`,
        `${command} help – this text`,
      ].join('\n'),
    failed: 'That did not work, and nothing was changed. Please try again in a moment.',
    unsure: (command) =>
      `It is not known whether that worked. Before you try again, please look at the message, or type ${command} status <execution>.`,
    unsureStarted: (command) =>
      `It is not known whether that worked. Before you try again, please type ${command} list to see whether it is there.`,
    tookLong: 'This took too long. Please try again.',
    refused: (reason) => `That was not accepted. ${reason}`,
    openLink: (label) => `${label} on the web`,
    noneWaiting: 'Nothing waits for a decision.',
    waiting: 'Waiting for a decision, newest first:',
    newestOnly: (count) => `Only the ${count} newest executions were looked at.`,
    goTo: 'Go to the message',
    whichExecution: (command, subcommand) =>
      `Which one? Type ${command} ${subcommand} <execution>; ${command} list shows their names.`,
    noSuchExecution: 'There is no such execution, or it asked for no approval.',
    notWaiting: 'It does not wait for a decision any more.',
    mayNotCancel: 'Only whoever asked, or may decide, can cancel it.',
    cancelled: (title) => `Cancelled: ${title}.`,
    confirmApprove: {
      title: 'Approve?',
      text: (title) => `${title} goes on at once.`,
      yes: 'Approve',
      no: 'Not yet',
    },
    rejectModal: {
      title: 'Reject',
      submit: 'Reject',
      close: 'Keep it open',
      reason: 'Reason',
      placeholder: 'What should change?',
    },
    cancelModal: {
      title: 'Cancel this request?',
      submit: 'Cancel it',
      close: 'Keep it open',
      text: (title) => `“${title}” is then not asked any more, and its execution is stopped.`,
    },
    requestModal: {
      title: 'Request approval',
      submit: 'Ask',
      close: 'Close',
      name: 'Who or what is it for?',
      namePlaceholder: 'Release 1.2 of the shop',
      details: 'Details',
      detailsHint: 'One a line, such as Environment: production',
      approvers: 'Who may decide?',
      approversHint: 'Leave this and the next field empty, and whoever sees the request may decide.',
      others: 'Groups and e-mail addresses that may decide, too',
      othersHint: 'Such as @leads, bob@example.com',
      policy: 'How is it decided?',
      notSelf: 'I may not decide it myself',
      confirm: 'Approving asks once more',
    },
    notice: { title: 'Countersign', close: 'Close' },
    home: {
      waiting: 'Waiting for you',
      nothingWaiting: 'Nothing waits for your decision.',
      decided: 'Your last decisions',
      nothingDecided: 'You have decided nothing lately.',
      moreWaiting: (command) => `There is more: ${command} list`,
    },
  },
};

/** The cause is `cancelledBy`'s, or that of whoever stopped the execution elsewhere. */
function cancelled(cause: string | undefined): string {
  if (!cause) return 'Cancelled: the execution was stopped.';
  return cause.startsWith(STATUS.cancelled) ? `${cause}.` : `${STATUS.cancelled}: ${cause}`;
}

function by({ via, who: { name, email } }: Decider, who = name ?? email): string {
  return who ? `by ${who} ${viaIn(via)}` : viaIn(via);
}

function viaIn(surface: string): string {
  return wordsOf(SURFACES, surface)?.via ?? `via ${surface}`;
}

function where(surfaces: readonly string[]): string {
  return listIn('en', surfaces.map(viaIn));
}

function because({ comment }: Decider): string {
  return comment ? `: ${comment}` : '';
}
