import { DECIDE_PREFIX } from '../../../slack/blocks/decide-buttons.ts';
import { hasButtons } from '../../slack/messages.ts';
import { mailText, slackText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, outputOf, type Stage, startExecution } from '../stage.ts';

const INPUT = {
  name: 'Release 1.3',
  approvers: ['ben@example.com'],
  remind: { after: '1s' },
  actions: [
    { name: 'approve', label: 'Approve', style: 'primary', outcome: 'approve' },
    { name: 'ask_later', label: 'Ask me on Monday', outcome: 'other', output: { day: 'Monday' } },
  ],
};

/** An approver is reminded, and gives an answer that neither approves nor rejects. */
export async function remindedAndAnswered({ stack, slack, until }: Stage): Promise<void> {
  heading('6. Reminded, and answered with neither yes nor no');
  step(
    'A workflow asks Ben, and wants him to be reminded after a second: "remind": {"after": "1s"}. In Slack:',
  );
  const before = slack.messages().length;
  await startExecution(stack, INPUT);
  const asked = await until('the message that asks Ben', () =>
    slack.messages().slice(before).find(hasButtons),
  );
  show(slackText(asked, slack.workspace));

  step('A second later, Ben is reminded in the thread of the message, and by e-mail:');
  const { channel, ts } = asked;
  const reply = await until('the reminder in the thread', () =>
    slack.messages().find(({ thread_ts }) => thread_ts === ts),
  );
  show(slackText(reply, slack.workspace));
  const mail = await until('the reminder by e-mail', () =>
    stack.emails().find(({ subject }) => subject.startsWith('Reminder')),
  );
  show(mailText(mail));

  step('He presses Ask me on Monday:');
  await slack.press({ user: 'ben', channel, ts, actionId: `${DECIDE_PREFIX}ask_later` });
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  const shown = await until('the answer in the message', () => {
    const message = slack.messages().find((one) => one.ts === ts);
    return message && !hasButtons(message) && message;
  });
  show(slackText(shown, slack.workspace));
  const { day, decision } = outputOf(stack);
  expect(day === 'Monday', 'The output must have the day.');
  fact('The execution SUCCEEDED. A Choice state can branch on the outcome of the decision, or on the day:');
  show(JSON.stringify({ day, decision }));
}
