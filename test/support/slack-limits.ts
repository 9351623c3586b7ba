import type { KnownBlock, View } from '@slack/types';
import { refuseBlocks } from '../../src/local/slack/block-limits.ts';
import { refuseView } from '../../src/local/slack/view-limits.ts';

/** Kinds of blocks whose limits the embedded Slack knows. */
const KNOWN: ReadonlySet<string> = new Set(['header', 'section', 'context', 'actions', 'input', 'divider']);

/** What Slack would refuse in a message's blocks, in its words; nothing if it would take them. */
export function complaintsAbout(blocks: readonly KnownBlock[]): string[] {
  return [...inWords(refuseBlocks(blocks)), ...unknownKinds(blocks)];
}

/** The same of a modal or a home tab. */
export function complaintsAboutView(view: View): string[] {
  return [...inWords(refuseView(view)), ...unknownKinds(view.blocks as KnownBlock[])];
}

function inWords(refusal: { error: string; messages: readonly string[] } | undefined): string[] {
  return refusal ? [refusal.error, ...refusal.messages] : [];
}

function unknownKinds(blocks: readonly KnownBlock[]): string[] {
  return blocks.filter(({ type }) => !KNOWN.has(type)).map(({ type }) => `a block of type ${type}`);
}
