import type { KnownBlock, MrkdwnElement } from '@slack/types';
import type { Vote } from '../../src/approval/approval.ts';
import type { Button } from '../../src/approval/surface.ts';
import { TWO_ACTIONS } from './requests.ts';

export const LATER = new Date('2026-11-25T08:00:00Z');

/** A decision of Ann in Slack at {@link LATER}. */
export function vote(): Vote {
  return { action: 'approve', who: { id: 'U0ANN0001', name: 'ann' }, via: 'slack', at: LATER };
}

/** A text that looks like a sealed payload of this length. */
export function sealedOf(length: number): string {
  return `3-${'A'.repeat(length - 2)}`;
}

/** The two buttons of an approval whose sealed payloads have this length. */
export function buttonsOf(length: number): readonly Button[] {
  return TWO_ACTIONS.map(({ name: action, style, outcome }) => ({
    action,
    outcome,
    ...(style && { style }),
    sealed: sealedOf(length),
    url: `https://example.com/respond?action=${action}&data=${sealedOf(length)}`,
  }));
}

/** Five buttons of a request with actions of its own, with labels of the greatest length. */
export function ownButtonsOf(length: number): readonly Button[] {
  return Array.from({ length: 5 }, (_, index) => ({
    ...(buttonsOf(length)[0] as Button),
    action: `approve_${index}`.padEnd(40, '_'),
    label: `${index}`.padEnd(40, '"'),
  }));
}

/** All texts that Slack interprets as mrkdwn. */
export function mrkdwnOf(blocks: readonly KnownBlock[]): string[] {
  return mrkdwnObjects(blocks).map(({ text }) => text);
}

/** The text objects of all texts that Slack interprets as mrkdwn. */
export function mrkdwnObjects(blocks: readonly KnownBlock[]): MrkdwnElement[] {
  return blocks
    .flatMap((block) => {
      if (block.type === 'section') return [block.text, ...(block.fields ?? [])];
      return block.type === 'context' ? block.elements : [];
    })
    .flatMap((element) => (element?.type === 'mrkdwn' ? [element] : []));
}
