import { type Approval, lastRound, resolutionOf } from '../../approval/approval.ts';
import { shownExecution } from '../../approval/execution.ts';
import { currentVotes, plainNotation } from '../../approval/votes-text.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import type { Activity } from '../activity.ts';
import { statusText } from '../card/status.ts';
import type { TeamsPorts } from '../ports.ts';
import { escapeXml } from '../xml.ts';

/** How many requests an answer shows. */
export const MAX_SHOWN = 15;

/** An answer in words, line by line. Spaces at the start of a line stay. */
export function textAnswer(text: string): Activity {
  return linesAnswer(
    text.split('\n').map((line) => escapeXml(line).replace(/^ +/, indent)),
    text,
  );
}

/** @param lines in the format `xml` */
export function linesAnswer(lines: readonly string[], summary: string): Activity {
  return { type: 'message', textFormat: 'xml', text: lines.join('<br/>'), summary };
}

function indent(spaces: string): string {
  return '&nbsp;'.repeat(spaces.length);
}

/** Shows a request in lines: its title; the requester, its age and the name of its execution; and its state, if wanted. */
export function summaryLines(
  approval: Approval,
  withState: boolean,
  { locale, now, stateMachineArn }: TeamsPorts,
): readonly string[] {
  const wording = wordingFor(locale);
  const { request, execution } = approval;
  const { askedAt } = lastRound(approval);
  const facts = [
    wording.askedBy(request.requester.name),
    ...(askedAt ? [wording.ago(now() - askedAt.getTime())] : []),
    shownExecution(execution, stateMachineArn),
  ];
  return [
    `<b>${escapeXml(request.title)}</b>`,
    escapeXml(facts.join(' · ')),
    ...(withState ? [escapeXml(stateText(approval, wording))] : []),
  ];
}

function stateText(approval: Approval, wording: Wording): string {
  const resolution = resolutionOf(approval);
  const state = resolution ? statusText(resolution, wording) : wording.chat.pending;
  const votes = currentVotes(approval, wording, plainNotation(wording));
  return [state, votes].filter((text) => text !== undefined).join(' · ');
}
