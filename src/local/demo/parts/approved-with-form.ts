import { DECIDE_PREFIX } from '../../../slack/blocks/decide-buttons.ts';
import { fieldOf } from '../../../slack/blocks/input-fields.ts';
import { hasButtons } from '../../slack/messages.ts';
import { modalText, slackText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, isWaiting, outputOf, type Stage, startExecution } from '../stage.ts';

const INPUT = {
  name: 'Access to the database',
  actions: [
    { name: 'grant', label: 'Grant access', style: 'primary', outcome: 'approve' },
    { name: 'refuse', label: 'Refuse', outcome: 'reject' },
  ],
  inputs: [
    { name: 'ticket', label: 'Ticket', type: 'text', required: true },
    { name: 'hours', label: 'For how many hours?', type: 'number', default: 4 },
  ],
};

/** The approver is asked for values, which go on to the workflow. */
export async function approvedWithForm({ stack, slack, until }: Stage): Promise<void> {
  heading('5. Approved with a form');
  step(
    'A workflow asks with custom answers, and for two values: the input has "actions" and "inputs". In Slack:',
  );
  const before = slack.messages().length;
  await startExecution(stack, INPUT);
  const asked = await until('the message with custom answers', () => {
    const message = slack.messages().slice(before).find(hasButtons);
    return isWaiting(stack) && message;
  });
  show(slackText(asked, slack.workspace));

  step('Ann presses Grant access. A form asks for the values:');
  const { channel, ts } = asked;
  await slack.press({ user: 'ann', channel, ts, actionId: `${DECIDE_PREFIX}grant` });
  const { modal } = slack.views('ann');
  if (!modal) throw new Error('The answer must open a form.');
  show(modalText(modal));
  step('She types the ticket “DB-7”, and submits the form:');
  const ticket = fieldOf('ticket');
  await slack.submit({ user: 'ann', values: { [ticket]: { [ticket]: 'DB-7' } } });
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  const decision = JSON.stringify(outputOf(stack).decision);
  expect(decision.includes('"inputs":{"ticket":"DB-7","hours":4}'), 'The output must have the values.');
  fact('The execution SUCCEEDED, and the decision in its output has the values:');
  show(decision);
}
