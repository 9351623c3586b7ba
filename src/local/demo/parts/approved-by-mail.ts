import { mailText, pageText, slackText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, isWaiting, lastMessage, type Stage, startExecution } from '../stage.ts';
import { linkOf, openLink, submitForm } from '../visitor.ts';

export async function approvedByMail({ stack, slack, until }: Stage): Promise<void> {
  heading('1. Approved by e-mail');
  step(
    'A workflow starts: StartExecution with {"name": "Ben"}. It waits, and an e-mail asks for a decision:',
  );
  await startExecution(stack, { name: 'Ben' });
  const request = await until(
    'the e-mail that asks for a decision',
    () => isWaiting(stack) && stack.emails()[0],
  );
  show(mailText(request));
  step('(The links are shortened here. In the e-mail they are complete.)');

  step('The approver opens the Approve link in a browser:');
  const link = linkOf('Approve', request);
  const page = await openLink(link);
  show(pageText(page));
  await openLink(link);
  expect(stack.executions()[0]?.status === 'RUNNING', 'Opening the link must not decide anything.');
  fact('The link was opened twice and the execution is still RUNNING: mail scanners open links too.');

  step('The approver presses the button:');
  show(pageText(await submitForm(link, page)));
  const confirmation = await until('the e-mail that confirms the approval', () => stack.emails()[1]);
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  fact('The execution SUCCEEDED with this output:');
  show(stack.executions()[0]?.output ?? '');
  step('An e-mail confirms the approval:');
  show(mailText(confirmation));
  expect(confirmation.subject.startsWith('Approved'), 'The second e-mail must confirm the approval.');
  step('The message in Slack shows the decision too:');
  show(slackText(lastMessage(slack), slack.workspace));
}
