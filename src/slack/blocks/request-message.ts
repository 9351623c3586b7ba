import type { KnownBlock } from '@slack/types';
import { type Approval, type ApprovalRequest, type Resolution, waitsUntil } from '../../approval/approval.ts';
import { withGivenInputs } from '../../approval/given-inputs.ts';
import { isEmail } from '../../approval/people.ts';
import { isRestricted } from '../../approval/policy.ts';
import type { Button } from '../../approval/surface.ts';
import { fitDetails } from '../../approval/text.ts';
import { Refusal } from '../../callback/errors.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import { isGroupId, isUserId } from '../ids.ts';
import { escapeMrkdwn, mentionGroup, mentionUser, mrkdwnText, richMrkdwn, slackDate } from '../mrkdwn.ts';
import { decideBlock, MAX_BUTTON_VALUE, type WaysToDecide, waysToDecide } from './decide-buttons.ts';
import { delegateMenu } from './delegate-menu.ts';
import { statusBlock, statusLine, statusText } from './status.ts';
import { voteBlocks, votesText } from './votes.ts';

/** Limits of a section (Block Kit reference). */
const MAX_FIELD = 2_000;
const FIELDS_PER_SECTION = 10;
/** How many characters the list of approvers may have. The whole text of a context block may have 3,000. */
const MAX_APPROVER_LIST = 1_000;
/**
 * How many characters of JSON all blocks of a message may have. Slack refuses a message whose blocks together have about 13,200
 * (`msg_blocks_too_long`, undocumented; it may count fewer characters than the JSON has).
 */
export const MAX_ALL_BLOCKS = 12_500;
/** How many characters of JSON the details and the votes may have, if the buttons leave them the room. */
const MAX_DETAILS = 4_000;
const MAX_VOTES = 2_000;
/** The fewest that the votes need. */
const MIN_VOTES = 300;
/** The longest text that Slack recommends (API reference of chat.postMessage). */
const MAX_TEXT = 4_000;
/** How many characters the line that counts the other details may have. */
const MAX_REST = 50;
/** How many characters the votes may have in the text that is read in place of the blocks. */
const MAX_VOTES_IN_TEXT = 1_000;

/** The ids of users by their addresses. */
export type Accounts = ReadonlyMap<string, string>;
const NO_ACCOUNTS: Accounts = new Map();

export interface Message {
  /** For notifications and screen readers, which do not read the blocks. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * The message of a request that waits. Links that are too long for a button go into its thread: {@link linkMessages}.
 *
 * @param accounts the accounts of approvers who are named by their addresses, to mention them
 * @throws {Refusal} UrlTooLong, if only certain people may decide and a payload is too long for the value of a button
 */
export function requestMessage(
  approval: Approval,
  sealed: readonly Button[],
  accounts: Accounts = NO_ACCOUNTS,
): Message {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const until = waitsUntil(approval);
  const ways = waysOf(request, sealed);
  assertKnowsWhoDecides(request, ways);
  const { buttons, links } = ways;
  const { approvers } = request.policy;
  const facts = [
    ...(until ? [wording.expires(until, slackDate(until, wording))] : []),
    ...(approvers ? [wording.chat.approvers(approverList(approvers, wording, accounts))] : []),
  ];
  const votes = votesText(approval, wording, MAX_VOTES_IN_TEXT);
  const status = [
    wording.chat.pending,
    ...facts,
    ...(links.length > 0 ? [wording.slack.linksInThread] : []),
  ].join(' · ');
  const end: KnownBlock[] = [
    statusLine(status),
    ...(buttons.length > 0 ? [decideBlock([...buttons, ...delegateMenu(request, wording)])] : []),
  ];
  return {
    text: textOf(request, [...(votes === undefined ? [] : [votes]), ...facts], wording),
    blocks: inRoom(approval, end, wording),
  };
}

/**
 * The text that notifications and screen readers read in place of the blocks: the request, the facts, and as many
 * details as fit. The facts mention the approvers. The requester, who knows of the request, is not mentioned.
 *
 * @param facts mrkdwn: who has voted, when the request expires, and its approvers
 */
function textOf(
  { title, requester, details }: ApprovalRequest,
  facts: readonly string[],
  wording: Wording,
): string {
  const first = [escapeMrkdwn(wording.mail.asked(title, requester.name)), ...facts];
  const lines = details.map(
    ({ label, value }) => `${escapeMrkdwn(`${label}${wording.colon}`)}${richMrkdwn(value)}`,
  );
  const room = MAX_TEXT - first.join('\n').length - MAX_REST;
  const { shown, left } = fitDetails(lines, room, ({ length }) => length + 1);
  return [...first, ...shown, ...(left > 0 ? [wording.moreDetails(left)] : [])].join('\n');
}

/** One text for each link that is too long for a button, as mrkdwn. */
export function linkMessages(request: ApprovalRequest, sealed: readonly Button[]): string[] {
  return waysOf(request, sealed).links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
}

function waysOf({ locale, title, confirm }: ApprovalRequest, sealed: readonly Button[]): WaysToDecide {
  return waysToDecide(sealed, wordingFor(locale), confirm ? title : undefined);
}

/** A link does not tell who uses it, so a request that only certain people may decide needs buttons. */
function assertKnowsWhoDecides({ policy }: ApprovalRequest, { buttons, links }: WaysToDecide): void {
  const areValues = links.length === 0 && buttons.every(({ value }) => value !== undefined);
  if (areValues || !isRestricted(policy)) return;
  throw new Refusal(
    'UrlTooLong',
    `A payload of more than ${MAX_BUTTON_VALUE} characters needs a link, which does not tell who decides.`,
  );
}

/** The message of a request that has ended: it tells how, with the votes that counted, and has no buttons. */
export function resolvedMessage(approval: Approval, resolution: Resolution): Message {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const votes = votesText(approval, wording, MAX_VOTES_IN_TEXT);
  const status = `${escapeMrkdwn(request.title)}${wording.colon}${statusText(resolution, wording)}`;
  return {
    text: votes === undefined ? status : `${status}\n${votes}`,
    blocks: inRoom(
      withGivenInputs(approval, resolution, wording),
      [statusBlock(resolution, wording)],
      wording,
    ),
  };
}

/** The requester as mrkdwn: a mention if the user id is known, otherwise the name. */
export function requesterText({ requester: { id, name } }: ApprovalRequest): string {
  // The requester may have the id of another chat.
  return id && isUserId(id) ? mentionUser(id) : escapeMrkdwn(name);
}

/**
 * What is asked, the votes, and the last blocks, which are never cut: five buttons may leave little room for the rest.
 */
function inRoom(approval: Approval, end: readonly KnownBlock[], wording: Wording): KnownBlock[] {
  const { request } = approval;
  const start: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: request.title, emoji: false } },
    { type: 'section', text: mrkdwnText(wording.askedBy(requesterText(request))) },
  ];
  const roomBeside = (blocks: readonly KnownBlock[]) => MAX_ALL_BLOCKS - JSON.stringify(blocks).length;
  const forVotes = Math.min(MAX_VOTES, roomBeside([...start, ...end]));
  const votes = voteBlocks(approval, wording, Math.max(MIN_VOTES, forVotes));
  const forDetails = Math.min(MAX_DETAILS, roomBeside([...start, ...votes, ...end]));
  return [...start, ...detailBlocks(request, forDetails, wording), ...votes, ...end];
}

/** @param room how many characters of JSON they may have */
function detailBlocks({ details }: ApprovalRequest, room: number, wording: Wording): KnownBlock[] {
  const fields = details.map(({ label, value }) => {
    const heading = `*${escapeMrkdwn(label)}*\n`;
    return mrkdwnText(heading + richMrkdwn(value, MAX_FIELD - heading.length));
  });
  const { shown, left } = fitDetails(fields, room, (field) => JSON.stringify(field).length);
  const blocks: KnownBlock[] = [];
  for (let start = 0; start < shown.length; start += FIELDS_PER_SECTION) {
    blocks.push({ type: 'section', fields: shown.slice(start, start + FIELDS_PER_SECTION) });
  }
  if (left > 0) blocks.push({ type: 'context', elements: [mrkdwnText(wording.moreDetails(left))] });
  return blocks;
}

/** Lists users, groups and addresses as mrkdwn. If the list gets too long, it ends with how many are left out. */
export function approverList(
  approvers: readonly string[],
  wording: Wording,
  accounts: Accounts = NO_ACCOUNTS,
): string {
  const { shown, left } = fitDetails(
    approvers.map((approver) => mentionApprover(accounts.get(approver) ?? approver)),
    MAX_APPROVER_LIST,
    ({ length }) => length + 2,
  );
  return [...shown, ...(left > 0 ? [wording.moreDetails(left)] : [])].join(', ');
}

function mentionApprover(approver: string): string {
  if (isEmail(approver)) return escapeMrkdwn(approver);
  return isGroupId(approver) ? mentionGroup(approver) : mentionUser(approver);
}
