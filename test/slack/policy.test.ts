import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld, type SlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const NOT_APPROVER =
  'This was not accepted. You are not an approver of this request. Ask an approver to decide it.';
const OWN = 'This was not accepted. You made this request. Another person must decide it.';
const MAYBE_OWN =
  'This was not accepted. The requester cannot decide this, and we cannot tell whether you are the requester. Ask another approver to decide it.';
const EXTERNAL =
  'This was not accepted. Only people of the organization that owns this app can decide this. Ask one of them, or ask the requester to name you as an approver.';
const FAILED = 'This did not work, and nothing was changed. Try again in a moment.';

/** Bob presses Reject and then Approve. */
async function pressBoth(world: SlackWorld, input: object, user = BOB) {
  const { approve, reject, message } = await world.ask({ name: 'Ben', ...input });
  const responses = [await world.press(reject, message, user), await world.press(approve, message, user)];
  expect(responses).toMatchObject([
    { statusCode: 200, body: '' },
    { statusCode: 200, body: '' },
  ]);
}

/** Checks that no press decides: Bob gets this private message for each press, and the buttons stay. */
function expectBothRefused(world: SlackWorld, text: string): void {
  expect(world.workflow.completed).toEqual([]);
  const told = api.calls.filter(({ method }) => method.startsWith('chat.') || method.startsWith('views.'));
  expect(told).toMatchObject([
    { method: 'chat.postEphemeral', channel: 'C0001', user: BOB.id, text },
    { method: 'chat.postEphemeral', channel: 'C0001', user: BOB.id, text },
  ]);
}

/** Checks that the first press opens the modal, and the second press approves. */
function expectBothAllowed(world: SlackWorld): void {
  expect(world.workflow.completed).toMatchObject([
    { outcome: { output: { decision: { user_id: BOB.id } } } },
  ]);
  const shown = api.calls.filter(({ method }) => method.startsWith('chat.') || method.startsWith('views.'));
  expect(shown.map(({ method }) => method)).toEqual(['views.open', 'chat.update']);
}

describe('an approver', () => {
  it.each<{ title: string; approvers: string[]; asked: string[]; results?: [string, object][] }>([
    {
      title: 'listed by user id, without a call',
      approvers: ['U0EVE0001', BOB.id, 'S0LEADS01'],
      asked: [],
    },
    {
      title: 'listed by user group',
      approvers: ['U0EVE0001', 'S0LEADS01'],
      asked: ['usergroups.users.list'],
      results: [['usergroups.users.list', { users: ['U0EVE0001', BOB.id] }]],
    },
    {
      title: 'listed by e-mail address',
      approvers: ['Bob@Example.com'],
      asked: ['users.lookupByEmail'],
      results: [['users.lookupByEmail', { user: { id: BOB.id } }]],
    },
  ])('can decide ($title)', async ({ approvers, asked, results = [] }) => {
    const world = createSlackWorld(api.url);
    for (const [method, result] of results) api.results.set(method, result);

    await pressBoth(world, { approvers });

    expectBothAllowed(world);
    // One call for both presses, because the app reuses the answer for a minute.
    expect(api.calls.map(({ method }) => method).filter((method) => method.startsWith('user'))).toEqual(
      asked,
    );
  });

  it('is looked up by the group id, and by the address exactly as written', async () => {
    const world = createSlackWorld(api.url);

    await pressBoth(world, { approvers: ['S0LEADS01', 'Eve@Example.com'] });

    expect(api.calls.map(({ args }) => args)).toContainEqual(
      expect.objectContaining({ usergroup: 'S0LEADS01' }),
    );
    expect(api.calls.map(({ args }) => args)).toContainEqual(
      expect.objectContaining({ email: 'Eve@Example.com' }),
    );
  });

  it('is looked up again after a minute', async () => {
    const world = createSlackWorld(api.url);
    api.results.set('usergroups.users.list', { users: ['U0EVE0001'] });
    const { approve, message } = await world.ask({ name: 'Ben', approvers: ['S0LEADS01'] });
    await world.press(approve, message, BOB);
    api.results.set('usergroups.users.list', { users: [BOB.id] });

    world.clock.now += 59_999;
    await world.press(approve, message, BOB);
    expect(world.workflow.completed).toHaveLength(0);
    world.clock.now += 1;
    await world.press(approve, message, BOB);
    expect(world.workflow.completed).toHaveLength(1);
  });
});

describe('a person who is not allowed to decide', () => {
  it.each<{ title: string; approvers: string[]; results?: [string, object][] }>([
    { title: 'another user id', approvers: ['U0EVE0001', 'U0BOB00012'] },
    {
      title: 'not a member of the group',
      approvers: ['S0LEADS01'],
      results: [['usergroups.users.list', { users: ['U0EVE0001'] }]],
    },
    {
      title: 'an empty group',
      approvers: ['S0LEADS01'],
      results: [['usergroups.users.list', { users: [] }]],
    },
    {
      title: 'the address of another person',
      approvers: ['eve@example.com'],
      results: [['users.lookupByEmail', { user: { id: 'U0EVE0001' } }]],
    },
  ])('gets a private message, and the buttons stay ($title)', async ({ approvers, results = [] }) => {
    const world = createSlackWorld(api.url);
    for (const [method, result] of results) api.results.set(method, result);

    await pressBoth(world, { approvers });

    expectBothRefused(world, NOT_APPROVER);
    expect(world.lines).toMatchObject([
      { event: 'slack', outcome: 'NotAllowed' },
      { event: 'slack', outcome: 'NotAllowed' },
    ]);
  });

  it('gets a private message if Slack returns no account for the address', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('users.lookupByEmail', { error: 'users_not_found' });

    await pressBoth(world, { approvers: ['bob@example.com'] });

    expectBothRefused(world, NOT_APPROVER);
    expect(world.others()).toEqual([]);
  });

  it.each<{ method: string; approver: string; failure: Failure; why: string; logged: object }>([
    {
      method: 'users.lookupByEmail',
      approver: 'bob@example.com',
      failure: { error: 'missing_scope', needed: 'users:read.email' },
      why: 'The app lacks the scope users:read.email. Add it to the app, and install the app again.',
      logged: { event: 'missing_scope', needed: 'users:read.email' },
    },
    {
      method: 'usergroups.users.list',
      approver: 'S0LEADS01',
      failure: { error: 'missing_scope', needed: 'usergroups:read' },
      why: 'The app lacks the scope usergroups:read. Add it to the app, and install the app again.',
      logged: { event: 'missing_scope', needed: 'usergroups:read' },
    },
    {
      method: 'users.lookupByEmail',
      approver: 'bob@example.com',
      failure: { error: 'user_not_visible' },
      why: 'The app cannot see this account in Slack. Ask an administrator of the workspace to permit it.',
      logged: { event: 'not_shown', code: 'user_not_visible' },
    },
    {
      method: 'usergroups.users.list',
      approver: 'S0LEADS01',
      failure: { error: 'no_permission' },
      why: 'Slack does not permit this to the app. Install the app again, with the scopes of its manifest, or ask an administrator of the workspace to permit it.',
      logged: { event: 'not_shown', code: 'no_permission' },
    },
  ])(
    'reads that the app cannot tell, and why ($method, $failure.error)',
    async ({ method, approver, failure, why, logged }) => {
      const world = createSlackWorld(api.url);
      api.failures.set(method, failure);

      await pressBoth(world, { approvers: ['U0EVE0001', approver] });

      expectBothRefused(
        world,
        `This was not accepted. We cannot tell whether you are an approver of this request. ${why}`,
      );
      expect(world.others()).toMatchObject([{ level: 'warn', ...logged }]);
    },
  );

  it('reads this in the language of the request', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('usergroups.users.list', { error: 'missing_scope', needed: 'usergroups:read' });

    await pressBoth(world, { approvers: ['S0LEADS01'], locale: 'de' });

    expectBothRefused(
      world,
      'Das wurde nicht angenommen. Wir können nicht feststellen, ob Sie ein Genehmiger dieser Anfrage sind. Der App fehlt die Berechtigung usergroups:read. Bitte der App hinzufügen und die App neu installieren.',
    );
  });

  it('is no member of a group if the plan of the workspace has none', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('usergroups.users.list', { error: 'plan_upgrade_required' });

    await pressBoth(world, { approvers: ['S0LEADS01'] });

    expectBothRefused(world, NOT_APPROVER);
  });

  it('can be the requester if the request forbids self-approval', async () => {
    const world = createSlackWorld(api.url);

    await pressBoth(world, { requester_id: BOB.id, self_approval: false, approvers: [BOB.id] });

    expectBothRefused(world, OWN);
  });

  it('reads why, if the app cannot identify the requester', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('users.lookupByEmail', { error: 'missing_scope', needed: 'users:read.email' });

    await pressBoth(world, { requester_email: 'bob@example.com', self_approval: false });

    expectBothRefused(
      world,
      `${MAYBE_OWN} The app lacks the scope users:read.email. Add it to the app, and install the app again.`,
    );
  });

  it('can be the requester, identified by e-mail address', async () => {
    const world = createSlackWorld(api.url);
    api.results.set('users.lookupByEmail', { user: { id: BOB.id } });

    await pressBoth(world, { requester_email: 'bob@example.com', self_approval: false });

    expectBothRefused(world, OWN);
  });
});

it('no person can decide if the address of the requester has no Slack account', async () => {
  const world = createSlackWorld(api.url);
  api.failures.set('users.lookupByEmail', { error: 'users_not_found' });

  await pressBoth(world, { requester_email: 'eve@example.com', self_approval: false });

  expectBothRefused(world, MAYBE_OWN);
});

describe('a person of another workspace, in a shared channel', () => {
  const guest = { ...BOB, team_id: 'T0002' };

  it.each<object>([
    {},
    { approvers: ['S0LEADS01'] },
    { approvers: ['bob@example.com'] },
    { self_approval: false, requester_id: 'U0ANN0001' },
  ])('cannot decide (%j)', async (input) => {
    api.results.set('usergroups.users.list', { users: [BOB.id] });
    api.results.set('users.lookupByEmail', { user: { id: BOB.id } });
    const world = createSlackWorld(api.url);

    await pressBoth(world, input, guest);

    expectBothRefused(world, EXTERNAL);
  });

  it('cannot reject in a modal that another person opened', async () => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();
    await world.press(reject, message);
    const { view } = api.calls.at(-1) ?? {};

    const { answer } = await world.submit(view, {}, guest);

    expect(answer.view.blocks[0].text.text).toBe(EXTERNAL);
    expect(world.workflow.completed).toEqual([]);
  });

  it('can decide if the request names this person by id', async () => {
    const world = createSlackWorld(api.url);

    await pressBoth(world, { approvers: [BOB.id] }, guest);

    expectBothAllowed(world);
  });
});

it.each([{ requester_id: BOB.id }, { requester_id: 'U0ANN0001', self_approval: false }])(
  'the requester can decide if self-approval is allowed; other people can always decide (%j)',
  async (input) => {
    const world = createSlackWorld(api.url);

    await pressBoth(world, input);

    expectBothAllowed(world);
  },
);

it.each<Failure>([{ status: 500 }, { status: 429, retryAfter: 1 }, { error: 'fatal_error' }, 'hang up'])(
  'a press decides nothing if the call to check the approver fails (%j)',
  async (failure) => {
    const world = createSlackWorld(api.url);
    api.failures.set('usergroups.users.list', failure);

    await pressBoth(world, { approvers: ['S0LEADS01'] });

    expectBothRefused(world, FAILED);
    expect(world.requests().filter(({ outcome }) => outcome === 'ServiceError')).toHaveLength(2);
  },
);

it('the next press asks Slack again after a failed call', async () => {
  const world = createSlackWorld(api.url);
  const { approve, message } = await world.ask({ name: 'Ben', approvers: ['S0LEADS01'] });
  api.failures.set('usergroups.users.list', { status: 500 });
  await world.press(approve, message, BOB);
  api.reset();
  api.results.set('usergroups.users.list', { users: [BOB.id] });

  await world.press(approve, message, BOB);

  expect(world.workflow.completed).toHaveLength(1);
});
