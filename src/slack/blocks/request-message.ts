import type { Button, KnownBlock } from '@slack/types';
import { fitDetails } from '../../approval/details.ts';
import type { ApprovalRequest } from '../../approval/request.ts';
import type { Resolution } from '../../approval/resolution.ts';
import { LONGEST_BUTTON } from '../../approval/surface.ts';
import { actionLabel, type Wording, wordingFor } from '../../approval/wording/index.ts';
import { Refusal } from '../../callback/errors.ts';
import { sealedPayloadOf } from '../../callback/url.ts';
import { cutEscaped, escapeMrkdwn, mentionUser } from '../mrkdwn.ts';
import { statusBlock, statusLine } from './status.ts';

/** The block that goes away when a decision is made. */
export const ACTIONS_BLOCK = 'decide';
/** Action ids of the buttons: this and the action's name. */
export const DECIDE_PREFIX = 'decide:';

/** Limits of the Block Kit reference. */
const MAX_URL = 3_000;
const MAX_FIELD = 2_000;
const FIELDS_A_SECTION = 10;
/**
 * All blocks together fail near 13,200 characters (`msg_blocks_too_long`, undocumented; counted as JSON here, which is
 * the most it can be); the buttons alone may take 6,000.
 */
const MAX_DETAILS = 5_000;
/** What Slack advises for the text beside the blocks (reference of chat.postMessage). */
const MAX_TEXT = 4_000;

export interface Message {
  /** What notifications show. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * The message that asks.
 *
 * @param urls callback URLs by action name
 * @throws {Refusal} UrlTooLong, where nobody could decide here
 */
export function requestMessage(
  request: ApprovalRequest,
  urls: Readonly<Record<string, string>>,
  expiresAt?: Date,
): Message {
  const wording = wordingFor(request.locale);
  const status = [wording.slack.pending, ...(expiresAt ? [slackDate(expiresAt, wording)] : [])].join(' · ');
  return {
    text: escapeMrkdwn(wording.mail.asked(request.title, request.requester)),
    blocks: [...requestBlocks(request, wording), statusLine(status), decideBlock(urls, wording)],
  };
}

/** The same message once the request ended: no buttons, but how it ended. */
export function resolvedMessage(request: ApprovalRequest, resolution: Resolution): Message {
  const wording = wordingFor(request.locale);
  return {
    text: cutEscaped(escapeMrkdwn(`${request.title}: ${wording.resolved(resolution)}`), MAX_TEXT),
    blocks: [...requestBlocks(request, wording), statusBlock(resolution, wording)],
  };
}

function requestBlocks(request: ApprovalRequest, wording: Wording): KnownBlock[] {
  const requester = request.requesterId ? mentionUser(request.requesterId) : escapeMrkdwn(request.requester);
  return [
    { type: 'header', text: { type: 'plain_text', text: request.title, emoji: false } },
    { type: 'section', text: { type: 'mrkdwn', text: wording.askedBy(requester) } },
    ...detailBlocks(request, wording),
  ];
}

function detailBlocks({ details }: ApprovalRequest, wording: Wording): KnownBlock[] {
  const fields = details.map(({ label, value }) => ({
    type: 'mrkdwn' as const,
    text: cutEscaped(`*${escapeMrkdwn(label)}*\n${escapeMrkdwn(value)}`, MAX_FIELD),
  }));
  const { shown, left } = fitDetails(fields, MAX_DETAILS, (field) => JSON.stringify(field).length);
  const blocks: KnownBlock[] = [];
  for (let start = 0; start < shown.length; start += FIELDS_A_SECTION) {
    blocks.push({ type: 'section', fields: shown.slice(start, start + FIELDS_A_SECTION) });
  }
  if (left > 0)
    blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: wording.moreDetails(left) }] });
  return blocks;
}

/** One button an action. A payload too long for a button becomes a link to the page. */
function decideBlock(urls: Readonly<Record<string, string>>, wording: Wording): KnownBlock {
  return {
    type: 'actions',
    block_id: ACTIONS_BLOCK,
    elements: Object.entries(urls).map(([action, url]) => buttonOf(action, url, wording)),
  };
}

function buttonOf(action: string, url: string, wording: Wording): Button {
  const label = actionLabel(action, wording);
  const button = {
    type: 'button' as const,
    action_id: `${DECIDE_PREFIX}${action}`,
    ...(action === 'approve' && { style: 'primary' as const }),
    ...(action === 'reject' && { style: 'danger' as const }),
  };
  const value = sealedPayloadOf(url);
  if (value.length <= LONGEST_BUTTON) return { ...button, text: { type: 'plain_text', text: label }, value };
  if (url.length <= MAX_URL) {
    return { ...button, text: { type: 'plain_text', text: wording.slack.openLink(label) }, url };
  }
  throw new Refusal(
    'UrlTooLong',
    `A link of ${url.length} characters does not fit a Slack button; ${MAX_URL} do.`,
  );
}

/** A date in the reader's own time zone. */
function slackDate(date: Date, wording: Wording): string {
  const [before = '', after = ''] = wording.expires(date).split(wording.dateTime(date));
  const seconds = Math.floor(date.getTime() / 1000);
  return `${before}<!date^${seconds}^{date_long} {time}|${wording.dateTime(date)}>${after}`;
}
