import { DECIDE_PREFIX } from '../../../slack/blocks/decide-buttons.ts';
import { hasButtons } from '../../slack/messages.ts';
import { mailText, pageText, slackText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, isWaiting, type Stage, startExecution } from '../stage.ts';
import { linkOf, openLink, submitForm } from '../visitor.ts';

const APPROVERS = ['ann@example.com', 'ben@example.com'];

/** One approver votes in Slack, and the other one with the link in an e-mail. */
export async function approvedByTwo({ stack, slack, until }: Stage): Promise<void> {
  heading('4. Approved by two people');
  const input = { name: 'Release 1.2', approvals: 2, approvers: APPROVERS };
  step(`A workflow asks two people: StartExecution with ${JSON.stringify(input)}.`);
  const [messages, mails] = [slack.messages().length, stack.emails().length];
  await startExecution(stack, input);
  const asked = await until('the message that asks two people', () => {
    const message = slack.messages().slice(messages).find(hasButtons);
    return isWaiting(stack) && message;
  });
  const shown = () => slack.messages().find(({ ts }) => ts === asked.ts) ?? asked;
  const showMessage = () => show(slackText(shown(), slack.workspace));
  showMessage();

  step('Ann presses Approve in Slack. That is one of two approvals, so the execution still waits:');
  const { channel, ts } = asked;
  await slack.press({ user: 'ann', channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  await until('the first vote in the message', () => textOf(shown()).includes('1 of 2 approvals'));
  showMessage();
  expect(stack.executions()[0]?.status === 'RUNNING', 'One of two approvals must not decide.');

  step('Ben has an e-mail of his own:');
  const mail = stack
    .emails()
    .slice(mails)
    .find(({ to }) => to === 'ben@example.com');
  if (!mail) throw new Error('Ben must have an e-mail.');
  show(mailText(mail));
  step('He opens its Approve link. The page shows the vote of Ann:');
  const link = linkOf('Approve', mail);
  const page = await openLink(link);
  show(pageText(page));
  step('He presses the button, and the message in Slack shows both votes:');
  await submitForm(link, page);
  await until('both votes in the message', () => !hasButtons(shown()));
  showMessage();
  expect(textOf(shown()).includes('2 of 2 approvals'), 'The message must show both votes.');
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  fact('The execution SUCCEEDED, and its output has both decisions:');
  show(stack.executions()[0]?.output ?? '');
}

function textOf({ blocks }: { readonly blocks?: unknown }): string {
  return JSON.stringify(blocks);
}
