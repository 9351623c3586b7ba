import type { SectionBlock } from '@slack/types';
import { type Approval, lastRound } from '../../approval/approval.ts';
import { shownExecution } from '../../approval/execution.ts';
import type { Wording } from '../../wording/index.ts';
import { cutEscaped, escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { requesterText } from './request-message.ts';

/** The longest text of a section (Block Kit reference). */
export const MAX_SECTION_TEXT = 3_000;

/**
 * Shows a request in two lines: its title; then the requester, its age, the name of the execution, and a link to its
 * message.
 *
 * @param now milliseconds since 1970
 * @param ownMachine the ARN of the deployment's own state machine
 * @param status a third line, as mrkdwn; it is cut if the section gets too long
 */
export function approvalSummary(
  approval: Approval,
  {
    wording,
    now,
    ownMachine,
    permalink,
    status,
  }: {
    wording: Wording;
    now: number;
    ownMachine: string;
    permalink?: string | undefined;
    status?: string | undefined;
  },
): SectionBlock {
  const { request, execution } = approval;
  const { askedAt } = lastRound(approval);
  const facts = [
    wording.askedBy(requesterText(request)),
    ...(askedAt ? [wording.ago(now - askedAt.getTime())] : []),
    `\`${escapeMrkdwn(shownExecution(execution, ownMachine))}\``,
    ...(permalink ? [`<${permalink}|${wording.slack.goTo}>`] : []),
  ];
  const text = `*${escapeMrkdwn(request.title)}*\n${facts.join(' · ')}`;
  const rest = status ? `\n${cutEscaped(status, MAX_SECTION_TEXT - text.length - 1)}` : '';
  return { type: 'section', text: mrkdwnText(text + rest) };
}
