import type { SectionBlock } from '@slack/types';
import type { Approval, ApprovalRequest } from '../../approval/approval.ts';
import { shownExecution } from '../../approval/execution.ts';
import { oneLine } from '../../approval/text.ts';
import type { Wording } from '../../wording/index.ts';
import { cutEscaped, escapeMrkdwn, mrkdwnText, richMrkdwn } from '../mrkdwn.ts';
import { requesterText } from './request-message.ts';
import { votesText } from './votes.ts';

/** The longest text of a section (Block Kit reference). */
export const MAX_SECTION_TEXT = 3_000;

/** How many characters the votes may have. */
const MAX_VOTES = 400;

/**
 * Shows a request in two lines: its title; then the requester, its age, the name of the execution, and a link to its
 * message. Another line has its details, and the next ones its votes, if one is not enough.
 *
 * @param now milliseconds since 1970
 * @param ownMachine the ARN of the deployment's own state machine
 * @param details how many characters the details may have; by default, they are not shown
 * @param status the last line, as mrkdwn; it is cut if the section gets too long
 */
export function approvalSummary(
  approval: Approval,
  {
    wording,
    now,
    ownMachine,
    permalink,
    status,
    details = 0,
  }: {
    wording: Wording;
    now: number;
    ownMachine: string;
    permalink?: string | undefined;
    status?: string | undefined;
    details?: number;
  },
): SectionBlock {
  const { request, execution } = approval;
  const { askedAt } = approval.rounds[0] ?? {};
  const facts = [
    wording.askedBy(requesterText(request)),
    ...(askedAt ? [wording.ago(now - askedAt.getTime())] : []),
    `\`${escapeMrkdwn(shownExecution(execution, ownMachine))}\``,
    ...(permalink ? [`<${permalink}|${wording.slack.goTo}>`] : []),
  ];
  const about = details > 0 ? detailText(request, details, wording) : '';
  const votes = votesText(approval, wording, MAX_VOTES);
  const text = `*${escapeMrkdwn(request.title)}*\n${facts.join(' · ')}${about}${votes ? `\n${votes}` : ''}`;
  const rest = status ? `\n${cutEscaped(status, MAX_SECTION_TEXT - text.length - 1)}` : '';
  return { type: 'section', text: mrkdwnText(text + rest) };
}

/** The details in one line, cut to `max` characters; empty if there are none. */
function detailText({ details }: ApprovalRequest, max: number, { colon }: Wording): string {
  if (details.length === 0) return '';
  const all = details.map(({ label, value }) => `${label}${colon}${value}`).join(' · ');
  return `\n${richMrkdwn(oneLine(all), max)}`;
}
