import type { HomeView, KnownBlock } from '@slack/types';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
import { executionName } from '../../approval/execution.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { approvalSummary, MAX_SECTION_TEXT } from './approval-summary.ts';
import { decideBlock, type WaysToDecide } from './decide-buttons.ts';
import { statusText } from './status.ts';

/** The content of a user's home tab. */
export interface Home {
  readonly waiting: readonly { readonly approval: Approval; readonly ways: WaysToDecide }[];
  readonly decided: readonly Approval[];
  /** More requests may be waiting than are shown. */
  readonly more: boolean;
}

/**
 * @param now milliseconds since 1970
 * @param command the slash command of the app
 */
export function homeView(
  { waiting, decided, more }: Home,
  { wording, now, command }: { wording: Wording; now: number; command: string },
): HomeView {
  const { home } = wording.slack;
  return {
    type: 'home',
    blocks: [
      header(home.waiting),
      ...(waiting.length === 0 ? [line(home.nothingWaiting)] : []),
      ...waiting.flatMap(({ approval, ways }) => waitingBlocks(approval, ways, wording, now)),
      ...(more ? [line(home.moreWaiting(command))] : []),
      { type: 'divider' },
      header(home.decided),
      ...(decided.length === 0 ? [line(home.nothingDecided)] : []),
      ...decided.map((approval) => {
        const resolution = resolutionOf(approval);
        const status = resolution && statusText(resolution, wording);
        return approvalSummary(approval, { wording, now, status });
      }),
    ],
  };
}

function waitingBlocks(
  approval: Approval,
  { buttons, links }: WaysToDecide,
  wording: Wording,
  now: number,
): KnownBlock[] {
  const texts = links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
  return [
    approvalSummary(approval, { wording, now }),
    // A block id must be unique in its view.
    ...(buttons.length > 0 ? [decideBlock(buttons, `decide ${executionName(approval.execution)}`)] : []),
    // The thread of the request's message has the longer links.
    ...texts.filter((text) => text.length <= MAX_SECTION_TEXT).map(line),
  ];
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } };
}

function line(text: string): KnownBlock {
  return { type: 'section', text: mrkdwnText(text) };
}
