import type { HomeView, KnownBlock } from '@slack/types';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
import { executionName } from '../../approval/execution.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { COMMAND } from '../names.ts';
import { approvalSummary } from './approval-summary.ts';
import { decideBlock, type Ways } from './decide-buttons.ts';
import { statusText } from './status.ts';

/** What a person's home tab tells. */
export interface Home {
  readonly waiting: readonly { readonly approval: Approval; readonly ways: Ways }[];
  readonly decided: readonly Approval[];
  /** There is more that waits than is shown. */
  readonly more: boolean;
}

/** @param now milliseconds since 1970 */
export function homeView({ waiting, decided, more }: Home, wording: Wording, now: number): HomeView {
  const { home } = wording.slack;
  return {
    type: 'home',
    blocks: [
      header(home.waiting),
      ...(waiting.length === 0 ? [line(home.nothingWaiting)] : []),
      ...waiting.flatMap(({ approval, ways }) => waitingBlocks(approval, ways, wording, now)),
      ...(more ? [line(home.moreWaiting(COMMAND))] : []),
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
  { buttons, links }: Ways,
  wording: Wording,
  now: number,
): KnownBlock[] {
  const texts = links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
  return [
    approvalSummary(approval, { wording, now }),
    // Unique in the view, as block ids have to be.
    ...(buttons.length > 0 ? [decideBlock(buttons, `decide ${executionName(approval.execution)}`)] : []),
    ...texts.filter((text) => text.length <= MAX_TEXT).map(line),
  ];
}

/** Of a text in a section (Block Kit reference). A longer link is in the thread of the request's message. */
const MAX_TEXT = 3_000;

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } };
}

function line(text: string): KnownBlock {
  return { type: 'section', text: mrkdwnText(text) };
}
