import type { KnownBlock } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  approvedBy,
  type FakeExecution,
  fakeExecutions,
  manyWaiting,
  rejectedBy,
} from '../support/slack-executions.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { ASKED_AT } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

function createWorld(executions: readonly FakeExecution[], overrides = {}): SlackWorld {
  api.results.set('users.info', { user: { name: 'ann', profile: { email: 'ann@example.com' } } });
  return createSlackWorld(api.url, { ...fakeExecutions(executions), ...overrides });
}

/** Returns the content of the published home tab. Its first half shows waiting requests, its second half decisions. */
function shown() {
  const published = api.calls.filter(({ method }) => method === 'views.publish');
  expect(published).toHaveLength(1);
  const blocks = published[0]?.view?.blocks as KnownBlock[];
  const middle = blocks.findIndex(({ type }) => type === 'divider');
  return {
    user: published[0]?.args.user_id,
    waiting: mrkdwnOf(blocks.slice(0, middle)),
    decided: mrkdwnOf(blocks.slice(middle)),
    buttons: blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])),
    blockIds: blocks.flatMap(({ block_id }) => (block_id ? [block_id] : [])),
  };
}

const EMPTY = {
  user: 'U0ANN0001',
  waiting: ['No request waits for your decision.'],
  decided: ['You have not decided a request recently.'],
  buttons: [],
};

const UNCHECKED =
  '1 request is not shown here, because we cannot tell whether you are an approver. Look in the channels of the requests, or try again in a moment.';

describe('the home tab', () => {
  it('shows the requests that wait for the user, newest first, with the buttons of the message', async () => {
    const world = createWorld([
      { name: 'run-3', input: { name: 'Eve', requester_id: 'U0BOB0001', confirm: true } },
      { name: 'run-2', input: { name: 'Ben', requester: 'bob', locale: 'de', approvers: ['U0ANN0001'] } },
    ]);

    const response = await world.openHome();

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    const { user, waiting, buttons, blockIds } = shown();
    expect(user).toBe('U0ANN0001');
    expect(waiting).toEqual([
      '*Approval for Eve*\nRequested by <@U0BOB0001> · 30 minutes ago · `run-3`',
      '*Freigabe für Ben*\nRequested by bob · 30 minutes ago · `run-2`',
    ]);
    expect(buttons).toMatchObject([
      { action_id: 'decide:approve', text: { text: 'Approve' }, confirm: { title: { text: 'Approve?' } } },
      { action_id: 'decide:reject', text: { text: 'Reject' } },
      { action_id: 'decide:approve', text: { text: 'Genehmigen' } },
      { action_id: 'decide:reject', text: { text: 'Ablehnen' } },
    ]);
    expect(blockIds).toEqual([
      expect.stringMatching(/^decide [0-9a-f]{32} ApprovalEmails:run-3$/),
      expect.stringMatching(/^decide [0-9a-f]{32} ApprovalEmails:run-2$/),
    ]);
  });

  it('does not show requests that only other people can decide', async () => {
    api.results.set('usergroups.users.list', { users: ['U0BOB0001'] });
    const world = createWorld([
      { name: 'run-5', input: { name: 'a', approvers: ['U0BOB0001'] } },
      { name: 'run-4', input: { name: 'b', approvers: ['S0LEADS01'] } },
      { name: 'run-3', input: { name: 'c', requester_id: 'U0ANN0001', self_approval: false } },
      { name: 'run-2', input: { name: 'd', requester_id: 'U0BOB0001', self_approval: false } },
      { name: 'run-1', input: { order: 1 } },
    ]);

    await world.openHome();

    expect(shown().waiting).toEqual([
      '*Approval for d*\nRequested by <@U0BOB0001> · 30 minutes ago · `run-2`',
    ]);
  });

  it('shows one sentence in each half if there are no requests', async () => {
    await createWorld([]).openHome();

    expect(shown()).toMatchObject(EMPTY);
  });

  it('links each request to its message, and shows its details', async () => {
    api.results.set('chat.getPermalink', { permalink: 'https://example.slack.com/archives/C0001/p1' });
    const details = {
      Environment: 'production <eu>',
      Notes: 'two\nlines, https://example.com, <@U0BOB0001|bob>',
    };
    const input = { name: 'Ben', requester: 'bob', details };
    const world = createWorld([
      { name: 'run-2', input },
      { name: 'run-1', input, outcome: approvedBy('U0ANN0001', 'ann') },
    ]);

    await world.openHome();

    const link = '<https://example.slack.com/archives/C0001/p1|Go to the message>';
    const about =
      'Environment: production &lt;eu&gt; · Notes: two lines, <https://example.com>, <@U0BOB0001>';
    const { waiting, decided } = shown();
    expect(waiting).toEqual([
      `*Approval for Ben*\nRequested by bob · 30 minutes ago · \`run-2\` · ${link}\n${about}`,
    ]);
    expect(decided[0]).toContain(`\`run-1\` · ${link}\n${about}\nApproved by`);
  });

  it('shows requests without links if Slack does not give them', async () => {
    api.failures.set('chat.getPermalink', { status: 500 });

    await createWorld(manyWaiting(1)).openHome();

    expect(shown().waiting).toEqual([expect.stringMatching(/`run-1`$/)]);
  });

  it('asks for the links of the shown requests only', async () => {
    await createWorld(manyWaiting(10)).openHome();

    expect(api.calls.filter(({ method }) => method === 'chat.getPermalink')).toHaveLength(5);
  });

  it('shows five requests and says that more requests wait', async () => {
    await createWorld(manyWaiting(6)).openHome();

    const { waiting, buttons } = shown();
    expect(waiting).toHaveLength(6);
    expect(waiting[4]).toContain('`run-5`');
    expect(waiting[5]).toBe('More requests wait: /approval list');
    expect(buttons).toHaveLength(10);
  });

  it('shows no hint about more requests if exactly five wait', async () => {
    await createWorld(manyWaiting(5)).openHome();

    expect(shown().waiting).toHaveLength(5);
  });

  it('shows the recent decisions of the user and no decisions of other people', async () => {
    const late = { name: 'Ben', requester: 'bob' };
    const SENTENCE = 'Ben rejected it (by ann in Slack)';
    const world = createWorld([
      { name: 'run-7', input: late, outcome: approvedBy('U0ANN0001', 'ann') },
      { name: 'run-6', input: late, outcome: approvedBy('U0BOB0001', 'bob') },
      { name: 'run-5', input: late, outcome: rejectedBy('U0ANN0001', 'ann', { comment: 'too <early>' }) },
      { name: 'run-4', input: late, outcome: rejectedBy('U0EVE0001', 'ann') },
      {
        name: 'run-3',
        input: late,
        outcome: rejectedBy('U0BOB0001', 'bob', { comment: '(by ann in Slack)' }),
      },
      { name: 'run-2', input: late, outcome: { type: 'failure', error: 'States.Timeout' } },
      { name: 'run-1', input: late, outcome: { type: 'failure', error: 'rejected' } },
      { name: 'run-0', input: late, outcome: { type: 'failure', error: 'rejected', cause: SENTENCE } },
    ]);

    await world.openHome();

    const at = '<!date^1795521660^{date_long} {time}|24 November 2026 at 12:01 UTC>';
    expect(shown().decided).toEqual([
      `*Approval for Ben*\nRequested by bob · 30 minutes ago · \`run-7\`\nApproved by <@U0ANN0001> in Slack, ${at}`,
      `*Approval for Ben*\nRequested by bob · 30 minutes ago · \`run-5\`\nRejected by <@U0ANN0001> in Slack, ${at}: too &lt;early&gt;`,
    ]);
  });

  it('shows ten recent decisions', async () => {
    const executions = manyWaiting(12).map((one) => ({ ...one, outcome: approvedBy('U0ANN0001', 'ann') }));

    await createWorld(executions).openHome();

    expect(shown().decided).toHaveLength(10);
  });

  it('uses the configured language', async () => {
    await createWorld([], { locale: 'de' }).openHome();

    expect(shown().waiting).toEqual(['Keine Anfrage wartet auf Ihre Entscheidung.']);
  });

  it('is not published if the user opens the messages tab', async () => {
    const world = createWorld(manyWaiting(1));

    const response = await world.openHome('U0ANN0001', 'messages');

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(api.calls).toEqual([]);
  });

  it.each<{ method: string; failure: Failure }>([
    { method: 'views.publish', failure: { error: 'not_enabled' } },
    { method: 'views.publish', failure: 'hang up' },
  ])('only logs an error if Slack does not publish it ($method)', async ({ method, failure }) => {
    const world = createWorld([]);
    api.failures.set(method, failure);

    const response = await world.openHome();

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'home_failed' }));
    expect(api.calls.at(-1)?.method).toBe(method);
  });

  it('leaves out requests that cause an error, shows the others, and logs one warning', async () => {
    api.failures.set('usergroups.users.list', { status: 429, retryAfter: 30 });
    const executions = [
      { name: 'run-4', input: { name: 'a', approvers: ['S0LEADS01'] } },
      { name: 'run-3', input: { name: 'b' } },
      { name: 'run-2', input: { name: 'c' }, token: 'AAAAbroken' },
      { name: 'run-1', input: { name: 'd' } },
    ];
    const { seal } = createWorld([]).ports;
    const world = createWorld(executions, {
      seal: async (payloads: Parameters<typeof seal>[0]) => {
        const isBroken = payloads.some((payload) => 'token' in payload && payload.token === 'AAAAbroken');
        if (isBroken) throw new Error('KMS is away');
        return seal(payloads);
      },
    });

    await world.openHome();

    const { waiting } = shown();
    expect(waiting.slice(0, 2).map((text) => text.slice(-7))).toEqual(['`run-3`', '`run-1`']);
    expect(waiting.slice(2)).toEqual(['1 execution could not be read. Try again in a moment.', UNCHECKED]);
    expect(world.others()).toMatchObject([
      { level: 'warn', event: 'home_incomplete', left_out: 2, error: expect.any(Error) },
    ]);
  });

  it('leaves out an expired request even if its execution still runs', async () => {
    const long = new Date(ASKED_AT.getTime() - 8 * 86_400_000);
    const world = createWorld([
      { name: 'run-2', input: { name: 'a' }, askedAt: long },
      { name: 'run-1', input: { name: 'b' } },
    ]);

    await world.openHome();

    expect(shown().waiting).toHaveLength(1);
    expect(world.others()).toEqual([]);
  });

  it('reads only the first batch of waiting requests if this batch fills the tab', async () => {
    const executions = manyWaiting(40);
    const reads: string[] = [];
    const { getHistory } = fakeExecutions(executions);
    const world = createWorld(executions, {
      getHistory: async (execution: string) => {
        reads.push(execution);
        return getHistory(execution);
      },
    });

    await world.openHome();

    expect(shown().waiting.slice(-2)).toEqual([
      'More requests wait: /approval list',
      'Only the newest 20 executions of each state machine were checked.',
    ]);
    expect(reads.length).toBeLessThanOrEqual(10);
  });

  it('asks Slack for the address of the user, and not for the addresses of approvers', async () => {
    const approvers = (index: number) => Array.from({ length: 20 }, (_, i) => `p${i}.${index}@example.com`);
    const world = createWorld([
      ...manyWaiting(18).map((one, index) => ({
        ...one,
        input: { ...one.input, approvers: approvers(index) },
      })),
      { name: 'run-0', input: { name: 'mine', approvers: ['bob@example.com', 'Ann@Example.com'] } },
    ]);

    await world.openHome();

    expect(shown().waiting).toEqual([expect.stringContaining('*Approval for mine*')]);
    const methods = api.calls.map(({ method }) => method);
    expect(methods).toEqual(['users.info', 'conversations.info', 'chat.getPermalink', 'views.publish']);
  });

  it.each<{ title: string; failure?: Failure; result?: object }>([
    { title: 'Slack fails', failure: { status: 500 } },
    { title: 'the app lacks the scope', failure: { error: 'missing_scope' } },
    { title: 'the user has no address', result: { user: { name: 'ann' } } },
  ])('shows no request that depends on an address if $title', async ({ failure, result }) => {
    const world = createWorld([
      { name: 'run-3', input: { name: 'a', approvers: ['ann@example.com'] } },
      { name: 'run-2', input: { name: 'b', requester_email: 'ann@example.com', self_approval: false } },
      { name: 'run-1', input: { name: 'c' } },
    ]);
    if (failure) api.failures.set('users.info', failure);
    if (result) api.results.set('users.info', result);

    await world.openHome();

    expect(shown().waiting).toEqual([
      expect.stringContaining('*Approval for c*'),
      UNCHECKED.replace('1 request is', '2 requests are'),
    ]);
  });

  it('says that a request is not shown if the app may not read the members of its group', async () => {
    api.failures.set('usergroups.users.list', { error: 'missing_scope' });
    const world = createWorld([
      { name: 'run-2', input: { name: 'a', approvers: ['S0LEADS01'] } },
      { name: 'run-1', input: { name: 'b', approvers: ['S0LEADS01', 'U0ANN0001'] } },
    ]);

    await world.openHome();

    expect(shown().waiting).toEqual([expect.stringContaining('*Approval for b*'), UNCHECKED]);
  });

  it.each<Failure>([{ error: 'missing_scope' }, { status: 500 }])(
    'finds the rejections of a user by the user id, even if Slack does not return the user (%j)',
    async (failure) => {
      const world = createWorld([
        { name: 'run-1', input: { name: 'Ben' }, outcome: rejectedBy('U0ANN0001', 'ann') },
      ]);
      api.failures.set('users.info', failure);

      await world.openHome();

      expect(shown()).toMatchObject({
        ...EMPTY,
        decided: [expect.stringContaining('\nRejected by <@U0ANN0001> in Slack, <!date^')],
      });
    },
  );
});
