import { expect, test } from 'vitest';
import { DECIDE_PREFIX } from '../../src/slack/blocks/decide-buttons.ts';
import { startTestStack } from './support/test-stack.ts';

test('other programs learn of the request, each vote and the end', async () => {
  const { stack, until, startExecution } = await startTestStack();
  const { slack } = stack;
  if (!slack) throw new TypeError('the test needs the embedded Slack');
  await startExecution({ name: 'Ben', approvals: 2 });
  const [message] = await until('the message', () => slack.messages().length > 0 && slack.messages());
  const approve = (user: string) =>
    slack.press({
      user,
      channel: message?.channel ?? '',
      ts: message?.ts ?? '',
      actionId: `${DECIDE_PREFIX}approve`,
    });
  const types = () => stack.events().map((event) => event['detail-type']);

  await until('the request', () => types().length === 1);
  await approve('ann');
  await until('the first vote', () => types().length === 2);
  await approve('ben');
  await until('the end', () => types().length === 4);

  expect(types()).toEqual(['Approval Requested', 'Vote Cast', 'Vote Cast', 'Approval Resolved']);
  expect(stack.events().map(({ source }) => source)).toEqual(Array(4).fill('countersign'));
  expect(new Set(stack.events().map(({ detail }) => detail.transaction_id)).size).toBe(1);
  expect(stack.events().at(-1)?.detail).toMatchObject({ status: 'approved', decisions: [{}, {}] });
  const page = await (await fetch(`${stack.url}/_local/published`)).json();
  expect(page).toEqual(stack.events());
});
