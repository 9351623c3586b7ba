import type { RespondArguments } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { fitDetails } from '../../approval/text.ts';
import { wordingFor } from '../../wording/index.ts';
import { approvalSummary } from '../blocks/approval-summary.ts';
import { MAX_RUNNING, pendingApprovals } from '../find-approvals.ts';
import { permalinkOf } from '../message-reference.ts';
import { mrkdwnText } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { ephemeral } from './command.ts';

const MAX_LISTED = 15;
/** Slack refuses a message whose blocks together have about 13,200 characters (`msg_blocks_too_long`, undocumented). */
const MAX_BLOCKS = 12_500;

/** Answers `/approval list`: the requests that wait for a decision, newest first. */
export async function list(ports: SlackPorts): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  const { pending, more } = await pendingApprovals(ports);
  if (pending.length === 0) return ephemeral(wording.slack.noneWaiting);
  const summaries = await Promise.all(
    pending.slice(0, MAX_LISTED).map(async (approval) =>
      approvalSummary(approval, {
        wording,
        now: ports.now(),
        permalink: await permalinkOf(approval, ports),
      }),
    ),
  );
  const { shown } = fitDetails<KnownBlock>(summaries, MAX_BLOCKS, (block) => JSON.stringify(block).length);
  const left = pending.length - shown.length;
  const rest = [
    ...(left > 0 ? [wording.moreDetails(left)] : []),
    // There may be older executions, which were not read.
    ...(more ? [wording.slack.newestOnly(MAX_RUNNING)] : []),
  ].join(' · ');
  return ephemeral(wording.slack.waiting, [
    { type: 'section', text: mrkdwnText(wording.slack.waiting) },
    ...shown,
    ...(rest ? [{ type: 'context' as const, elements: [mrkdwnText(rest)] }] : []),
  ]);
}
