import type { Resolution } from '../../approval/approval.ts';
import { cut } from '../../approval/text.ts';
import type { Wording } from '../../wording/index.ts';
import { type Container, textBlock } from './elements.ts';
import { escapeMarkdown, teamsDate } from './markdown.ts';

/** The longest reason and the longest name in a card. */
const MAX_REASON = 1_500;
const MAX_DECIDER = 254;

const LOOK: Readonly<Record<Resolution['status'], { style: NonNullable<Container['style']>; sign: string }>> =
  {
    approved: { style: 'good', sign: '✅' },
    rejected: { style: 'attention', sign: '❌' },
    answered: { style: 'good', sign: '💬' },
    expired: { style: 'warning', sign: '⌛' },
    cancelled: { style: 'emphasis', sign: '🚫' },
    failed: { style: 'warning', sign: '⚠️' },
  };

/** What replaces the buttons. */
export function statusContainer(resolution: Resolution, wording: Wording): Container {
  const { style, sign } = LOOK[resolution.status];
  return {
    type: 'Container',
    style,
    bleed: true,
    items: [textBlock(`${sign} ${statusMarkdown(resolution, wording)}`)],
  };
}

/** How a request ended, as Markdown of a TextBlock. */
export function statusMarkdown(resolution: Resolution, wording: Wording): string {
  const { at } = resolution;
  return wording.resolved(inMarkdown(resolution), undefined, at && teamsDate(at));
}

/** The same as plain text, with the date in UTC. */
export function statusText(resolution: Resolution, wording: Wording): string {
  return wording.resolved(shortened(resolution));
}

/** Such as "Already approved by Ann by e-mail, 3 minutes ago.", as plain text. */
export function alreadyText(resolution: Resolution, ago: string | undefined, wording: Wording): string {
  return wording.already(shortened(resolution), ago);
}

function inMarkdown(resolution: Resolution): Resolution {
  return mapTexts(shortened(resolution), escapeMarkdown);
}

function shortened(resolution: Resolution): Resolution {
  return mapTexts(resolution, (text, max) => cut(text, max));
}

/** The same resolution with each text that people or other programs wrote replaced. */
function mapTexts(
  { vote, cause, ...rest }: Resolution,
  map: (text: string, max: number) => string,
): Resolution {
  const who = Object.entries(vote?.who ?? {}).map(([member, text]) => [
    member,
    typeof text === 'string' ? map(text, MAX_DECIDER) : text,
  ]);
  return {
    ...rest,
    ...(vote && {
      vote: {
        ...vote,
        who: Object.fromEntries(who),
        via: map(vote.via, MAX_DECIDER),
        ...(vote.label !== undefined && { label: map(vote.label, MAX_DECIDER) }),
        ...(vote.comment !== undefined && { comment: map(vote.comment, MAX_REASON) }),
      },
    }),
    ...(cause !== undefined && { cause: map(cause, MAX_REASON) }),
  };
}
