import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/callback/errors.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { createSlackWorld } from '../../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const UNSURE =
  'We do not know whether this worked. Before you try again, type /approval list to see whether your request is there.';

describe('/approval start', () => {
  it('starts an execution, named after the trigger, and answers only the user', async () => {
    const world = createSlackWorld(api.url);

    const { statusCode, answer } = await world.command('start Ben');

    expect(statusCode).toBe(200);
    expect(answer).toEqual({
      response_type: 'ephemeral',
      text: 'Requested: Approval for Ben. It will appear in #approvals.',
    });
    expect(world.started).toEqual([
      {
        name: expect.stringMatching(/^slack-[0-9a-f]{16}$/),
        input: { name: 'Ben', requester: 'ann', requester_id: 'U0ANN0001' },
      },
    ]);
    expect(api.calls).toEqual([]);
  });

  it('gives a repeated delivery the same name, and another command another one', async () => {
    const world = createSlackWorld(api.url);

    await world.command('start Ben');
    await world.command('start Ben');
    await world.command('start Ben', { trigger_id: 'another' });
    await world.command('start Bob');

    const [first, repeated, ...others] = world.started.map(({ name }) => name);
    expect(repeated).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('links to a channel that is given by its id', async () => {
    const world = createSlackWorld(api.url, { channel: 'C0123ABC' });

    expect((await world.command('start Ben')).answer.text).toMatch(/in <#C0123ABC>\.$/);
  });

  it.each([
    { typed: '  START   Ben  Smith ', name: 'Ben Smith', shown: 'Ben Smith' },
    { typed: 'start start', name: 'start', shown: 'start' },
    { typed: `start "Ben" & 'Bob'`, name: `"Ben" & 'Bob'`, shown: `"Ben" &amp; 'Bob'` },
    { typed: 'start <b>Ben</b>', name: '<b>Ben</b>', shown: '&lt;b&gt;Ben&lt;/b&gt;' },
    { typed: 'start &lt;b&gt;', name: '<b>', shown: '&lt;b&gt;' },
    { typed: 'start <!channel> <@U1>', name: '<!channel> <@U1>', shown: '&lt;!channel&gt; &lt;@U1&gt;' },
    { typed: 'start 👩‍👩‍👧 Bén', name: '👩‍👩‍👧 Bén', shown: '👩‍👩‍👧 Bén' },
    { typed: 'start a=b&payload={}+%20', name: 'a=b&payload={}+%20', shown: 'a=b&amp;payload={}+%20' },
  ])('takes a name as it was typed, and shows it escaped ($typed)', async ({ typed, name, shown }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(typed);

    expect(world.started).toMatchObject([{ input: { name } }]);
    expect(answer.text).toBe(`Requested: Approval for ${shown}. It will appear in #approvals.`);
  });

  it('takes a name of 5,000 characters, and shows its beginning', async () => {
    const world = createSlackWorld(api.url);
    const name = 'x'.repeat(5_000);

    const { answer } = await world.command(`start ${name}`);

    expect(world.started).toMatchObject([{ input: { name } }]);
    expect(answer.text).toMatch(/^Requested: Approval for x+…\. /);
    expect(answer.text.length).toBeLessThan(250);
  });

  it.each(['start', ' start  ', 'start note: x', 'start \u0007'])(
    'asks for what, where no name is given ("%s")',
    async (typed) => {
      const world = createSlackWorld(api.url);

      const { statusCode, answer } = await world.command(typed);

      expect(statusCode).toBe(200);
      expect(answer).toEqual({
        response_type: 'ephemeral',
        text: 'Who or what is it for? Type /approval start &lt;name&gt;.',
      });
      expect(world.started).toEqual([]);
    },
  );

  it('says that nobody knows whether it worked where the call to start it fails, and logs why', async () => {
    const world = createSlackWorld(api.url, {
      startExecution: () => Promise.reject(new Error('StateMachineDoesNotExist: arn:aws:x')),
    });

    const { statusCode, answer } = await world.command('start Ben');

    expect(statusCode).toBe(200);
    expect(answer).toEqual({
      response_type: 'ephemeral',
      text: UNSURE,
    });
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
    expect(world.logged()).toContain('StateMachineDoesNotExist');
  });

  it('tells the user why it was refused, escaped', async () => {
    const world = createSlackWorld(api.url, {
      startExecution: () => Promise.reject(new Refusal('InvalidRequest', 'No <names> like this.')),
    });

    const { answer } = await world.command('start Ben');

    expect(answer.text).toBe('This was not accepted. No &lt;names&gt; like this.');
  });

  it('speaks German where that is configured', async () => {
    const world = createSlackWorld(api.url, { locale: 'de' });

    const { answer } = await world.command('start Ben');

    expect(answer.text).toBe('Angefragt: Freigabe für Ben. Die Anfrage erscheint gleich in #approvals.');
  });
});
