import type { HomeView, KnownBlock } from '@slack/types';
import { type Approval, resolutionOf } from '../../approval/approval.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
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
}

/** How many characters the details of each request may have: the blocks of the tab must fit together. */
const MAX_DETAILS = 300;

/** What the parts of the home tab have in common. */
interface HomeFacts {
  readonly wording: Wording;
  /** Milliseconds since 1970 */
  readonly now: number;
  /** The slash command of the app. */
  readonly command: string;
  /** The ARN of the deployment's own state machine. */
  readonly ownMachine: string;
}

export function homeView({ waiting, decided, more, notShown }: Home, facts: HomeFacts): HomeView {
  const { wording, command } = facts;
  const { home } = wording.slack;
  return {
    type: 'home',
    blocks: [
      header(home.waiting),
      ...(waiting.length === 0 ? [line(home.nothingWaiting)] : []),
      ...waiting.flatMap((item) => waitingBlocks(item, facts)),
      ...(more ? [line(home.moreWaiting(command))] : []),
      ...notShown.map(line),
      { type: 'divider' },
      header(home.decided),
      ...(decided.length === 0 ? [line(home.nothingDecided)] : []),
      ...decided.map(({ approval, permalink }) => {
        const resolution = resolutionOf(approval);
        const status = resolution && statusText(resolution, wording);
        return approvalSummary(approval, { ...facts, permalink, status, details: MAX_DETAILS });
      }),
    ],
  };
}

function waitingBlocks(
  { approval, ways: { buttons, links }, permalink }: Home['waiting'][number],
  facts: HomeFacts,
): KnownBlock[] {
  const texts = links.map(({ label, url }) => `<${url}|${escapeMrkdwn(label)}>`);
  return [
    approvalSummary(approval, { ...facts, permalink, details: MAX_DETAILS }),
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
