import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  approvedBy,
  type FakeExecution,
  fakeExecutions,
  manyWaiting,
  rejectedBy,
} from '../../support/slack-executions.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { mrkdwnOf } from '../../support/slack-message.ts';
import { createSlackWorld } from '../../support/slack-world.ts';
import { ASKED_AT } from '../../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** Returns the answer of `/approval list` for these executions. */
async function listed(executions: readonly FakeExecution[], overrides = {}) {
  const world = createSlackWorld(api.url, { ...fakeExecutions(executions), ...overrides });
  const { answer } = await world.command('list');
  expect(answer.response_type).toBe('ephemeral');
  return { world, text: answer.text, lines: mrkdwnOf(answer.blocks ?? []) };
}

describe('/approval list', () => {
  it('shows the waiting requests, newest first, with the requester, the age and a link to the message', async () => {
    api.results.set('chat.getPermalink', { permalink: 'https://example.slack.com/archives/C0001/p1' });

    const { text, lines } = await listed([
      { name: 'run-3', input: { name: 'Eve', requester_id: 'U0ANN0001', requester: 'ann' } },
      { name: 'run-2', input: { name: 'Ben' }, outcome: approvedBy('U0ANN0001', 'ann') },
      { name: 'run-1', input: { title: 'A <b>', name: 'x' }, askedAt: new Date('2026-11-22T12:00:00Z') },
    ]);

    expect(text).toBe('Waiting for a decision, newest first:');
    const link = '<https://example.slack.com/archives/C0001/p1|Go to the message>';
    expect(lines).toEqual([
      'Waiting for a decision, newest first:',
      `*Approval for Eve*\nRequested by <@U0ANN0001> · 30 minutes ago · \`run-3\` · ${link}`,
      `*A &lt;b&gt;*\nRequested by the workflow ApprovalEmails · 2 days ago · \`run-1\` · ${link}`,
    ]);
    expect(api.calls).toHaveLength(2);
    expect(api.calls[0]).toMatchObject({
      method: 'chat.getPermalink',
      args: { channel: 'C0001', message_ts: '1764000000.000100' },
    });
  });

  it.each([
    { title: 'no executions', executions: [] },
    {
      title: 'only decided requests',
      executions: [
        { name: 'run-2', input: { name: 'Ben' }, outcome: approvedBy('U0ANN0001', 'ann') },
        { name: 'run-1', input: { name: 'Ben' }, outcome: rejectedBy('U0ANN0001', 'ann') },
      ],
    },
    {
      title: 'only executions of other programs',
      executions: [{ name: 'run-1', input: { order: 1 } }],
    },
  ])('shows that no request waits ($title)', async ({ executions }) => {
    const { text, lines } = await listed(executions);

    expect(text).toBe('No request waits for a decision.');
    expect(lines).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  it('leaves out a request that cannot be read, and logs a warning', async () => {
    const { getHistory } = fakeExecutions(manyWaiting(2));

    const { lines, world } = await listed(manyWaiting(2), {
      getHistory: (execution: string) =>
        execution.endsWith('run-1') ? Promise.reject(new Error('Throttled')) : getHistory(execution),
    });

    expect(lines.slice(1)).toEqual([
      expect.stringContaining('`run-2`'),
      '1 execution could not be read. Try again in a moment.',
    ]);
    expect(world.others()).toMatchObject([{ level: 'warn', event: 'history_failed' }]);
  });

  it('leaves out the link if Slack does not return it', async () => {
    api.failures.set('chat.getPermalink', { error: 'message_not_found' });

    const { lines, world } = await listed(manyWaiting(1));

    expect(lines[1]).toBe('*Approval for Ben 1*\nRequested by ann · 30 minutes ago · `run-1`');
    expect(world.others()).toMatchObject([{ level: 'warn', event: 'permalink_failed' }]);
  });

  it('shows 15 requests and the number of the others', async () => {
    const { lines } = await listed(manyWaiting(19));

    expect(lines).toHaveLength(1 + 15 + 1);
    expect(lines[15]).toContain('*Approval for Ben 15*');
    expect(lines[16]).toBe('… and 4 more');
    expect(api.calls).toHaveLength(15);
  });

  it.each([
    { count: 15, last: /`run-15`/ },
    { count: 16, last: /^… and 1 more$/ },
    {
      count: 20,
      last: /^… and 5 more · Only the newest 20 executions of each state machine were checked\.$/,
    },
    {
      count: 100,
      last: /^… and 5 more · Only the newest 20 executions of each state machine were checked\.$/,
    },
  ])('shows at the end how many requests are left out ($count requests wait)', async ({ count, last }) => {
    expect((await listed(manyWaiting(count))).lines.at(-1)).toMatch(last);
  });

  it('does not count executions that it did not check', async () => {
    const others = Array.from({ length: 18 }, (_, index) => ({ name: `other-${index}`, input: {} }));

    const { lines } = await listed([...manyWaiting(2), ...others]);

    expect(lines.at(-1)).toBe('Only the newest 20 executions of each state machine were checked.');
  });

  it('shows and logs an error if Step Functions does not list the executions', async () => {
    const { text, world } = await listed([], { listExecutions: () => Promise.reject(new Error('Denied')) });

    expect(text).toBe('This did not work, and nothing was changed. Try again in a moment.');
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });

  it('uses the configured language and keeps the titles of the requests', async () => {
    const input = { name: 'Ben', title: 'Release 1.2', requester: 'ann' };

    const { lines } = await listed([{ name: 'run-1', input, askedAt: ASKED_AT }], { locale: 'de' });

    expect(lines[1]).toMatch(/^\*Release 1\.2\*\nAngefragt von ann · vor 30 Minuten · `run-1`/);
  });
});
