import { expect, test } from 'vitest';
import { openLink, submitForm } from '../../src/local/demo/visitor.ts';
import { decided, PROOF } from '../support/decided.ts';
import { startTestStack } from './support/test-stack.ts';

/** Starts a stack, and an approval that waits for its decision. */
async function startWaiting() {
  const test = await startTestStack();
  await test.startExecution({ name: 'Ben' });
  await test.until(
    'the task to wait',
    async () => (await test.getJson('/_local/executions'))[0]?.waitingStates[0],
  );
  const [mail] = await test.getJson('/_local/emails');
  const [, approve = '', reject = ''] = /^Approve:\n(\S+)\n\nReject:\n(\S+)$/m.exec(mail.message) ?? [];
  const ended = () =>
    test.until('the end', () => test.stack.executions().find(({ status }) => status !== 'RUNNING'));
  /** Waits until the mail and the message in Slack tell how the approval ended. */
  const told = async () => {
    await test.until('the mail that tells it', () => test.stack.emails()[1]);
    await test.until('the message', async () => {
      const [message] = await test.getJson('/_local/slack/messages');
      return !JSON.stringify(message.blocks).includes('button');
    });
  };
  return { ...test, approve, reject, ended, told };
}

test('a link in the e-mail decides only after a press of the button on its page', async () => {
  const { stack, approve, ended, told, getJson } = await startWaiting();
  const page = await openLink(approve);
  await openLink(approve);
  expect(stack.executions()[0]?.status).toBe('RUNNING');
  expect(await submitForm(approve, page)).toContain('<h1>Approved</h1>');
  const { status, output } = await ended();
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '')).toMatchObject({
    output: { name_in_output: 'Ben', decision: { action: 'approve', via: 'email' } },
  });
  await told();
  expect(await getJson('/_local/emails')).toMatchObject([
    { subject: 'Approval needed: Approval for Ben' },
    { subject: 'Approved: Approval for Ben', message: expect.stringContaining('Your task is complete.') },
  ]);
  const [message] = await getJson('/_local/slack/messages');
  expect(JSON.stringify(message.blocks)).toContain('Approved by e-mail');
  expect(JSON.stringify(message.blocks)).not.toContain('button');
});

test('an approver with a known address gets an e-mail with links', async () => {
  const test = await startTestStack();
  await test.startExecution({ name: 'Ben', approvers: ['cleo@example.com', 'nobody@example.com'] });
  await test.until(
    'the task to wait',
    async () => (await test.getJson('/_local/executions'))[0]?.waitingStates[0],
  );
  const mails: { to: string; message: string }[] = await test.getJson('/_local/emails');
  const withLinks = mails.filter(({ message }) => message.includes('Approve:'));
  expect(withLinks.map(({ to }) => to)).toEqual(['cleo@example.com']);
});

test('an approver outside the channel decides in a direct message, and each copy shows the decision', async () => {
  const test = await startTestStack();
  const { slack } = test.stack;
  const [ann, , cleo] = slack?.workspace.users ?? [];
  const channel = slack?.workspace.channel.id;
  await slack?.call('conversations.kick', { channel, user: cleo?.id });
  await slack?.command({ text: '/approval start Ben approvers: @cleo channel: #approvals', user: 'ann' });
  const copy = await test.until('the direct message', async () =>
    (await slack?.messages())?.find(({ direct_to, blocks }) => direct_to === cleo?.id && blocks),
  );
  await test.until(
    'the task to wait',
    async () => (await test.getJson('/_local/executions'))[0]?.waitingStates[0],
  );

  const isForAnn = (text: string) => text.includes(`<@${ann?.id}> *Approval for Ben*`);
  await slack?.press({ user: 'cleo', channel: copy.channel, ts: copy.ts, actionId: 'decide:approve' });

  await test.until('the end', () => test.stack.executions().find(({ status }) => status === 'SUCCEEDED'));
  await test.until('the word to the requester', () => slack?.messages().find(({ text }) => isForAnn(text)));
  const closed = ({ blocks }: { readonly blocks?: unknown }) =>
    !JSON.stringify(blocks ?? '').includes('button');
  await test.until('each copy', () => slack?.messages().every(closed));
  const messages = slack?.messages() ?? [];
  const withBlocks = messages.filter(({ blocks, visible_to }) => blocks && !visible_to);
  expect(withBlocks.map((message) => message.channel).sort()).toEqual([channel, copy.channel].sort());
  for (const { blocks } of withBlocks) {
    expect(JSON.stringify(blocks)).toContain(`Approved by <@${cleo?.id}>`);
    expect(JSON.stringify(blocks)).not.toContain('button');
  }
  const told = messages.find(({ text }) => isForAnn(text));
  expect(told).toMatchObject({ channel, thread_ts: expect.any(String) });
});

test('the requester learns which channel a request could not be posted in', async () => {
  const test = await startTestStack();
  const { slack } = test.stack;
  const [ann] = slack?.workspace.users ?? [];

  await test.startExecution({ name: 'Ben', requester_id: ann?.id, channel: 'C0NOWHERE1' });

  const told = await test.until('the message to the requester', async () =>
    (await slack?.messages())?.find(({ direct_to }) => direct_to === ann?.id),
  );
  expect(told?.text).toContain('Slack: The channel C0NOWHERE1 does not exist');
});

test('a second decision is refused, and a page shows that the request is already decided', async () => {
  const { approve, reject, ended } = await startWaiting();
  const page = await openLink(reject);
  await submitForm(approve, await openLink(approve));
  await ended();
  const late = await fetch(reject, { method: 'POST', headers: { accept: 'text/html' } });
  expect(late.status).toBe(400);
  expect(await late.text()).toContain('Already decided');
  expect(page).toContain('Reject');
});

test('Reject in Slack asks for a reason and fails the task, and the state machine catches the error', async () => {
  const { stack, postJson, getJson, ended, told } = await startWaiting();
  const [{ channel, ts }] = await getJson('/_local/slack/messages');
  const press = { user: 'ben', channel, ts, action_id: 'decide:reject' };
  expect((await postJson('/_local/slack/press', press)).status).toBe(200);
  expect(stack.executions()[0]?.status).toBe('RUNNING');
  await postJson('/_local/slack/submit', { user: 'ben', values: { comment: { comment: 'too early' } } });
  const { status, output } = await ended();
  expect(status).toBe('SUCCEEDED');
  const { Error: error, Cause: cause } = JSON.parse(output ?? '').output;
  expect(error).toBe('rejected');
  expect(JSON.parse(cause)).toEqual({
    errorMessage: 'Ben rejected it (by ben in Slack): too early',
    errorType: 'rejected',
    ...decided({
      action: 'reject',
      by: 'ben',
      user_id: expect.stringMatching(/^U/),
      via: 'slack',
      at: expect.stringMatching(/Z$/),
      comment: 'too early',
    }),
    proof: PROOF,
  });
  await told();
  expect(await getJson('/_local/emails')).toMatchObject([{}, { subject: 'Rejected: Approval for Ben' }]);
  const [message] = await getJson('/_local/slack/messages');
  expect(JSON.stringify(message.blocks)).toContain('Rejected');
});

test('Slack and e-mail both report a stopped execution', async () => {
  const { stack, stopExecution, until, getJson } = await startWaiting();
  await stopExecution('wrong account');
  await until('the mail that tells it', () => stack.emails()[1]);
  expect(await getJson('/_local/emails')).toMatchObject([{}, { subject: 'Cancelled: Approval for Ben' }]);
  await until('the message', async () => {
    const [message] = await getJson('/_local/slack/messages');
    return JSON.stringify(message.blocks).includes('Cancelled: wrong account');
  });
});

test('an approver with an e-mail address decides by e-mail, and other people cannot decide in Slack', async () => {
  const { stack, startExecution, until, getJson, postJson } = await startTestStack();
  await startExecution({ name: 'Ben', approvers: 'approvers@example.com' });
  const mail = await until('the mail', () => stack.emails()[0]);
  const [{ channel, ts }] = await until('the message', async () => {
    const messages = await getJson('/_local/slack/messages');
    return messages.length > 0 && messages;
  });
  await postJson('/_local/slack/press', { user: 'ben', channel, ts, action_id: 'decide:approve' });
  expect(stack.executions()[0]?.status).toBe('RUNNING');

  const [, approve = ''] = /^Approve:\n(\S+)$/m.exec(mail.message) ?? [];
  await submitForm(approve, await openLink(approve));
  const ended = await until('the end', () => stack.executions().find(({ status }) => status === 'SUCCEEDED'));
  expect(JSON.parse(ended.output ?? '').output.decision).toMatchObject({ by: 'approvers@example.com' });
});

test('/approval start starts an approval, and only the requester sees the confirmation', async () => {
  const { stack, postJson, until, getJson } = await startTestStack();
  await postJson('/_local/slack/command', { user: 'ben', text: '/approval start Ann' });
  await until('the mail', () => stack.emails()[0]);
  expect(JSON.parse(stack.executions()[0]?.input ?? '')).toMatchObject({ name: 'Ann', requester: 'ben' });
  const messages = await getJson('/_local/slack/messages');
  expect(messages.find(({ text }: { text: string }) => text.startsWith('Requested'))).toMatchObject({
    visible_to: stack.slack?.workspace.users[1]?.id,
  });
});

test('the stack uses German if LOCALE is de', async () => {
  const { stack, startExecution, until } = await startTestStack({ env: { LOCALE: 'de' } });
  await startExecution({ name: 'Ben' });
  const mail = await until('the mail', () => stack.emails()[0]);
  expect(mail.message).toContain('Ablehnen:');
});

test('two stacks run at the same time, and do not share data', async () => {
  const [one, other] = [await startTestStack(), await startTestStack()];
  await one.startExecution({ name: 'Ben' });
  await one.until('the mail', () => one.stack.emails()[0]);
  expect(other.stack.emails()).toEqual([]);
  expect(other.stack.executions()).toEqual([]);
});

test('the stack closes its first port if its second port is taken', async () => {
  const { stack } = await startTestStack();
  const taken = Number(new URL(stack.awsUrl).port);
  const [free] = [await startTestStack()];
  await free.stack.close();
  const port = Number(new URL(free.stack.url).port);
  const started = startTestStack({ port, awsPort: taken });
  await expect(started).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken });
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
});

test('a request whose only approver does not exist fails at once, and says why', async () => {
  const { stack, startExecution, until } = await startTestStack();
  await startExecution({ name: 'Ben', approvers: ['dora@example.com'] });

  const ended = await until('the end', () => stack.executions().find(({ status }) => status !== 'RUNNING'));

  expect(JSON.stringify(ended)).toContain(
    'dora@example.com cannot be reached. Slack: there is no such account. Name another approver. ' +
      'Teams: no member of the team has this address or id. Add the person to the team, or name another approver. ' +
      'E-mail: this address does not subscribe to the topic. Subscribe it, or name another approver.',
  );
  expect(await stack.slack?.messages()).toEqual([]);
});

test('a request reaches the approvers who exist, and its requester reads who cannot be reached', async () => {
  const { stack, startExecution, until } = await startTestStack();
  const { slack } = stack;
  const [ann] = slack?.workspace.users ?? [];
  await startExecution({
    name: 'Ben',
    approvers: ['cleo@example.com', 'dora@example.com'],
    requester_id: ann?.id,
  });

  const told = await until('the message to the requester', async () =>
    (await slack?.messages())?.find(({ text }) => text?.includes('cannot be reached')),
  );

  expect(told.text).toContain('dora@example.com cannot be reached.');
  expect(told.text).not.toContain('cleo@example.com');
  expect(stack.executions()).toMatchObject([{ status: 'RUNNING' }]);
});

test('a request for e-mail only is in no chat, and its result is told by e-mail', async () => {
  const test = await startTestStack();
  await test.startExecution({ name: 'Ben', surfaces: ['email'] });
  const { message } = await test.until('the mail', () => test.stack.emails()[0]);
  expect(await test.getJson('/_local/slack/messages')).toEqual([]);
  const [, approve = ''] = /^Approve:\n(\S+)$/m.exec(message) ?? [];
  await submitForm(approve, await openLink(approve));
  await test.until('the mail that tells it', () => test.stack.emails()[1]);
  expect(await test.getJson('/_local/slack/messages')).toEqual([]);
});
