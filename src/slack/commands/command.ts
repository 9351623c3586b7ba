import type { RespondArguments, SlashCommand } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Viewer } from '../access.ts';
import type { ReadingCommand } from '../follow-up.ts';

/** The parts of a slash command that are read. */
export type Command = ReadingCommand & Pick<SlashCommand, 'user_name' | 'trigger_id'>;

/** The user of a command, and the channel where it was typed: only people who can read a channel can type there. */
export function viewerOf({ user_id: userId, channel_id: channel }: ReadingCommand): Viewer {
  return { userId, channel };
}

/**
 * An answer that only the user of the command sees.
 *
 * @param text mrkdwn; notifications show it too
 */
export function ephemeral(text: string, blocks?: readonly KnownBlock[]): RespondArguments {
  return { response_type: 'ephemeral', text, ...(blocks && { blocks: [...blocks] }) };
}
