import type { KnownBlock, View } from '@slack/types';
import { refuseBlocks } from '../../src/local/slack/block-limits.ts';
import { refuseView } from '../../src/local/slack/view-limits.ts';

/** The block types whose limits the embedded Slack checks. */
const KNOWN: ReadonlySet<string> = new Set(['header', 'section', 'context', 'actions', 'input', 'divider']);

/** Returns Slack's errors for the blocks of a message. The list is empty if Slack accepts the blocks. */
export function complaintsAbout(blocks: readonly KnownBlock[]): string[] {
  return [...inWords(refuseBlocks(blocks)), ...unknownKinds(blocks)];
}

/** Returns Slack's errors for a modal or a home tab. */
export function complaintsAboutView(view: View): string[] {
  return [...inWords(refuseView(view)), ...unknownKinds(view.blocks as KnownBlock[])];
}

function inWords(refusal: { error: string; messages: readonly string[] } | undefined): string[] {
  return refusal ? [refusal.error, ...refusal.messages] : [];
}

function unknownKinds(blocks: readonly KnownBlock[]): string[] {
  return blocks.filter(({ type }) => !KNOWN.has(type)).map(({ type }) => `a block of type ${type}`);
}
