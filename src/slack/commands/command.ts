import type { RespondArguments, SlashCommand } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Viewer } from '../access.ts';

/** The parts of a slash command that are read. Slack may leave out an empty text. */
export type Command = Pick<
  SlashCommand,
  'command' | 'user_id' | 'user_name' | 'channel_id' | 'trigger_id'
> & {
  readonly text?: string;
};

/** The user of a command, and the channel where it was typed: only people who can read a channel can type there. */
export function viewerOf({ user_id: userId, channel_id: channel }: Command): Viewer {
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
