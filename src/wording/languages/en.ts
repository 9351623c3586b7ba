import type { Resolution } from '../../approval/approval.ts';
import { MAX_APPROVERS } from '../../approval/approvers.ts';
import { MAX_DETAILS, MAX_INPUT_TEXT, MAX_LABEL, MAX_VALUE } from '../../approval/limits.ts';
import { agoIn, dateTimeIn } from '../date-time.ts';
import { personText } from '../person.ts';
import { listIn, type SurfaceNames, wordsOf } from '../surface-names.ts';
import type { Decider, Wording } from '../wording.ts';

/** A surface that is not here has its own name. */
const SURFACES: SurfaceNames = {
  slack: { name: 'Slack', via: 'in Slack' },
  teams: { name: 'Teams', via: 'in Teams' },
  teams_webhook: { name: 'Teams', via: 'in Teams' },
  email: { name: 'E-mail', via: 'by e-mail' },
  web: { name: 'Web', via: 'on the web' },
};
const STATUS: Record<Resolution['status'], string> = {
  approved: 'Approved',
  rejected: 'Rejected',
  answered: 'Answered',
  expired: 'Expired',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

const dateTime = dateTimeIn('en-GB');

export const en: Wording = {
  colon: ': ',
  stop: '.',
  quoted: (text) => `“${text}”`,
  yes: [],
  no: [],
  title: (name) => `Approval for ${name}`,
  workflow: (name) => `the workflow ${name}`,
  askedBy: (requester) => `Requested by ${requester}`,
  moreDetails: (count) => `… and ${count} more`,
  approve: 'Approve',
  reject: 'Reject',
  rejectedIt: (name) => `${name} rejected it`,
  cause: (cause, decider) => `${cause} (${by(decider, nameIn(decider))})${because(decider)}`,
  dateTime,
  expires: (date, when = dateTime(date)) => `Expires on ${when}`,
  ago: agoIn('en'),
  notAllowed: {
    unknownPerson:
      'Only certain people can decide this, and this link does not show who uses it. Use the buttons of the message.',
    external:
      'Only people of the organization that owns this app can decide this. Ask one of them, or ask the requester to name you as an approver.',
    ownRequest: 'You made this request. Another person must decide it.',
    maybeOwnRequest:
      'The requester cannot decide this, and we cannot tell whether you are the requester. Ask another approver to decide it.',
    notApprover: 'You are not an approver of this request. Ask an approver to decide it.',
    maybeApprover: 'We cannot tell whether you are an approver of this request.',
  },
  notPermitted: {
    complete: (stateMachine) =>
      `This deployment may not complete tasks of ${stateMachine}. An administrator must add it to stateMachines.`,
    stop: (stateMachine) =>
      `This deployment may not stop executions of ${stateMachine}. An administrator must add it to stateMachines.`,
    start: (stateMachine) =>
      `This deployment may not start executions of ${stateMachine}. An administrator must give the function behind this chat the permission states:StartExecution.`,
    callback: (name) =>
      `This deployment may not complete callbacks of the durable function ${name}. An administrator must add its ARN to durableFunctions.`,
  },
  keyUnusable: {
    KmsAccessDenied: (stateMachine) =>
      `Tasks of ${stateMachine} are encrypted under a KMS key that this deployment may not use. An administrator must add the key to stateMachineKeys.`,
    KmsInvalidState: (stateMachine) =>
      `Tasks of ${stateMachine} are encrypted under a KMS key that is disabled or deleted. An administrator must enable the key.`,
  },
  elsewhere: (execution, deployment) =>
    `The execution is in the account ${execution.account}, region ${execution.region}. This deployment works only in the account ${deployment.account}, region ${deployment.region}. Use a deployment of Countersign in the account and region of the execution.`,
  problems: {
    noName: () => 'The request has no name. Say who or what it is for.',
    unknownApprover: (typed) =>
      `“${typed}” is not a person, a group or an e-mail address. Write @ann, @leads or ann@example.com.`,
    noAddress: (typed) => `“${typed}” is not an e-mail address. Choose people in the field above.`,
    unknownChannel: (typed) =>
      `“${typed}” is not a channel. Type # and choose the channel from the list, or give its ID, such as C0123456789.`,
    otherChannel: (typed, key) => `“${typed}” is a channel of another app. Write ${key}: before it.`,
    unusedChannel: (surface) =>
      `This deployment posts in no channels of ${nameOf(surface)}. Leave the channel out.`,
    leftOutChannel: (surface) =>
      `You named a channel of ${nameOf(surface)}, but the surfaces leave ${nameOf(surface)} out. Add it there, or leave the channel out.`,
    unknownSurface: (typed, known) =>
      `This deployment does not have “${typed}” as a surface. It has: ${known}.`,
    noSurfaces: () => 'The list of surfaces is empty. Name a surface, or leave the list out.',
    unknownGroup: (typed) => `“${typed}” is not a user group. Choose people in the field above.`,
    groupScopeMissing: (typed) =>
      `“${typed}” cannot be looked up: this app lacks the permission usergroups:read. Name people, or give e-mail addresses.`,
    groupsNotInPlan: (typed) =>
      `“${typed}” cannot be a user group: the plan of this Slack workspace has none. Name people, or give e-mail addresses.`,
    notACount: (key, max) => `Write a whole number from 1 to ${max} for ${key}.`,
    tooManyVotes: (votes, max) =>
      `The request may need ${votes} votes; the maximum is ${max}. Lower the numbers of approvals and rejections.`,
    twoRules: () => '“unanimous” and “approvals” exclude each other. Give one of them.',
    tooManyApprovals: (count) =>
      `Only ${count} people can approve, which is less than the number of approvals. Lower it, or name more approvers.`,
    noApprovers: () => 'The list of approvers is empty. Name an approver, or leave the list out.',
    tooManyApprovers: (count) =>
      `You listed ${count} approvers; the maximum is ${MAX_APPROVERS}. A user group counts as one.`,
    neitherYesNorNo: (key) => `Write yes or no for ${key}.`,
    neitherOptionalNorRequired: (key) => `Write optional or required for ${key}.`,
    repeatedKey: (key) => `“${key}” is given twice. Give it once.`,
    tooManyDetails: (count) =>
      `You gave ${count} details; the maximum is ${MAX_DETAILS}. Put some of them together.`,
    longDetail: (label) =>
      `“${label}” is too long: a label has at most ${MAX_LABEL} characters, and its text ${MAX_VALUE}. Shorten it, or give a link.`,
    misplacedKey: (key) => `“${key}” has a field of its own. Remove it here.`,
    onlyInInput: (key) =>
      `“${key}” cannot be typed here. Start the state machine yourself, with "${key}" in its input.`,
    onlyInCommand: (key) =>
      `“${key}” cannot be given in a form. Remove it, or ask for the approval by the command, with ${key}: in it.`,
    notADuration: (key, example) =>
      `${key} needs durations of at most a year, such as 30m, 4h or 2d. Write, for example, ${example}.`,
    tooOften: (shortest) =>
      `The shortest time from one reminder to the next is ${shortest}. Write a longer one.`,
    notAnEscalation: () =>
      'Write after which time other people may decide too, and who they are, such as escalate: 1d bob@example.com.',
    tooManyEscalations: (max) => `Only ${max} times can be given for escalate. Leave some of them out.`,
    unsupportedKey: (key) => `“${key}” is not supported and would have no effect. Remove it.`,
    misspeltKey: (key, meant) => `“${key}” is not known. Did you mean ${meant}? If not, choose another word.`,
  },
  cancelledBy: (who, via) => `Cancelled by ${who} ${viaIn(via)}`,
  already({ status, vote, cause }, ago, who) {
    const when = ago ? `, ${ago}` : '';
    return `Already ${STATUS[status].toLowerCase()}${labelOf(vote)}${vote ? ` ${by(vote, who)}` : ''}${when}${vote ? because(vote) : cause ? `: ${cause}` : ''}.`;
  },
  resolved({ status, vote, cause, at }, who, when = at && dateTime(at)) {
    if (status === 'expired') return 'Expired: no decision was made in time.';
    if (status === 'cancelled') return cancelled(cause);
    const then = when ? `, ${when}` : '';
    if (vote) return `${STATUS[status]}${labelOf(vote)} ${by(vote, who)}${then}${because(vote)}`;
    return `${STATUS[status]}${then}${cause ? `: ${cause}` : ''}`;
  },
  nothingSent: 'The approval request could not be sent.',
  partlySent: 'The request did not reach all approvers.',
  onlyAccepted:
    'Teams accepted the request, but does not tell whether it is in the channel. Look there if you get no answer.',
  notAskedOn: (surface, reason) =>
    `${nameOf(surface)}: ${reason ?? 'something went wrong. The log has the details.'}`,
  unreachable: (approver, reasons) => `${approver} cannot be reached. ${reasons.join(' ')}`,
  votes: {
    label: 'Votes',
    rule: (approvals, rejections) =>
      approvals === 1 && rejections === 1
        ? 'One person decides.'
        : [
            approvals === undefined
              ? 'All approvers must approve.'
              : `${approvals} ${approvals === 1 ? 'person' : 'people'} must approve.`,
            rejections === 1
              ? '1 person can reject it.'
              : `Only ${rejections} people together can reject it.`,
          ].join(' '),
    yours: (action) => `Your vote: ${action}. You can change it until the request is decided.`,
    unchanged: 'Your vote was counted before.',
    triedAgain:
      'This could not be done at once. It is tried again, and you get a message with the result within about a minute.',
    progress: (given, of, who) =>
      `${given}${of === undefined ? '' : ` of ${of}`} ${of === 1 || (of === undefined && given === 1) ? 'approval' : 'approvals'}${who.length > 0 ? `: ${who.join('; ')}` : ''}`,
    rejections: (given, of, who) =>
      `${given} of ${of} ${of === 1 ? 'rejection' : 'rejections'}: ${who.join('; ')}`,
    stage: (number, of, title) => `Stage ${number} of ${of}${title ? `: ${title}` : ''}`,
    yourTurn: (title) => `It is your turn to decide: ${title}`,
    counted: 'Your vote counts.',
    needed: (approvals) =>
      approvals === 1 ? '1 more approval is needed.' : `${approvals} more approvals are needed.`,
    voteOn: (surfaces) =>
      `This needs more than one vote, and a link would not tell who uses it. Vote ${where(surfaces)}.`,
    maybeVoted: (who, via) =>
      `${who || 'A person'} has voted ${viaIn(via)}. It is not known whether you are the same person, and each person has one vote. Vote where your account has your e-mail address, or ask an administrator.`,
    noRetry:
      'This request needs more than one vote, but its state has no Retry for the error Countersign.NextRound. Add it to the state machine, and start the request again.',
    expired: 'The request expired before enough people had voted.',
  },
  notices: {
    reminder: (title) => `This request still waits for your answer: ${title}`,
    last: (title, when) =>
      `Last reminder: this request expires on ${when}. It still waits for your answer: ${title}`,
    escalation: (title) => `This request still waits, so you may decide, too: ${title}`,
    reminderSubject: (title) => `Reminder: ${title}`,
    escalationSubject: (title) => `You may decide too: ${title}`,
  },
  inputs: {
    yes: 'Yes',
    no: 'No',
    choose: 'Choose',
    optional: 'optional',
    noAnswer: 'No answer',
    incomplete:
      'Nothing is decided yet: some details are missing or wrong. Correct them, and press the button again.',
    problems: {
      missing: () => 'An answer is missing. Give one.',
      noNumber: () => 'This is not a number. Write one with digits and a point, such as 1.5.',
      tooManyDigits: () =>
        'This number has too many digits to be stored exactly. Write one of at most 15 digits.',
      noOption: ({ options = [] }) => `This is not one of the options. Choose one of: ${options.join(', ')}.`,
      noDate: () => 'This is not a date. Write the year, the month and the day, such as 2026-11-28.',
      neitherYesNorNo: () => 'Answer yes or no.',
      tooLong: () => `This is too long. Write at most ${MAX_INPUT_TEXT} characters.`,
    },
  },
  delegation: {
    button: 'Delegate',
    title: 'Delegate',
    person: 'Who decides in your place?',
    orAddress: 'Or an e-mail address',
    submit: 'Delegate',
    done: (to) => `${to} decides in your place now.`,
    fromTo: (from, to) => `${from} → ${to}`,
    hasDelegated: (to) => `You have delegated this: ${to} decides in your place.`,
    off: 'This request cannot be delegated.',
    unknownPerson: 'Name one person: a person of this chat, or an e-mail address.',
    toSelf: 'You cannot delegate to yourself. Name another person.',
    circle: 'This person has delegated the request. Name another person.',
    toRequester: 'The requester may not decide. Name another person.',
    notApprover: 'Only another approver of this request can decide in your place. Name one of them.',
    ownVote: 'You have voted, so you cannot delegate. You can still change your vote.',
    voted: 'This person has voted. Name another person.',
    tooFew: 'Then too few people could approve. Name a person who is not an approver yet.',
    youDecide: (from, title) => `${from} asks you to decide in their place: ${title}`,
  },
  mail: {
    requestSubject: (title) => `Approval needed: ${title}`,
    hello: 'Hello,',
    asked: (title, requester) => `${title}, requested by ${requester}, is waiting for a decision.`,
    waiting: (requester) =>
      requester
        ? `A request by ${requester} is waiting for a decision.`
        : 'A request is waiting for a decision.',
    wrote: (requester = 'the requester') => `What ${requester} wrote:`,
    linksConfirm: 'Each link opens a page with one button. Nothing is decided before you press it.',
    linksDecide: 'Opening a link decides at once.',
    asksFirst: (answers) => `The page asks for details before these answers: ${listIn('en', answers)}.`,
    recipient: (address) => `The links are for ${address} only. Each answer counts as this person’s.`,
    noLinks: (surfaces) => `Only certain people can decide this. They are asked ${where(surfaces)}.`,
    notRequester: (surfaces) => `Anyone except the requester can decide this ${where(surfaces)}.`,
    yourTurn: 'The stages before have approved it. It is your turn to decide.',
    inPlaceOf: (approver = 'An approver') => `${approver} asks you to decide in their place.`,
    withheld: {
      shared: (surfaces) =>
        `This e-mail has no links, because other people might get them too. Decide ${where(surfaces)}.`,
      tooLong: (surfaces) =>
        `This e-mail has no links, because they would be too long for an e-mail. Decide ${where(surfaces)}.`,
    },
    tooLong: 'The request is too long for a link. Shorten the title or the details.',
    noAddress: 'only an e-mail address gets e-mails.',
    notSubscribed: 'this address does not subscribe to the topic. Subscribe it, or name another approver.',
    notConfirmed: 'this address has not confirmed its subscription. Confirm it in the e-mail from AWS.',
    shared:
      'other people would get the links of this address too. An administrator must correct the subscriptions of the topic.',
    maybeShared:
      'it is not known who else would get the links of this address. An administrator must look at the subscriptions of the topic.',
    bounced:
      'the e-mail came back: its mail server did not accept it. Check the address, or name another approver.',
    complained:
      'the recipient marked the e-mail as spam, so this address may get no more e-mails. Ask another way, or name another approver.',
    refused: 'the mail service refused the e-mail. An administrator finds the reason in the log.',
    noRecipients:
      'the deployment has no address for requests without approvers. Name approvers by their e-mail addresses.',
    excluded: {
      requester: 'this is the requester, who must not decide. Name another approver.',
      maybeRequester:
        'this may be the requester, who must not decide. Give the address of the requester (requester_email).',
    },
    undecidable:
      'No approver can decide by e-mail. Name approvers by their e-mail addresses. If the requester must not decide, also give the requester’s address (requester_email).',
    resolvedSubject: (title, status) => `${STATUS[status]}: ${title}`,
    complete: 'Your task is complete.',
    rejected: (cause) => (cause ? `Your task was rejected: ${cause}` : 'Your task was rejected.'),
    expired: 'Your task was not decided in time.',
    cancelled: 'Your task was cancelled.',
    failed: (cause) => (cause ? `Your task failed: ${cause}` : 'Your task failed.'),
  },
  page: {
    requester: 'Requested by',
    recipient: 'You decide as',
    callbackQuestion: (action) => `Send the answer “${action}”?`,
    callbackButton: (action) => `Send “${action}”`,
    reason: 'Reason',
    comment: 'Comment',
    typeToConfirm: (text) => `To confirm, type “${text}”`,
    optional: 'optional',
    required: 'required',
    accepted: 'Response accepted',
    approved: 'Approved',
    rejected: 'Rejected',
    answered: 'Answered',
    acceptedNote: 'You can close this page.',
    alreadyDecided: 'Already decided',
    stillDecidable: 'Nothing is decided until you press the button.',
    refused: 'This link does not work',
    notForYou: 'You cannot decide this',
    noAnswer: 'No answer yet',
    reasons: {
      DecryptionUnsupported:
        'This link or button is encrypted, and this service cannot read it. Tell the sender.',
      EncryptionRequired:
        'This link or button is not encrypted, and this service accepts only encrypted ones. Ask the sender for a new one.',
      CommentRequired: 'This request needs a comment. Write one, and decide again.',
      AskedAgain:
        'Nothing is decided now: the request was asked again after this page was opened. Read it, and decide again.',
      ConfirmationRequired:
        'Nothing is decided yet: the text was not typed as it is shown. Type it, and decide again.',
      InvalidJSON: 'The request body is not JSON.',
      InvalidJsonPath: 'This link was created incorrectly. Ask the sender for a new one.',
      InvalidPostActionBody: 'The response matched no expected answer.',
      InvalidPostActionOutcome: 'This link was created incorrectly. Ask the sender for a new one.',
      InvalidRequest: 'This link is for programs. They send their answer as JSON by POST.',
      OutputFormatting: 'A part of the address is missing or wrong. Open the link as you received it.',
      ParametersDisabled: 'This service no longer accepts this kind of link. Ask the sender for a new one.',
      PostActionsDisabled: 'This service no longer accepts this kind of link. Ask the sender for a new one.',
      NextRoundPending:
        'Another person has just answered, and your answer did not count yet. Press again in a moment.',
      TooManyRounds:
        'There were too many votes to change one. The request still takes votes of other people.',
      HistoryUnavailable:
        'This request cannot be looked up at the moment. Open the link again in a minute, or decide in the chat where the request is shown.',
      ServiceError:
        'Something went wrong on our side. Open the link again to see whether your answer was recorded.',
      ActionMismatched: 'The address was changed. Open the link as you received it.',
      ExpiredPayload: 'This request has expired. Ask the requester for a new one.',
      StepFunctionsError:
        'The workflow did not accept the answer. Look at the request again to see how it ended.',
      InvalidPayload:
        'This link or button is not ours, or a part of it is missing. Use it as you received it.',
    },
    gone: 'No longer waiting',
    goneNote: 'This was decided before, or its time ran out.',
    expired: (date) => `The time to decide ran out on ${dateTime(date)}.`,
    transaction: (id) => `Transaction ${id}`,
  },
  chat: {
    pending: 'Waiting for a decision',
    approvers: (who) => `Approvers: ${who}`,
    startedOn: (title, surfaces) => `Requested: ${title}. It will appear only on: ${surfaces}.`,
    startedIn: (title, channel) => `Requested: ${title}. It will appear in ${channel}.`,
    mayDecide: (who, notYou) =>
      who === undefined
        ? 'Anyone except you can decide it.'
        : `Approvers: ${who}${notYou ? ', but not you' : ''}.`,
    requestForm: {
      title: 'Request approval',
      submit: 'Send request',
      name: 'Who or what is it for?',
      namePlaceholder: 'Release 1.2 of the shop',
      details: 'Details',
      detailsHint: 'One per line, such as Environment: production',
      approvers: 'Who can decide?',
      approversHint:
        'If you leave this and the next field empty, each person who sees the request can decide.',
      approvals: 'How many must approve?',
      approvalsHint: 'If you leave this empty, one approval is enough.',
      everyApprover: 'Every approver',
      channel: 'Channel',
      channelHint: 'If you leave this empty, the request appears in the usual channel.',
      policy: 'Options',
      notSelf: 'I may not decide this request',
      confirm: 'Ask for confirmation before approving',
      comment: 'A decision needs a comment',
    },
    startWhat: (command) => `Who or what is it for? Type ${command} start <name>.`,
    unknown: (subcommand, command) => `“${subcommand}” is not a command of ${command}. These are:`,
    failed: (reason = 'Try again in a moment.') => `This did not work, and nothing was changed. ${reason}`,
    unsure: (command) =>
      `We do not know whether this worked. Before you try again, look at the message, or type ${command} status <execution>.`,
    unsureStarted: (command) =>
      `We do not know whether this worked. Before you try again, type ${command} list to see whether your request is there.`,
    tookLong: 'This took too long. Try again.',
    refused: (reason) => `This was not accepted. ${reason}`,
    noneWaiting: 'No request waits for a decision.',
    waiting: 'Waiting for a decision, newest first:',
    newestOnly: (count) => `Only the newest ${count} executions of each state machine were checked.`,
    machinesOnly: (count) => `Only ${count} state machines were checked.`,
    unreadMachines: (names) => `These state machines could not be read: ${names}. The log has the details.`,
    unreadExecutions: (count) =>
      `${count === 1 ? '1 execution' : `${count} executions`} could not be read. Try again in a moment.`,
    uncheckedRequests: (count) =>
      `${count === 1 ? '1 request is' : `${count} requests are`} not shown here, because we cannot tell whether you are an approver. Look in the channels of the requests, or try again in a moment.`,
    whichExecution: (command, subcommand) =>
      `Which one? Type ${command} ${subcommand} <execution>; ${command} list shows their names.`,
    noSuchExecution: 'This execution does not exist, or it has no approval request.',
    membersOnly:
      'Only the members of its channel can see and decide this request. If you are one of them, do so in that channel.',
    notWaiting: 'This request does not wait for a decision any more.',
    mayNotCancel: 'Only the requester and the approvers can cancel this request.',
    cancelled: (title) => `Cancelled: ${title}.`,
    confirmApprove: {
      title: 'Approve?',
      text: (title) => `${title} continues at once.`,
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
    approveModal: {
      title: 'Approve',
      submit: 'Approve',
      close: 'Keep it open',
      reason: 'Comment',
      placeholder: 'Why is this right?',
    },
    cancelModal: {
      title: 'Cancel this request?',
      submit: 'Cancel it',
      close: 'Keep it open',
      text: (title) => `This stops the execution of “${title}”. No decision is possible afterwards.`,
    },
  },
  teams: {
    webhook: {
      undecidable:
        'through the webhook of Teams, only requests can be decided that need one answer and that all people may decide: its links do not check who uses them.',
      gone: 'The webhook of Teams no longer accepts requests. Turn its workflow on, or store its new URL in the secret of the deployment.',
      refused:
        'The workflow of the webhook of Teams refused the request. Check that the workflow is turned on, and that teamsWebhookBody of the deployment is what it expects.',
      tooLong: 'The request is too long for the webhook of Teams. Shorten the title or the details.',
    },
    obstacles: {
      noAccess:
        'Microsoft Entra ID no longer accepts the client secret of the bot. Create a new one for its app registration, and store it in the secret of the deployment.',
      notInstalled:
        'The app is not installed in the team of the channel. Install it there, or choose a channel of another team.',
      noChannel: 'The channel does not exist, or was deleted. Choose another channel.',
      tooLong: 'The request is too long for a message. Shorten the details.',
      unknownRequester:
        'The requester must not decide, and the app cannot find the requester in the team. Add the requester to the team, or give the object id of the requester (requester_id: aad:…).',
    },
    unreachable: {
      noPerson:
        'no member of the team has this address or id. Add the person to the team, or name another approver.',
      notInstalled:
        'this person is not in the team, and has not installed the app. Add the person to the team, or ask the person to install the app.',
      guest:
        'this person is a guest, and guests must be named by their object id (aad:…). Name the guest so, or name another approver.',
      requester: 'this is the requester, who must not decide. Name another approver.',
    },
    notAsked:
      'the message in the personal chat could not be sent. Add the person to the team, or name another approver.',
    unknownAddress: (address) =>
      `No member of the team has the address ${address} in Teams. Ask the requester to give the object id of this person instead (aad:…).`,
    usualChannel: 'the usual channel',
    channelNotSet:
      'Nothing was started: no channel for requests is set yet. Install the app in a team; it answers there with the id of the channel, for teamsChannel of the deployment.',
    namedChannel: 'the channel that you named',
    unknownChannel:
      'This is not a channel of Teams. Copy the link of the channel in Teams, or give its id, such as 19:…@thread.tacv2.',
    channelNotAllowed: (channel) =>
      `Requests may not be posted in the channel ${channel}. Choose another channel, or ask an administrator to add it to teamsChannels.`,
    installed: (channel) =>
      `The app is installed. To have requests posted here, set teamsChannel of the deployment to ${channel}.`,
    welcome: (command) =>
      `The app is installed for you. It tells you here about requests that you can decide. Type ${command} to see what else it can do.`,
    help: (command) =>
      [
        `${command}start <name> [key: value …] – ask for an approval; each key: value becomes a detail`,
        '    approvers: ann@example.com, @Ben – only they can decide',
        '    self_approval: no – you cannot decide it yourself; confirm: yes – an approval must be confirmed',
        '    remind: 4h, 1d – remind after 4 hours, and then each day; escalate: 1d @Cleo – after a day, they can decide too',
        '    channel: <its link> – ask there, not in the usual channel; surfaces: teams, email – ask only there',
        '    comment: required – a decision needs a comment; comment: optional – a decision can have one',
        `${command}start – the same by a form`,
        `${command}list – the requests that wait for a decision`,
        `${command}status <execution> – the status of a request`,
        `${command}cancel <execution> – cancel a request`,
        `${command}help – this text`,
      ].join('\n'),
    requestForm: {
      others: 'E-mail addresses that can also decide',
      othersHint: 'Such as bob@example.com',
      approvals: 'How many must approve?',
      approvalsHint: '1, another number, or “all” for each approver',
      channelPlaceholder: 'Link or ID of the channel',
      general: 'General',
      onlyFrom: (name) => `Only ${name} can send this form.`,
      notYours: (command) => `This is the form of another person. Type ${command} to get your own.`,
    },
    next: 'Next',
    onlyThisChannel:
      'Only requests of this channel are shown here. To see others, ask in a chat with the app.',
    hidden:
      'Some requests are not shown, because Teams did not tell whether you are in their channels. Try again in a moment.',
  },
  slack: {
    linksInThread: 'The links to decide are in the thread.',
    obstacles: {
      noAccess:
        'Slack no longer accepts the token of the app. Install the app again, and store its new token.',
      tooLong: 'The request is too long for a button. Name fewer approvers.',
      unknownRequester:
        'The requester must not decide, and the app cannot find the requester in Slack by the address. Give the Slack id of the requester (requester_id), or an address that Slack knows.',
      noPermission:
        'Slack does not permit this to the app. Install the app again, with the scopes of its manifest, or ask an administrator of the workspace to permit it.',
      notVisible:
        'The app cannot see this account in Slack. Ask an administrator of the workspace to permit it.',
      messageTooLong: 'The request is too long for a message. Shorten the details.',
    },
    channelObstacles: {
      notInvited: (channel, app) =>
        `The app is not in the channel ${channel}. Invite it there: /invite @${app}.`,
      noChannel: (channel) =>
        `The channel ${channel} does not exist, is archived, or is private without the app in it. Invite the app there, or choose another channel.`,
      restricted: (channel) =>
        `Only certain people may post in the channel ${channel}. Allow the app to post there, or choose another channel.`,
      threadsOnly: (channel) =>
        `The channel ${channel} accepts only replies in threads. Choose another channel.`,
      notAllowed: (channel) =>
        `Requests may not be posted in the channel ${channel}. Choose another channel, or ask an administrator to add it to slackChannels.`,
    },
    scopeMissing: (scopes) =>
      `The app lacks the scope ${scopes}. Add it to the app, and install the app again.`,
    unreachable: {
      noAccount: 'there is no such account. Name another approver.',
      deactivated: 'the account is deactivated. Name another approver.',
      bot: 'this account is a bot. Name a person.',
      noGroup: 'there is no such user group. Name another approver.',
      emptyGroup: 'the user group has no members. Add a member, or name another approver.',
      groupsNotInPlan: 'the plan of this workspace has no user groups. Name people.',
      requester: 'this is the requester, who must not decide. Name another approver.',
      onlyRequester:
        'the user group has no member except the requester, who must not decide. Add a member, or name another approver.',
    },
    notAsked: {
      failed:
        'the direct message could not be sent. Invite this approver to the channel, or name another approver.',
      tooMany:
        'one request is sent to at most 25 people in direct messages. Invite this approver to the channel, or name fewer approvers.',
    },
    otherCommand: (given, command) =>
      `This app has the command ${given}, but its deployment has ${command}. An administrator must set slackCommand to ${given}, or give the app the command ${command}.`,
    help: (command) =>
      [
        `${command} start <name> [key: value …] – ask for an approval; each key: value becomes a detail`,
        '    approvers: @ann, @leads, bob@example.com – only they can decide',
        '    approvals: 2 – that many people must approve; unanimous: yes – every approver; rejections: 2 – that many reject it',
        '    self_approval: no – you cannot decide it yourself; confirm: yes – Slack asks for confirmation before it approves',
        '    remind: 4h, 1d – remind after 4 hours, and then each day; escalate: 1d @leads – after a day, they can decide too',
        '    channel: #releases – ask there, not in the usual channel; surfaces: slack, email – ask only there',
        '    comment: required – a decision needs a comment; comment: optional – Slack asks for one',
        `${command} list – the requests that wait for a decision`,
        `${command} status <execution> – the status of a request`,
        `${command} cancel <execution> – cancel a request`,
        `${command} help – this text`,
      ].join('\n'),
    answerFollows: 'This takes a moment. The answer follows here.',
    formNotOpened:
      'The form could not be opened in time. Nothing was decided. Press the button again in a moment.',
    openLink: (label) => `${label} on the web`,
    goTo: 'Go to the message',
    hidden:
      'Some requests are not shown here, because we cannot tell whether you are in their channels. Look in these channels. An administrator can give the app the scopes channels:read and groups:read.',
    requestModal: {
      close: 'Close',
      others: 'Groups and e-mail addresses that can also decide',
      othersHint: 'Such as @leads, bob@example.com',
    },
    notice: { title: 'Approval', close: 'Close' },
    home: {
      waiting: 'Waiting for you',
      nothingWaiting: 'No request waits for your decision.',
      decided: 'Your last decisions',
      nothingDecided: 'You have not decided a request recently.',
      moreWaiting: (command) => `More requests wait: ${command} list`,
    },
  },
};

/** The cause is `cancelledBy`'s, or that of a person who stopped the execution elsewhere. */
function cancelled(cause: string | undefined): string {
  if (!cause) return 'Cancelled: the execution was stopped.';
  return cause.startsWith(STATUS.cancelled) ? `${cause}.` : `${STATUS.cancelled}: ${cause}`;
}

/** In a cause, the account stands beside the sentence, in `decision`. */
function nameIn({ who: { name, email } }: Decider): string | undefined {
  return name ?? email;
}

function by({ via, who: person }: Decider, who = personText(person)): string {
  return who ? `by ${who} ${viaIn(via)}` : viaIn(via);
}

function nameOf(surface: string): string {
  return wordsOf(SURFACES, surface)?.name ?? surface;
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

/** The answer, if the request has custom answers. */
function labelOf(vote: Decider | undefined): string {
  return vote?.label === undefined ? '' : ` (${vote.label})`;
}
