import { expect, test } from 'vitest';
import { DECIDE_PREFIX } from '../../src/slack/blocks/decide-buttons.ts';
import { startTestStack } from './support/test-stack.ts';

/** A stack with one request, whose approver is reminded after a second. */
async function ask(input: object) {
  const { stack, until, startExecution, lines } = await startTestStack();
  const { slack, teams } = stack;
  if (!slack) throw new TypeError('the test needs the embedded Slack');
  await startExecution({ name: 'Ben', approvers: ['ann@example.com'], remind: { after: '1s' }, ...input });
  const idOf = (name: string) => slack.workspace.users.find((user) => user.name === name)?.id ?? '';
  const message = () => slack.messages().find(({ ts, thread_ts = ts }) => thread_ts === ts);
  return {
    stack,
    slack,
    until,
    lines,
    idOf,
    message,
    inThread: () => slack.messages().filter(({ ts, thread_ts = ts }) => thread_ts !== ts),
    inTeams: () => teams.messages().filter(({ replyToId }) => replyToId),
    mailsTo: (name: string) =>
      stack.emails().flatMap(({ to, subject }) => (to.includes(`${name}@example.com`) ? [subject] : [])),
  };
}

test('an approver who has not answered is reminded once on each surface', async () => {
  const { stack, slack, until, idOf, inThread, inTeams, mailsTo, lines, message } = await ask({});
  await until(
    'the reminders',
    () => inThread().length > 0 && inTeams().length > 0 && mailsTo('ann').length > 1,
  );
  expect(inThread().map(({ text }) => text)).toEqual([
    `<@${idOf('ann')}> This request still waits for your answer: Approval for Ben`,
  ]);
  expect(mailsTo('ann')).toEqual([expect.anything(), expect.stringContaining('Reminder')]);

  const { channel = '', ts = '' } = message() ?? {};
  await slack.press({ user: 'ann', channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  await until('the end', () => stack.executions()[0]?.status === 'SUCCEEDED');
  expect(lines.filter(({ event, notices }) => event === 'tick' && notices)).toHaveLength(1);
});

test('after an escalation, other people are asked, and decide', async () => {
  const { stack, slack, until, idOf, inThread, inTeams, mailsTo, message } = await ask({
    remind: undefined,
    escalate: [{ after: '1s', to: ['cleo@example.com'] }],
  });
  await until(
    'the notices',
    () => inThread().length > 0 && inTeams().length > 0 && mailsTo('cleo').length > 0,
  );
  expect(inThread().map(({ text }) => text)).toEqual([
    `<@${idOf('cleo')}> This request still waits, so you may decide, too: Approval for Ben`,
  ]);
  expect(JSON.stringify(message()?.blocks)).toContain(`<@${idOf('cleo')}>`);
  expect(mailsTo('ann')).toHaveLength(1);

  const { channel = '', ts = '' } = message() ?? {};
  await slack.press({ user: 'cleo', channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  await until('the end', () => stack.executions()[0]?.status === 'SUCCEEDED');
  expect(JSON.parse(stack.executions()[0]?.output ?? '')).toMatchObject({
    output: { decision: { by: 'cleo' } },
  });
});

test('a person outside the channel gets the request by an escalation, and the copy follows the votes and the end', async () => {
  const { stack, slack, until, idOf, message } = await ask({
    approvers: ['ann@example.com', 'ben@example.com'],
    approvals: 2,
    remind: undefined,
    escalate: [{ after: '1s', to: ['cleo@example.com'] }],
  });
  const channel = slack.workspace.channel.id;
  await slack.call('conversations.kick', { channel, user: idOf('cleo') });
  const copyOf = () =>
    slack.messages().find(({ direct_to, blocks }) => direct_to === idOf('cleo') && blocks !== undefined);
  const copy = await until('the direct message', copyOf);
  const press = (user: string, { channel = '', ts = '' }: { channel?: string; ts?: string } = {}) =>
    slack.press({ user, channel, ts, actionId: `${DECIDE_PREFIX}approve` });

  await press('ann', message());
  await until('the vote of Ann', () => JSON.stringify(copyOf()?.blocks).includes('1 of 2 approvals'));
  await press('cleo', copy);
  await until('the end', () => stack.executions()[0]?.status === 'SUCCEEDED');
  await until('the copy', () => JSON.stringify(copyOf()?.blocks).includes('Approved by'));
  expect(JSON.stringify(copyOf()?.blocks)).not.toContain('button');
});
