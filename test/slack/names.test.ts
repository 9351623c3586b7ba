import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** A world in which Slack tells names. */
const named = (overrides: Parameters<typeof createSlackWorld>[1] = {}) =>
  createSlackWorld(api.url, { withNames: true, ...overrides });

const tell = (user: object) => api.results.set('users.info', { user });

/** A world in which Slack tells no name in time. */
function withoutTimeForNames() {
  const { people } = createSlackWorld(api.url).usual;
  const limits: number[] = [];
  const world = createSlackWorld(api.url, {
    people: { ...people, nameOf: () => new Promise<undefined>(() => undefined) },
    timeout(milliseconds) {
      limits.push(milliseconds);
      return milliseconds === 600 ? AbortSignal.abort() : new AbortController().signal;
    },
  });
  return { world, limits };
}

describe('the name of the requester', () => {
  it.each([
    { user: { name: 'ann', profile: { display_name: 'Ann L.', real_name: 'Ann Lee' } }, name: 'Ann L.' },
    { user: { name: 'ann', profile: { display_name: '', real_name: 'Ann Lee' } }, name: 'Ann Lee' },
    { user: { name: 'ann.lee', real_name: 'Ann Lee' }, name: 'Ann Lee' },
    { user: { name: 'ann.lee' }, name: 'ann.lee' },
    { user: {}, name: 'ann' },
  ])('is the one that others see ($name)', async ({ user, name }) => {
    tell(user);
    const world = named();

    await world.command('start Ben');

    expect(world.started).toMatchObject([{ input: { requester: name, requester_id: 'U0ANN0001' } }]);
  });

  it.each([{ error: 'missing_scope' }, { error: 'user_not_found' }, { status: 500 }, 'hang up'] as const)(
    'is the one of the payload if Slack does not tell it (%j)',
    async (failure) => {
      api.failures.set('users.info', failure);
      const world = named();

      const { answer } = await world.command('start Ben');

      expect(answer.text).toMatch(/^Requested: /);
      expect(world.started).toMatchObject([{ input: { requester: 'ann' } }]);
      expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  it('is not waited for: an answer in time is worth more', async () => {
    const { world, limits } = withoutTimeForNames();

    await world.command('start Ben');

    expect(world.started).toMatchObject([{ input: { requester: 'ann' } }]);
    expect(limits).toEqual([2_500, 600]);
  });

  it('costs no call of its own if the address is needed too', async () => {
    tell({ name: 'ann', profile: { display_name: 'Ann', email: 'ann@example.com' } });
    const world = named();

    await world.command('start Ben self_approval: no');

    expect(world.started).toMatchObject([
      { input: { requester: 'Ann', requester_email: 'ann@example.com' } },
    ]);
    expect(api.calls).toHaveLength(1);
  });

  it('does not make another execution of a repeated delivery', async () => {
    const world = named();
    await world.command('start Ben');
    tell({ name: 'Ann' });
    world.clock.now += 61_000;
    await world.command('start Ben');

    const [first, second] = world.started;
    expect(second?.input).not.toEqual(first?.input);
    expect(second?.name).toBe(first?.name);
  });

  it('is in the form too', async () => {
    tell({ name: 'Ann' });
    const world = named();

    await world.submit({ callback_id: 'request' }, { name: { value: 'Ben' } });

    expect(world.started).toMatchObject([{ input: { requester: 'Ann' } }]);
  });
});

describe('a mention in a command', () => {
  it('has its name for the title, and its id and its name in a detail', async () => {
    tell({ name: 'ben', profile: { display_name: 'Ben <O>' } });
    api.results.set('usergroups.list', { usergroups: [{ id: 'S0LEADS01', handle: 'leads' }] });
    api.results.set('conversations.info', { channel: { name: 'secret-releases' } });
    const world = named();

    const { answer } = await world.command(
      'start <@U0BEN0001> in <#C987654321|> by: <!subteam^S0LEADS01> <@U0BEN0001|b>',
    );

    expect(answer.text).toContain('Approval for @Ben O in #secret-releases.');
    expect(world.started).toMatchObject([
      {
        input: {
          name: '@Ben O in #secret-releases',
          details: { by: '<!subteam^S0LEADS01|leads> <@U0BEN0001|Ben O>' },
        },
      },
    ]);
  });

  it('has its id in the title if Slack does not tell the name', async () => {
    for (const method of ['users.info', 'conversations.info', 'usergroups.list'])
      api.failures.set(method, { error: 'missing_scope' });
    const world = named();

    await world.command('start <@U0BEN0001|> <#C987654321|> <!subteam^S0LEADS01> <@U0BOB0001|bob>');

    expect(world.started).toMatchObject([{ input: { name: '@U0BEN0001 #C987654321 @S0LEADS01 @bob' } }]);
  });

  it('cannot bring a key with its name', async () => {
    tell({ name: 'x approvers: @eve self_approval: yes' });
    const world = named();

    await world.command('start Ben for: <@U0BEN0001>');

    const input = world.started[0]?.input as Record<string, unknown>;
    expect(Object.keys(input)).toEqual(['name', 'details', 'requester', 'requester_id']);
    expect(Object.keys(input.details as object)).toEqual(['for']);
  });
});

describe('the name of the person who decides', () => {
  it('is the one that others see, in the output', async () => {
    tell({ name: 'ann', profile: { display_name: 'Ann Lee' } });
    const world = named();
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(world.workflow.completed).toMatchObject([
      { outcome: { output: { decision: { by: 'Ann Lee', user_id: 'U0ANN0001' } } } },
    ]);
  });

  it('is looked up while the button is opened: it costs no time of its own', async () => {
    const asked = Promise.withResolvers<void>();
    const { usual, ask } = createSlackWorld(api.url);
    const nameOf = async () => {
      asked.resolve();
      return 'Ann Lee';
    };
    const world = createSlackWorld(api.url, {
      people: { ...usual.people, nameOf },
      // Waits for ever if the name is looked up only afterwards.
      open: (sealed) => asked.promise.then(() => usual.open(sealed)),
    });
    const { approve, message } = await ask();

    await world.press(approve, message);

    expect(world.workflow.completed).toMatchObject([
      { outcome: { output: { decision: { by: 'Ann Lee' } } } },
    ]);
  });

  it('is the one of the payload if Slack does not tell it in time', async () => {
    const { world } = withoutTimeForNames();
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(world.workflow.completed).toMatchObject([{ outcome: { output: { decision: { by: 'ann' } } } }]);
  });

  it('is in the cause of a cancellation', async () => {
    tell({ name: 'Ann Lee' });
    const world = named();
    await world.ask({ name: 'Ben', requester_id: 'U0ANN0001' });
    await world.command('cancel run-1');
    const modal = api.calls.find(({ method }) => method === 'views.open')?.view;

    await world.submit(modal);

    expect(world.stopped).toMatchObject([{ cause: 'Cancelled by Ann Lee (U0ANN0001) in Slack' }]);
  });
});
