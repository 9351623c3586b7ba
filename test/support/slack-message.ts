import type { KnownBlock, MrkdwnElement } from '@slack/types';
import { actionsOf, parseRequest } from '../../src/approval/request.ts';

export const LATER = new Date('2026-11-25T08:00:00Z');

/** The approval request of a state machine's input. */
export function requestOf(input: object) {
  return parseRequest(input, 'en', 'ApprovalEmails');
}

/** Ann, in Slack, at {@link LATER}. */
export function decision() {
  return {
    action: 'approve',
    by: 'ann',
    user_id: 'U0ANN0001',
    via: 'slack',
    at: LATER.toISOString(),
  } as const;
}

/** What looks like a sealed payload of this length. */
export function sealedOf(length: number): string {
  return `3-${'A'.repeat(length - 2)}`;
}

/** Callback URLs whose sealed payload has this length. */
export function urlsOf(length: number) {
  const actions = actionsOf(requestOf({ name: 'Ben' }));
  const [approve = '', reject = ''] = actions.map(
    ({ name, type }) => `https://example.com/respond?action=${name}&type=${type}&data=${sealedOf(length)}`,
  );
  return { approve, reject };
}

/** All texts that Slack reads as mrkdwn. */
export function mrkdwnOf(blocks: readonly KnownBlock[]): string[] {
  return mrkdwnObjects(blocks).map(({ text }) => text);
}

/** The same as text objects. */
export function mrkdwnObjects(blocks: readonly KnownBlock[]): MrkdwnElement[] {
  return blocks
    .flatMap((block) => {
      if (block.type === 'section') return [block.text, ...(block.fields ?? [])];
      return block.type === 'context' ? block.elements : [];
    })
    .flatMap((element) => (element?.type === 'mrkdwn' ? [element] : []));
}
