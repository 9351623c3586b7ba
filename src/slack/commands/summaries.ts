import type { ContextBlock, SectionBlock } from '@slack/types';
import type { Approval } from '../../approval/approval.ts';
import { fitDetails } from '../../approval/text.ts';
import { wordingFor } from '../../wording/index.ts';
import type { Viewer } from '../access.ts';
import { approvalSummary } from '../blocks/approval-summary.ts';
import { MAX_ALL_BLOCKS } from '../blocks/request-message.ts';
import { mrkdwnText } from '../mrkdwn.ts';
import { permalinkOf } from '../permalink.ts';
import type { SlackPorts } from '../ports.ts';

/** Each link to a message costs one call of Slack. */
const MAX_SHOWN = 15;

/**
 * Shows the first approvals with links to their messages, as many as fit, and what is left out.
 *
 * @param notShown what else is left out, as mrkdwn
 * @param statusOf the state of an approval, as mrkdwn; missing if it is not shown
 */
export async function summaryBlocks(
  approvals: readonly Approval[],
  viewer: Viewer,
  ports: SlackPorts,
  { notShown = [], statusOf }: { notShown?: readonly string[]; statusOf?: (approval: Approval) => string },
): Promise<(SectionBlock | ContextBlock)[]> {
  const wording = wordingFor(ports.locale);
  const summaries = await Promise.all(
    approvals.slice(0, MAX_SHOWN).map(async (approval) =>
      approvalSummary(approval, {
        wording,
        now: ports.now(),
        ownMachine: ports.stateMachineArn,
        permalink: await permalinkOf(approval, viewer, ports),
        status: statusOf?.(approval),
      }),
    ),
  );
  const { shown } = fitDetails(summaries, MAX_ALL_BLOCKS, (block) => JSON.stringify(block).length);
  const left = approvals.length - shown.length;
  const rest = [...(left > 0 ? [wording.moreDetails(left)] : []), ...notShown].join(' · ');
  return [...shown, ...(rest ? [{ type: 'context' as const, elements: [mrkdwnText(rest)] }] : [])];
}
