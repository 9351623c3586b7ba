import type { RespondArguments } from '@slack/bolt';
import { pendingApprovals } from '../../approval/list-approvals.ts';
import { wordingFor } from '../../wording/index.ts';
import { maySee } from '../access.ts';
import { leftOutTexts } from '../blocks/left-out.ts';
import type { ReadingCommand } from '../follow-up.ts';
import { mrkdwnText } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { ephemeral, viewerOf } from './command.ts';
import { summaryBlocks } from './summaries.ts';

/** Answers `/approval list`: the requests that wait for a decision and that the user may see, newest first. */
export async function list(
  _rest: string,
  command: ReadingCommand,
  ports: SlackPorts,
): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  const viewer = viewerOf(command);
  const { pending, leftOut } = await pendingApprovals((approval) => maySee(approval, viewer, ports), ports);
  const notShown = leftOutTexts(leftOut, wording);
  if (pending.length === 0) return ephemeral([wording.chat.noneWaiting, ...notShown].join('\n'));
  return ephemeral(wording.chat.waiting, [
    { type: 'section', text: mrkdwnText(wording.chat.waiting) },
    ...(await summaryBlocks(pending, viewer, ports, { notShown })),
  ]);
}
