import type { RespondArguments } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { wordingFor } from '../../approval/wording/index.ts';
import { approvalSummary } from '../blocks/approval-summary.ts';
import { pendingApprovals } from '../pending-approvals.ts';
import { permalinkOf } from '../permalink.ts';
import type { SlackPorts } from '../ports.ts';
import { onlyToYou } from './answer.ts';

const MAX_LISTED = 15;

/** `/approval list`: what waits for a decision, newest first. */
export async function list(ports: SlackPorts): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  const { pending, more } = await pendingApprovals(ports);
  if (pending.length === 0) return onlyToYou(wording.slack.noneWaiting);
  const shown = pending.slice(0, MAX_LISTED);
  const permalinks = await Promise.all(shown.map((approval) => permalinkOf(approval, ports)));
  const left = pending.length - shown.length;
  const blocks: KnownBlock[] = [
    { type: 'section', text: { type: 'mrkdwn', text: wording.slack.waiting } },
    ...shown.map((approval, index) =>
      approvalSummary(approval, { wording, now: ports.now(), permalink: permalinks[index] }),
    ),
  ];
  if (left > 0 || more)
    blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: wording.moreDetails(left) }] });
  return onlyToYou(wording.slack.waiting, blocks);
}
