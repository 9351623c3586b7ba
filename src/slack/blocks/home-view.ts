import type { HomeView, KnownBlock } from '@slack/types';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
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
  /** What else may wait and is not shown, as mrkdwn. */
  readonly notShown: readonly string[];
  /** The ARN of the deployment's own state machine. */
  readonly ownMachine: string;
}

/** How many characters the details of each request may have: the blocks of the tab must fit together. */
const MAX_DETAILS = 300;

/** @param now milliseconds since 1970 */
export function homeView(shown: Home, wording: Wording, now: number): HomeView {
  const { waiting, decided, more, notShown, ownMachine } = shown;
  const { home } = wording.slack;
  const facts = { wording, now, ownMachine, details: MAX_DETAILS };
  return {
    type: 'home',
    blocks: [
      header(home.waiting),
      ...(waiting.length === 0 ? [line(home.nothingWaiting)] : []),
      ...waiting.flatMap((item) => waitingBlocks(item, facts)),
      ...(more ? [line(home.moreWaiting(COMMAND))] : []),
      ...notShown.map(line),
      { type: 'divider' },
      header(home.decided),
      ...(decided.length === 0 ? [line(home.nothingDecided)] : []),
      ...decided.map(({ approval, permalink }) => {
        const resolution = resolutionOf(approval);
        const status = resolution && statusText(resolution, wording);
        return approvalSummary(approval, { ...facts, permalink, status });
      }),
    ],
  };
}

function waitingBlocks(
  { approval, ways: { buttons, links }, permalink }: Home['waiting'][number],
  facts: Parameters<typeof approvalSummary>[1],
): KnownBlock[] {
  const texts = links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
  return [
    approvalSummary(approval, { ...facts, permalink }),
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
