import type { KnownBlock } from '@slack/types';
import { type Approval, type ApprovalRequest, type Resolution, waitsUntil } from '../../approval/approval.ts';
import { isEmail } from '../../approval/people.ts';
import { isRestricted } from '../../approval/policy.ts';
import type { Button } from '../../approval/surface.ts';
import { fitDetails } from '../../approval/text.ts';
import { Refusal } from '../../callback/errors.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import { isGroupId } from '../ids.ts';
import { cutEscaped, escapeMrkdwn, mentionGroup, mentionUser, mrkdwnText } from '../mrkdwn.ts';
import { LONGEST_BUTTON } from '../names.ts';
import { decideBlock, type Ways, waysToDecide } from './decide-buttons.ts';
import { statusBlock, statusLine } from './status.ts';

/** Limits of the Block Kit reference. */
const MAX_FIELD = 2_000;
const FIELDS_A_SECTION = 10;
/** Of the 3,000 characters of a context's text, those for the people who may decide. */
const MAX_APPROVERS = 1_000;
/**
 * All blocks together fail near 13,200 characters (`msg_blocks_too_long`, undocumented; counted as JSON here, which is
 * the most it can be); the buttons alone may take 6,000.
 */
const MAX_DETAILS = 4_000;
/** What Slack advises for the text beside the blocks (reference of chat.postMessage). */
const MAX_TEXT = 4_000;

export interface Message {
  /** What notifications show. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * The message that asks. What fits no button is for the thread: {@link linkMessages}.
 *
 * @throws {Refusal} UrlTooLong, where no person could decide here
 */
export function requestMessage(approval: Approval, sealed: readonly Button[]): Message {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const until = waitsUntil(approval);
  const ways = waysOf(request, sealed);
  assertTellsWho(request, ways);
  const { buttons, links } = ways;
  const status = [
    wording.slack.pending,
    ...(until ? [slackDate(until, wording)] : []),
    ...(request.policy.approvers
      ? [wording.slack.approvers(approverList(request.policy.approvers, wording))]
      : []),
    ...(links.length > 0 ? [wording.slack.linksInThread] : []),
  ].join(' · ');
  return {
    text: escapeMrkdwn(wording.mail.asked(request.title, request.requester.name)),
    blocks: [
      ...requestBlocks(request, wording),
      statusLine(status),
      ...(buttons.length > 0 ? [decideBlock(buttons)] : []),
    ],
  };
}

/** One message for each link that fits no button, as mrkdwn. */
export function linkMessages(request: ApprovalRequest, sealed: readonly Button[]): string[] {
  return waysOf(request, sealed).links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
}

function waysOf({ locale, title, confirm }: ApprovalRequest, sealed: readonly Button[]): Ways {
  return waysToDecide(sealed, wordingFor(locale), confirm ? title : undefined);
}

/** A link does not tell who uses it: where that matters, only a button will do. */
function assertTellsWho({ policy }: ApprovalRequest, { buttons, links }: Ways): void {
  const areValues = links.length === 0 && buttons.every(({ value }) => value !== undefined);
  if (areValues || !isRestricted(policy)) return;
  throw new Refusal(
    'UrlTooLong',
    `The sealed payload does not fit a Slack button, which holds ${LONGEST_BUTTON} characters, and a link would not tell who decides.`,
  );
}

/** The same message once the request ended: no buttons, but how it ended. */
export function resolvedMessage(request: ApprovalRequest, resolution: Resolution): Message {
  const wording = wordingFor(request.locale);
  return {
    text: cutEscaped(escapeMrkdwn(`${request.title}: ${wording.resolved(resolution)}`), MAX_TEXT),
    blocks: [...requestBlocks(request, wording), statusBlock(resolution, wording)],
  };
}

/** Who asks, as a mention where that is known. */
export function requesterText({ requester: { id, name } }: ApprovalRequest): string {
  return id ? mentionUser(id) : escapeMrkdwn(name);
}

function requestBlocks(request: ApprovalRequest, wording: Wording): KnownBlock[] {
  return [
    { type: 'header', text: { type: 'plain_text', text: request.title, emoji: false } },
    { type: 'section', text: mrkdwnText(wording.askedBy(requesterText(request))) },
    ...detailBlocks(request, wording),
  ];
}

function detailBlocks({ details }: ApprovalRequest, wording: Wording): KnownBlock[] {
  const fields = details.map(({ label, value }) =>
    mrkdwnText(cutEscaped(`*${escapeMrkdwn(label)}*\n${escapeMrkdwn(value)}`, MAX_FIELD)),
  );
  const { shown, left } = fitDetails(fields, MAX_DETAILS, (field) => JSON.stringify(field).length);
  const blocks: KnownBlock[] = [];
  for (let start = 0; start < shown.length; start += FIELDS_A_SECTION) {
    blocks.push({ type: 'section', fields: shown.slice(start, start + FIELDS_A_SECTION) });
  }
  if (left > 0) blocks.push({ type: 'context', elements: [mrkdwnText(wording.moreDetails(left))] });
  return blocks;
}

/** People, groups and addresses as mrkdwn, as many as there is room for. */
export function approverList(approvers: readonly string[], wording: Wording): string {
  const { shown, left } = fitDetails(
    approvers.map(mentionApprover),
    MAX_APPROVERS,
    ({ length }) => length + 2,
  );
  return [...shown, ...(left > 0 ? [wording.moreDetails(left)] : [])].join(', ');
}

function mentionApprover(approver: string): string {
  if (isEmail(approver)) return escapeMrkdwn(approver);
  return isGroupId(approver) ? mentionGroup(approver) : mentionUser(approver);
}

/** A date in the reader's own time zone. */
function slackDate(date: Date, wording: Wording): string {
  const [before = '', after = ''] = wording.expires(date).split(wording.dateTime(date));
  const seconds = Math.floor(date.getTime() / 1000);
  return `${before}<!date^${seconds}^{date_long} {time}|${wording.dateTime(date)}>${after}`;
}
