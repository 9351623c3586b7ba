import { type Seen, seenInSlack } from './seen.ts';
import { seenInTeams } from './seen-in-teams.ts';
import { type Asked, BEN, type Stage } from './stage.ts';

/** Ben presses a button of the message. */
export function press(stage: Stage, { channel, ts }: Asked['message'], actionId: string): Promise<Seen> {
  return seenInSlack(stage, BEN, () => stage.slack.press({ user: BEN, channel, ts, actionId }));
}

/** Ben submits his modal. */
export function submit(
  stage: Stage,
  values: Parameters<Stage['slack']['submit']>[0]['values'],
): Promise<Seen> {
  return seenInSlack(stage, BEN, () => stage.slack.submit({ user: BEN, values }));
}

/** Types a command. */
export function command(stage: Stage, user: string, words: string): Promise<Seen> {
  return seenInSlack(stage, user, () => stage.slack.command({ user, text: `/approval ${words}` }));
}

/** Ben presses a button of a card in Teams. */
export function pressCard(stage: Stage, activity: string, action: string): Promise<Seen> {
  return seenInTeams(stage, BEN, ({ press }) => press({ user: BEN, activity, action }));
}

/** Writes a message that mentions the bot, in the channel in Teams. */
export function mention(stage: Stage, user: string, words: string): Promise<Seen> {
  return seenInTeams(stage, user, ({ say, bot }) => say({ user, text: `@${bot.name} ${words}` }), true);
}
