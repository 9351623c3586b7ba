import { hasButtons } from '../../slack/messages.ts';
import { slackText, teamsText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, isWaiting, type Stage } from '../stage.ts';

export async function approvedInTeams({ stack, slack, until }: Stage): Promise<void> {
  const { teams } = stack;
  heading('3. Approved in Teams');
  step(
    `Ann writes @${teams.bot.name} start Ben in the channel ${teams.channel.name} of Teams, and this appears:`,
  );
  const before = teams.messages().length;
  await teams.say({ user: 'ann', text: `@${teams.bot.name} start Ben` });
  const asked = await until('the card that asks for a decision', () => {
    const card = teams
      .messages()
      .slice(before)
      .find(({ attachments }) => attachments !== undefined);
    return isWaiting(stack) && card;
  });
  show(teamsText(asked));

  step('Ben presses Approve, and all people see the decision in the card:');
  await teams.press({ user: 'ben', activity: asked.id, action: '#0' });
  const decided = teams.messages().find(({ id }) => id === asked.id);
  const text = decided ? teamsText(decided) : '';
  show(text);
  expect(!text.includes('[ '), 'The buttons must be gone.');
  step('The message in Slack shows it too:');
  const inSlack = await until('the message in Slack', () => {
    const message = slack.messages().findLast(({ ts, thread_ts = ts }) => thread_ts === ts);
    return message && !hasButtons(message) && message;
  });
  show(slackText(inSlack, slack.workspace));
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  fact('The execution SUCCEEDED with this output:');
  show(stack.executions()[0]?.output ?? '');
}
