import type { RespondArguments, SlashCommand } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';

/** What is looked at of a slash command; one without words may come without a text. */
export type Command = Pick<SlashCommand, 'command' | 'user_id' | 'user_name' | 'trigger_id'> & {
  readonly text?: string;
};

/** An answer that only whoever typed the command sees. `text` is mrkdwn; it is also what notifications show. */
export function onlyToYou(text: string, blocks?: readonly KnownBlock[]): RespondArguments {
  return { response_type: 'ephemeral', text, ...(blocks && { blocks: [...blocks] }) };
}
