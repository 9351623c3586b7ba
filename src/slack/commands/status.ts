import type { RespondArguments } from '@slack/bolt';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
import { findApprovals } from '../../approval/find-approvals.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import { maySee } from '../access.ts';
import { statusText } from '../blocks/status.ts';
import type { ReadingCommand } from '../follow-up.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { ephemeral, viewerOf } from './command.ts';
import { summaryBlocks } from './summaries.ts';

/** Answers `/approval status <execution>`: its requests, newest first, and whether each waits or how it ended. */
export async function status(
  given: string,
  command: ReadingCommand,
  ports: SlackPorts,
): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  if (!given) return ephemeral(escapeMrkdwn(wording.chat.whichExecution(command.command, 'status')));
  const viewer = viewerOf(command);
  const { visible, objection } = await findApprovals(
    given,
    (approval) => maySee(approval, viewer, ports),
    ports,
  );
  if (!visible) return ephemeral(escapeMrkdwn(objection));
  const newestFirst = visible.toReversed();
  const statusOf = (approval: Approval) => stateText(approval, wording);
  const blocks = await summaryBlocks(newestFirst, viewer, ports, { statusOf });
  return ephemeral(newestFirst.slice(0, 1).map(statusOf).join(''), blocks);
}

function stateText(approval: Approval, wording: Wording): string {
  const resolution = resolutionOf(approval);
  return resolution ? statusText(resolution, wording) : wording.chat.pending;
}
