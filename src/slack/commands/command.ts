import type { RespondArguments, SlashCommand } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';

/** The parts of a slash command that are read. Slack may leave out an empty text. */
export type Command = Pick<SlashCommand, 'command' | 'user_id' | 'user_name' | 'trigger_id'> & {
  readonly text?: string;
};

/**
 * An answer that only the user of the command sees.
 *
 * @param text mrkdwn; notifications show it too
 */
export function ephemeral(text: string, blocks?: readonly KnownBlock[]): RespondArguments {
  return { response_type: 'ephemeral', text, ...(blocks && { blocks: [...blocks] }) };
}
