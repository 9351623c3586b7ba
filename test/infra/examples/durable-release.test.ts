import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openLink, submitForm } from '../../../src/local/demo/visitor.ts';
import { startTestStack } from '../../local/support/test-stack.ts';

/*
 * The example runs with the SDK for durable functions, in its own test runner: the embedded Lambda runs no durable functions.
 * Countersign runs in the embedded stack, where the example invokes it, and where people decide. Its Lambda passes the calls
 * SendDurableExecutionCallback* to the runner.
 */

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment());
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());
beforeEach(() => () => vi.unstubAllEnvs());

let loaded = 0;

/** Loads the example once more: like each program in Lambda, it reads its variables when it is loaded. */
async function loadExample(): Promise<typeof import('../../../infra/examples/durable-release.lambda.ts')> {
  loaded += 1;
  const url = new URL(`../../../infra/examples/durable-release.lambda.ts?${loaded}`, import.meta.url);
  return import(url.href);
}

/** Starts the stack and the durable function, and waits until people are asked. */
async function release(event: object) {
  let isCompleted = false;
  const test = await startTestStack({
    completeCallback: async (callbackId, completion) => {
      const callback = runner.getOperation('answer');
      const isOpen = !isCompleted && callback.getCallbackDetails()?.callbackId === callbackId;
      if (!isOpen || completion.type !== 'success') return false;
      isCompleted = true;
      await callback.sendCallbackSuccess(completion.result);
      return true;
    },
  });
  const variables = {
    REQUEST_APPROVAL_FUNCTION: 'request-approval',
    TELL_OUTCOME_FUNCTION: 'tell-outcome',
    AWS_ENDPOINT_URL: test.stack.awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { handler } = await loadExample();
  const runner = new LocalDurableTestRunner({ handlerFunction: handler });
  const ended = runner.run({ payload: event });
  const [message] = await test.until('the message in Slack', async () => {
    const messages = await test.getJson('/_local/slack/messages');
    return messages.length > 0 && messages;
  });
  const linkOf = async (answer: string) => {
    const { message: text } = await test.until(
      'the mail',
      async () => (await test.getJson('/_local/emails'))[0],
    );
    return new RegExp(`^${answer}:\n(\\S+)$`, 'm').exec(text)?.[1] ?? '';
  };
  /** The steps of ApprovalOutcome, once it has told each surface. */
  const toldOn = () =>
    test.until('ApprovalOutcome', () => {
      const steps = test.lines.flatMap(({ event, surface, step }) =>
        event === 'tell_outcome' && surface ? [`${surface} ${step}`] : [],
      );
      return steps.length === 6 && steps.sort();
    });
  const closed = () =>
    test.until('the message without buttons', async () => {
      const [{ blocks }] = await test.getJson('/_local/slack/messages');
      const text = JSON.stringify(blocks);
      return !text.includes('button') && text;
    });
  return { ...test, toldOn, linkOf, ended, message, closed };
}

test('a button in Slack lets the durable function go on, and each surface shows the decision', async () => {
  const { stack, ended, message, closed, toldOn } = await release({ version: '1.2' });

  await stack.slack?.press({
    user: 'ann',
    channel: message.channel,
    ts: message.ts,
    actionId: 'decide:approve',
  });

  const result = await ended;
  expect(result.getStatus()).toBe('SUCCEEDED');
  expect(result.getResult()).toMatchObject({
    released: true,
    decision: { action: 'approve', by: 'ann', via: 'slack' },
  });
  expect(await closed()).toContain('Approved by');
  expect(await toldOn()).toEqual([
    'email send',
    'events publish',
    'slack tell',
    'slack update',
    'teams tell',
    'teams update',
  ]);
  expect(stack.emails().at(-1)?.subject).toBe('Approved: Release 1.2');
});

test('a link that is opened after the decision says that the request waits no more', async () => {
  const { stack, ended, message, linkOf } = await release({ version: '1.2' });
  const approve = await linkOf('Approve');
  const page = await openLink(approve);
  await stack.slack?.press({
    user: 'ann',
    channel: message.channel,
    ts: message.ts,
    actionId: 'decide:approve',
  });
  await ended;

  await expect(submitForm(approve, page)).rejects.toThrow('400');
});

test('a link of a mail rejects, and the message in Slack shows it', async () => {
  const { ended, closed, linkOf } = await release({ version: '1.3' });
  const reject = await linkOf('Reject');

  expect(await submitForm(reject, await openLink(reject))).toContain('<h1>Rejected</h1>');

  const result = await ended;
  expect(result.getResult()).toMatchObject({
    released: false,
    decision: { action: 'reject', via: 'email' },
  });
  expect(await closed()).toContain('Rejected by e-mail');
});
