import type { SlashCommand } from '@slack/bolt';

/** What is looked at of a slash command; one without words may come without a text. */
export type Command = Pick<SlashCommand, 'command' | 'user_id' | 'user_name' | 'trigger_id'> & {
  readonly text?: string;
};
