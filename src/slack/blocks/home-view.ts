import type { HomeView, KnownBlock } from '@slack/types';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
import { executionName } from '../../approval/execution.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { COMMAND } from '../names.ts';
import { approvalSummary, MAX_SECTION_TEXT } from './approval-summary.ts';
import { decideBlock, type WaysToDecide } from './decide-buttons.ts';
import { statusText } from './status.ts';

/** A request, with a link to its message if Slack gives it. */
interface HomeItem {
  readonly approval: Approval;
  readonly permalink?: string | undefined;
}

/** The content of a user's home tab. */
export interface Home {
  readonly waiting: readonly (HomeItem & { readonly ways: WaysToDecide })[];
  readonly decided: readonly HomeItem[];
  /** More requests may be waiting than are shown. */
  readonly more: boolean;
}

/** How many characters the details of each request may have: the blocks of the tab must fit together. */
const MAX_DETAILS = 300;

/** @param now milliseconds since 1970 */
export function homeView({ waiting, decided, more }: Home, wording: Wording, now: number): HomeView {
  const { home } = wording.slack;
  return {
    type: 'home',
    blocks: [
      header(home.waiting),
      ...(waiting.length === 0 ? [line(home.nothingWaiting)] : []),
      ...waiting.flatMap((item) => waitingBlocks(item, wording, now)),
      ...(more ? [line(home.moreWaiting(COMMAND))] : []),
      { type: 'divider' },
      header(home.decided),
      ...(decided.length === 0 ? [line(home.nothingDecided)] : []),
      ...decided.map(({ approval, permalink }) => {
        const resolution = resolutionOf(approval);
        const status = resolution && statusText(resolution, wording);
        return approvalSummary(approval, { wording, now, permalink, status, details: MAX_DETAILS });
      }),
    ],
  };
}

function waitingBlocks(
  { approval, ways: { buttons, links }, permalink }: Home['waiting'][number],
  wording: Wording,
  now: number,
): KnownBlock[] {
  const texts = links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
  return [
    approvalSummary(approval, { wording, now, permalink, details: MAX_DETAILS }),
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
