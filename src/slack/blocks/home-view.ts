import type { HomeView, KnownBlock } from '@slack/types';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { COMMAND } from '../names.ts';
import { approvalSummary, MAX_SECTION_TEXT } from './approval-summary.ts';
import { decideBlock, type WaysToDecide } from './decide-buttons.ts';
import { statusText } from './status.ts';

/** The content of a user's home tab. */
export interface Home {
  readonly waiting: readonly { readonly approval: Approval; readonly ways: WaysToDecide }[];
  readonly decided: readonly Approval[];
  /** More requests wait than are shown. */
  readonly more: boolean;
  /** What else may wait and is not shown, as mrkdwn. */
  readonly notShown: readonly string[];
  /** The ARN of the deployment's own state machine. */
  readonly ownMachine: string;
}

/** @param now milliseconds since 1970 */
export function homeView(shown: Home, wording: Wording, now: number): HomeView {
  const { waiting, decided, more, notShown, ownMachine } = shown;
  const { home } = wording.slack;
  return {
    type: 'home',
    blocks: [
      header(home.waiting),
      ...(waiting.length === 0 ? [line(home.nothingWaiting)] : []),
      ...waiting.flatMap(({ approval, ways }) => waitingBlocks(approval, ways, { wording, now, ownMachine })),
      ...(more ? [line(home.moreWaiting(COMMAND))] : []),
      ...notShown.map(line),
      { type: 'divider' },
      header(home.decided),
      ...(decided.length === 0 ? [line(home.nothingDecided)] : []),
      ...decided.map((approval) => {
        const resolution = resolutionOf(approval);
        const status = resolution && statusText(resolution, wording);
        return approvalSummary(approval, { wording, now, ownMachine, status });
      }),
    ],
  };
}

function waitingBlocks(
  approval: Approval,
  { buttons, links }: WaysToDecide,
  summary: Parameters<typeof approvalSummary>[1],
): KnownBlock[] {
  const texts = links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
  return [
    approvalSummary(approval, summary),
    // A block id must be unique in its view. An execution may have several requests.
    ...(buttons.length > 0 ? [decideBlock(buttons, `decide ${approval.id} ${approval.execution}`)] : []),
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
