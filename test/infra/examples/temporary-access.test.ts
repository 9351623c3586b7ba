import { expect, test } from 'vitest';
import { app } from '../../../infra/examples/temporary-access.ts';
import type { Handler } from '../../../src/local/functions.ts';
import { fieldOf } from '../../../src/slack/blocks/input-fields.ts';
import { runExample } from './support/run-example.ts';
import { synthesizedExample } from './support/synthesized-example.ts';

const example = synthesizedExample(app, 'TemporaryAccess');

/** A request of Cleo, with an IAM that keeps the members of the group. It is away for the first removals. */
async function ask({ failures = 0 } = {}) {
  const members = new Set<string>();
  let removals = 0;
  const userIn = (event: unknown) => (event as { UserName: string }).UserName;
  const functions: Record<string, Handler> = {
    addUserToGroup: async (event) => void members.add(userIn(event)),
    removeUserFromGroup: async (event) => {
      removals += 1;
      if (removals <= failures) throw new Error('Service Unavailable');
      members.delete(userIn(event));
    },
  };
  const input = { user: 'cleo', email: 'cleo@example.com' };
  return { ...(await runExample(example, input, { functions })), members };
}

test('an hour of access is approved in Slack with a ticket, and is withdrawn after an hour', async () => {
  const { stack, pressInSlack, waits, ended, advance, members } = await ask();

  await pressInSlack('ann', 'one_hour');
  const ticket = fieldOf('ticket');
  await stack.slack?.submit({ user: 'ann', values: { [ticket]: { [ticket]: 'OPS-7' } } });

  await waits({ hours: 1 });
  expect([...members]).toEqual(['cleo']);
  advance({ hours: 1 });
  const { status, output = '' } = await ended();
  expect(status).toBe('SUCCEEDED');
  expect([...members]).toEqual([]);
  expect(JSON.parse(output).approval.decision).toMatchObject({
    action: 'one_hour',
    inputs: { ticket: 'OPS-7' },
  });
});

test('eight hours of access are approved in Teams, and are withdrawn after eight hours', async () => {
  const { pressInTeams, waits, ended, advance, members } = await ask();

  await pressInTeams('ben', 'Approve for 8 h', { 'input:eight_hours:ticket': 'OPS-8' });

  await waits({ hours: 8 });
  expect([...members]).toEqual(['cleo']);
  advance({ hours: 8 });
  expect((await ended()).status).toBe('SUCCEEDED');
  expect([...members]).toEqual([]);
});

test('access is withdrawn later if IAM is away when its time is over', async () => {
  const { pressInTeams, waits, ended, advance, members } = await ask({ failures: 1 });
  await pressInTeams('ben', 'Approve for 1 h', { 'input:one_hour:ticket': 'OPS-9' });
  await waits({ hours: 1 });

  advance({ hours: 1 });

  expect((await ended()).status).toBe('SUCCEEDED');
  expect([...members]).toEqual([]);
});

test('a refusal grants nothing', async () => {
  const { stack, pressInSlack, entered, ended, members } = await ask();

  await pressInSlack('ann', 'refuse');
  await stack.slack?.submit({ user: 'ann' });

  await entered('Not granted');
  expect((await ended()).status).toBe('SUCCEEDED');
  expect([...members]).toEqual([]);
});

test('after half an hour, the approvers are reminded, and after four hours, the request fails', async () => {
  const { mailTo, mailsTo, until, advance, ended, members } = await ask();
  await mailTo('ann@example.com');

  advance({ hours: 0.5 });
  await until('the reminder', () => mailsTo('ann@example.com')[1]?.subject.includes('Reminder'));
  advance({ hours: 3.5 });

  expect(await ended()).toMatchObject({ status: 'FAILED', error: 'expired' });
  expect([...members]).toEqual([]);
});
