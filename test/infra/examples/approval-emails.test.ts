import { expect, test } from 'vitest';
import { app } from '../../../infra/examples/approval-emails.ts';
import { linkOf, openLink, submitForm } from '../../../src/local/demo/visitor.ts';
import { runExample } from './support/run-example.ts';
import { synthesizedExample } from './support/synthesized-example.ts';

const example = synthesizedExample(app, 'ApprovalEmails-ApprovalEmails');

/** Ben's request, with the links of its e-mail. */
async function ask() {
  const running = await runExample(example, { name: 'Ben' });
  const mail = await running.mailTo('approvers@example.com');
  return { ...running, linkTo: (answer: string) => linkOf(answer, mail) };
}

test('a link shows a page, its button approves, and another e-mail confirms it', async () => {
  const { linkTo, execution, ended, until, mailsTo } = await ask();
  const page = await openLink(linkTo('Approve'));
  expect(page).toContain('Approval for Ben');
  expect(execution()?.status).toBe('RUNNING');

  expect(await submitForm(linkTo('Approve'), page)).toContain('<h1>Approved</h1>');

  const { status, output = '' } = await ended();
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toMatchObject({
    name: 'Ben',
    output: { name_in_output: 'Ben', decision: { action: 'approve', via: 'email' } },
  });
  const confirmation = await until('the confirmation', () => mailsTo('approvers@example.com')[1]);
  expect(confirmation.subject).toBe('Approved: Approval for Ben');
});

test('a rejection is the error of the blog post, and is confirmed too', async () => {
  const { linkTo, ended, until, mailsTo } = await ask();

  await submitForm(linkTo('Reject'), await openLink(linkTo('Reject')));

  const { output = '' } = await ended();
  const { Error: error, Cause: cause } = JSON.parse(output).output;
  expect(error).toBe('rejected');
  expect(JSON.parse(cause).errorMessage).toMatch(/^Ben rejected it/);
  const confirmation = await until('the confirmation', () => mailsTo('approvers@example.com')[1]);
  expect(confirmation.subject).toBe('Rejected: Approval for Ben');
});
