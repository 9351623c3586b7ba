import { findApprovals } from '../../approval/find-approvals.ts';
import { leftOutSentences } from '../../approval/left-out.ts';
import { pendingApprovals } from '../../approval/list-approvals.ts';
import { wordingFor } from '../../wording/index.ts';
import type { Activity } from '../activity.ts';
import { escapeXml } from '../xml.ts';
import { accessOf } from './access.ts';
import { linesAnswer, MAX_SHOWN, summaryLines, textAnswer } from './answer.ts';
import type { Command } from './command.ts';

/** Answers `list`: the requests that wait for a decision and that may be seen where the answer appears, newest first. */
export async function list(_rest: string, { viewer, ports }: Command): Promise<Activity> {
  const wording = wordingFor(ports.locale);
  const { chat, teams } = wording;
  const { pending, leftOut } = await pendingApprovals(accessOf(viewer, ports).see, ports);
  const left = pending.length - MAX_SHOWN;
  const notes = [
    ...(left > 0 ? [wording.moreDetails(left)] : []),
    ...leftOutSentences(leftOut, wording),
    ...(leftOut.hidden ? [teams.hidden] : []),
    ...(viewer.publicIn === undefined ? [] : [teams.onlyThisChannel]),
  ];
  const title = pending.length === 0 ? chat.noneWaiting : chat.waiting;
  const shown = pending
    .slice(0, MAX_SHOWN)
    .flatMap((approval) => ['', ...summaryLines(approval, false, ports)]);
  return linesAnswer([escapeXml(title), ...shown, '', ...notes.map(escapeXml)], title);
}

/** Answers `status <execution>`: its requests, newest first, and whether each waits or how it ended. */
export async function status(given: string, { viewer, ports, command }: Command): Promise<Activity> {
  const { chat } = wordingFor(ports.locale);
  if (!given) return textAnswer(chat.whichExecution(command, 'status'));
  const { visible, objection } = await findApprovals(given, accessOf(viewer, ports).see, ports);
  if (!visible) return textAnswer(objection);
  const lines = visible
    .toReversed()
    .slice(0, MAX_SHOWN)
    .flatMap((approval) => [...summaryLines(approval, true, ports), '']);
  return linesAnswer(lines.slice(0, -1), visible.at(-1)?.request.title ?? '');
}
