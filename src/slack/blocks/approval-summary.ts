import type { SectionBlock } from '@slack/types';
import { type Approval, lastRound } from '../../approval/approval.ts';
import { executionName } from '../../approval/execution.ts';
import type { Wording } from '../../wording/index.ts';
import { cutEscaped, escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { requesterText } from './request-message.ts';

/** Of a section's text (Block Kit reference); only the status can be too much. */
const MAX_TEXT = 3_000;

/**
 * Two lines on a request: what, and who asked when, with a link to its message.
 *
 * @param now milliseconds since 1970
 * @param status mrkdwn, where more is to be said
 */
export function approvalSummary(
  approval: Approval,
  {
    wording,
    now,
    permalink,
    status,
  }: {
    wording: Wording;
    now: number;
    permalink?: string | undefined;
    status?: string | undefined;
  },
): SectionBlock {
  const { request, execution } = approval;
  const { askedAt } = lastRound(approval);
  const facts = [
    wording.askedBy(requesterText(request)),
    ...(askedAt ? [wording.ago(now - askedAt.getTime())] : []),
    `\`${escapeMrkdwn(executionName(execution))}\``,
    ...(permalink ? [`<${permalink}|${wording.slack.goTo}>`] : []),
  ];
  const text = `*${escapeMrkdwn(request.title)}*\n${facts.join(' · ')}`;
  const rest = status ? `\n${cutEscaped(status, MAX_TEXT - text.length - 1)}` : '';
  return { type: 'section', text: mrkdwnText(text + rest) };
}
