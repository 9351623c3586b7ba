import type { RespondArguments } from '@slack/bolt';
import { resolutionOf } from '../../approval/approval.ts';
import { wordingFor } from '../../wording/index.ts';
import { approvalSummary } from '../blocks/approval-summary.ts';
import { statusText } from '../blocks/status.ts';
import { findApproval } from '../find-approvals.ts';
import { permalinkOf } from '../message-reference.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { type Command, ephemeral } from './command.ts';

/** Answers `/approval status <execution>`: the request, and whether it waits or how it ended. */
export async function status(
  given: string,
  { command }: Command,
  ports: SlackPorts,
): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  if (!given) return ephemeral(escapeMrkdwn(wording.slack.whichExecution(command, 'status')));
  const approval = await findApproval(given, ports);
  if (!approval) return ephemeral(wording.slack.noSuchExecution);
  const resolution = resolutionOf(approval);
  const text = resolution ? statusText(resolution, wording) : wording.slack.pending;
  const permalink = await permalinkOf(approval, ports);
  const summary = approvalSummary(approval, { wording, now: ports.now(), permalink, status: text });
  return ephemeral(text, [summary]);
}
