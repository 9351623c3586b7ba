import type { RespondArguments } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';

/** An answer that only whoever typed the command sees. `text` is mrkdwn; it is also what notifications show. */
export function onlyToYou(text: string, blocks?: readonly KnownBlock[]): RespondArguments {
  return { response_type: 'ephemeral', text, ...(blocks && { blocks: [...blocks] }) };
}
