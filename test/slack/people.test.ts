import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import type { Answer } from '../../src/approval/people.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { NOW } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const ANN = 'U0ANN0001';
const BOB = 'U0BOB0001';
const LEADS = 'S0LEADS01';

function createPeople() {
  const clock = { now: NOW };
  const { lines, log } = createFakeLog();
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });
  const people = createSlackPeople({ client: async () => client, now: () => clock.now, log });
  return { people, clock, lines };
}

const methods = () => api.calls.map(({ method }) => method);

/** The questions of this module to Slack. Slack can refuse to answer each question. */
const QUESTIONS: readonly {
  readonly method: string;
  readonly ask: (people: ReturnType<typeof createSlackPeople>) => Promise<unknown>;
  readonly unknown: string;
  readonly none: unknown;
  readonly withoutScope: unknown;
}[] = [
  {
    method: 'users.lookupByEmail',
    ask: (people) => people.isSame({ email: 'ann@example.com' }, { id: ANN }),
    unknown: 'users_not_found',
    none: 'cannot tell',
    withoutScope: 'cannot tell',
  },
  {
    method: 'usergroups.users.list',
    ask: (people) => people.isMember(LEADS, { id: ANN }),
    unknown: 'no_such_subteam',
    none: 'no',
    withoutScope: 'cannot tell',
  },
  {
    method: 'usergroups.list',
    ask: (people) => people.groupIdOf('leads'),
    unknown: 'subteam_not_found',
    none: undefined,
    withoutScope: 'cannot tell',
  },
  {
    method: 'users.info',
    ask: (people) => people.emailOf(ANN),
    unknown: 'user_not_found',
    none: undefined,
    withoutScope: undefined,
  },
  {
    method: 'conversations.members',
    ask: (people) => people.usersIn('C0001'),
    unknown: 'user_not_found',
    none: undefined,
    withoutScope: 'cannot tell',
  },
  {
    method: 'conversations.info',
    ask: (people) => people.nameOf('channel', 'C987654321'),
    unknown: 'channel_not_found',
    none: undefined,
    withoutScope: undefined,
  },
];

describe('the check whether two people are the same person', () => {
  it.each<{ title: string; a: Person; b: Person; answer: Answer }>([
    { title: 'the same id', a: { id: ANN, email: 'ann@example.com' }, b: { id: ANN }, answer: 'yes' },
    { title: 'different ids', a: { id: ANN, name: 'ann' }, b: { id: BOB, name: 'ann' }, answer: 'no' },
    {
      title: 'different ids and the same address',
      a: { id: ANN, email: 'team@example.com' },
      b: { id: BOB, email: 'team@example.com' },
      answer: 'no',
    },
    {
      title: 'the same address',
      a: { email: 'Ann@Example.com' },
      b: { email: 'ann@example.com' },
      answer: 'yes',
    },
    {
      title: 'the same address, and one id',
      a: { email: 'ann@example.com' },
      b: { id: ANN, email: 'ann@example.com' },
      answer: 'yes',
    },
    {
      title: 'different addresses',
      a: { email: 'ann@example.com' },
      b: { id: BOB, email: 'bob@example.com' },
      answer: 'no',
    },
    { title: 'only the same name', a: { name: 'ann' }, b: { id: ANN, name: 'ann' }, answer: 'cannot tell' },
    {
      title: 'an address and a name',
      a: { email: 'ann@example.com' },
      b: { name: 'ann' },
      answer: 'cannot tell',
    },
    { title: 'no data', a: {}, b: {}, answer: 'cannot tell' },
  ])('answers without a call of Slack ($title)', async ({ a, b, answer }) => {
    const { people } = createPeople();

    expect([await people.isSame(a, b), await people.isSame(b, a)]).toEqual([answer, answer]);

    expect(api.calls).toEqual([]);
  });

  it.each<{ account: string; answer: Answer }>([
    { account: ANN, answer: 'yes' },
    { account: BOB, answer: 'no' },
  ])('compares the id with the account of the address ($answer)', async ({ account, answer }) => {
    api.results.set('users.lookupByEmail', { user: { id: account } });
    const { people } = createPeople();

    expect(await people.isSame({ email: 'Ann@Example.com' }, { id: ANN })).toBe(answer);
    expect(await people.isSame({ id: ANN }, { email: 'ann@example.com' })).toBe(answer);

    expect(api.calls).toMatchObject([{ method: 'users.lookupByEmail', args: { email: 'Ann@Example.com' } }]);
  });
});

describe('the users in a channel', () => {
  it('are asked for once a minute', async () => {
    const { people, clock } = createPeople();
    api.results.set('conversations.members', { members: [ANN], response_metadata: { next_cursor: '' } });

    expect(await people.usersIn('C0001')).toEqual(new Set([ANN]));
    await people.usersIn('C0001');
    expect(api.calls).toMatchObject([{ channel: 'C0001', args: { limit: '1000' } }]);

    clock.now += 60_000;
    await people.usersIn('C0001');
    expect(api.calls).toHaveLength(2);
  });

  it('are read page by page, 5,000 at most', async () => {
    const { people } = createPeople();
    api.results.set('conversations.members', {
      members: [ANN],
      response_metadata: { next_cursor: 'more' },
    });

    expect(await people.usersIn('C0001')).toEqual(new Set([ANN]));
    expect(api.calls.map(({ args }) => args.cursor)).toEqual([undefined, 'more', 'more', 'more', 'more']);
  });
});

describe('the check whether a person belongs to a group', () => {
  it.each<{ title: string; members: string[]; answer: Answer }>([
    { title: 'the person is a member', members: [BOB, ANN], answer: 'yes' },
    { title: 'the person is not a member', members: [BOB], answer: 'no' },
    { title: 'the group is empty', members: [], answer: 'no' },
  ])('uses the members of the group ($title)', async ({ members, answer }) => {
    api.results.set('usergroups.users.list', { users: members });

    expect(await createPeople().people.isMember(LEADS, { id: ANN })).toBe(answer);

    expect(api.calls).toMatchObject([{ method: 'usergroups.users.list', args: { usergroup: LEADS } }]);
  });

  it.each<{ title: string; group: string; person: Person; answer: Answer }>([
    { title: 'a name instead of a group id', group: 'leads', person: { id: ANN }, answer: 'no' },
    { title: 'a user id instead of a group id', group: BOB, person: { id: ANN }, answer: 'no' },
    {
      title: 'a person without an id',
      group: LEADS,
      person: { email: 'a@example.com' },
      answer: 'cannot tell',
    },
  ])('answers without a call if Slack cannot know the answer ($title)', async ({ group, person, answer }) => {
    expect(await createPeople().people.isMember(group, person)).toBe(answer);

    expect(api.calls).toEqual([]);
  });
});

it.each([
  { handle: 'leads', id: LEADS },
  { handle: 'Leads', id: LEADS },
  { handle: 'sales', id: undefined },
])('the app looks up a group by its handle ($handle)', async ({ handle, id }) => {
  api.results.set('usergroups.list', {
    usergroups: [
      { id: 'S0OPS0001', handle: 'ops' },
      { id: LEADS, handle: 'leads' },
    ],
  });

  expect(await createPeople().people.groupIdOf(handle)).toBe(id);
});

it.each([{ email: 'ann@example.com' }, {}])(
  'the address of a person comes from the Slack profile (%j)',
  async (profile) => {
    api.results.set('users.info', { user: { name: 'ann', profile } });

    expect(await createPeople().people.emailOf(ANN)).toBe(profile.email);
  },
);

describe.each(QUESTIONS)('a question to Slack ($method)', ({ method, ask, unknown, none, withoutScope }) => {
  it('has an answer if the user or the group does not exist', async () => {
    api.failures.set(method, { error: unknown });
    const { people, lines } = createPeople();

    expect(await ask(people)).toBe(none);

    expect(lines.filter(({ event }) => event === 'missing_scope')).toEqual([]);
  });

  it.each([
    { error: 'missing_scope', line: { event: 'missing_scope' } },
    { error: 'not_allowed_token_type', line: { event: 'not_shown', code: 'not_allowed_token_type' } },
  ])(
    'has no answer if Slack does not show it to the app, and the log has a warning ($error)',
    async ({ error, line }) => {
      api.failures.set(method, { error });
      const { people, lines } = createPeople();

      expect(await ask(people)).toBe(withoutScope);

      expect(lines).toContainEqual(
        expect.objectContaining({ level: 'warn', ...line, error: expect.any(Error) }),
      );
    },
  );

  it.each<Failure>([{ error: 'fatal_error' }, { status: 500 }, { status: 429, retryAfter: 1 }, 'hang up'])(
    'fails if the call fails, and the next question makes a new call (%j)',
    async (failure) => {
      const { people } = createPeople();
      api.failures.set(method, failure);
      await expect(ask(people)).rejects.toThrow();
      api.failures.set(method, { error: unknown });

      expect(await ask(people)).toBe(none);

      expect(methods()).toEqual([method, method]);
    },
  );

  it('makes one call a minute, even if the user or the group does not exist', async () => {
    api.failures.set(method, { error: unknown });
    const { people, clock } = createPeople();

    await Promise.all([ask(people), ask(people)]);
    clock.now += 59_999;
    await ask(people);
    expect(methods()).toEqual([method]);

    clock.now += 1;
    await ask(people);
    expect(methods()).toEqual([method, method]);
  });
});

describe('the search for an approver', () => {
  it.each<{
    title: string;
    approver: string;
    result?: [string, object];
    failure?: [string, string];
    found: string;
  }>([
    { title: 'a user', approver: ANN, result: ['users.info', { user: { id: ANN } }], found: 'present' },
    {
      title: 'a deactivated user',
      approver: ANN,
      result: ['users.info', { user: { id: ANN, deleted: true } }],
      found: 'deactivated',
    },
    {
      title: 'an unknown user',
      approver: ANN,
      failure: ['users.info', 'user_not_found'],
      found: 'noAccount',
    },
    {
      title: 'a group with members',
      approver: LEADS,
      result: ['usergroups.users.list', { users: [ANN] }],
      found: 'present',
    },
    {
      title: 'a bot',
      approver: ANN,
      result: ['users.info', { user: { id: ANN, is_bot: true } }],
      found: 'bot',
    },
    {
      title: 'Slackbot, which Slack does not call a bot',
      approver: 'USLACKBOT',
      result: ['users.info', { user: { id: 'USLACKBOT', is_bot: false } }],
      found: 'bot',
    },
    {
      title: 'a group without members',
      approver: LEADS,
      result: ['usergroups.users.list', { users: [] }],
      found: 'emptyGroup',
    },
    {
      title: 'an unknown group',
      approver: LEADS,
      failure: ['usergroups.users.list', 'no_such_subteam'],
      found: 'noGroup',
    },
    {
      title: 'a group on a free plan',
      approver: LEADS,
      failure: ['usergroups.users.list', 'plan_upgrade_required'],
      found: 'groupsNotInPlan',
    },
    {
      title: 'a user who is not visible to the app',
      approver: ANN,
      failure: ['users.info', 'user_not_visible'],
      found: 'cannot tell',
    },
    {
      title: 'the address of an account',
      approver: 'ann@example.com',
      result: ['users.lookupByEmail', { user: { id: ANN } }],
      found: 'present',
    },
    {
      title: 'an unknown address',
      approver: 'dora@example.com',
      failure: ['users.lookupByEmail', 'users_not_found'],
      found: 'noAccount',
    },
    { title: 'an id of another surface', approver: '4711', found: 'noAccount' },
    ...['users.info', 'usergroups.users.list', 'users.lookupByEmail'].map((method, index) => ({
      title: `a missing scope for ${method}`,
      approver: [ANN, LEADS, 'ann@example.com'][index] ?? '',
      failure: [method, 'missing_scope'] as [string, string],
      found: 'cannot tell',
    })),
  ])('finds $found ($title)', async ({ approver, result, failure, found }) => {
    if (result) api.results.set(...result);
    if (failure) api.failures.set(failure[0], { error: failure[1] });

    expect(await createPeople().people.findApprover(approver)).toBe(found);
  });
});
