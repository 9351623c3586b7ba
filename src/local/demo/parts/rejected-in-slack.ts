import { COMMENT } from '../../../slack/blocks/answer-modal.ts';
import { REJECT_BUTTON } from '../../../slack/blocks/decide-buttons.ts';
import { hasButtons } from '../../slack/messages.ts';
import { mailText, modalText, slackText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, isWaiting, lastMessage, type Stage } from '../stage.ts';

export async function rejectedInSlack({ stack, slack, until }: Stage): Promise<void> {
  heading('2. Rejected in Slack');
  step('Ann types /approval start Ben, and this appears in #approvals:');
  await slack.command({ user: 'ann', text: '/approval start Ben' });
  const asked = await until('the message that asks for a decision', () => {
    const message = lastMessage(slack);
    return hasButtons(message) && isWaiting(stack) && message;
  });
  show(slackText(asked, slack.workspace));

  step('Ben presses Reject. A modal asks for the reason:');
  await slack.press({ user: 'ben', channel: asked.channel, ts: asked.ts, actionId: REJECT_BUTTON });
  const { modal } = slack.views('ben');
  if (!modal) throw new Error('Reject must ask for a reason.');
  show(modalText(modal));
  step('Ben types “too early” and submits the modal:');
  await slack.submit({ user: 'ben', values: { [COMMENT]: { [COMMENT]: 'too early' } } });
  const confirmation = await until('the e-mail that reports the rejection', () => stack.emails()[3]);
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  const decided = slack.messages().find(({ ts }) => ts === asked.ts);
  if (!decided || hasButtons(decided)) throw new Error('The buttons must be gone.');
  show(slackText(decided, slack.workspace));
  step('A message in the thread notifies Ann:');
  show(slackText(lastMessage(slack), slack.workspace));
  fact('The task failed with the error “rejected”; the state machine caught it and SUCCEEDED.');
  step('An e-mail reports the rejection:');
  show(mailText(confirmation));
  expect(confirmation.subject.startsWith('Rejected'), 'The last e-mail must report the rejection.');
}
