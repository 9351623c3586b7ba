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
  it('starts an execution, and only the user sees the answer', async () => {
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

  it('uses the same name for a repeated delivery and another name for another command', async () => {
    const world = createSlackWorld(api.url);

    await world.command('start Ben');
    await world.command('start Ben');
    await world.command('start Ben', { trigger_id: 'another' });
    await world.command('start Bob');

    const [first, repeated, ...others] = world.started.map(({ name }) => name);
    expect(repeated).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('links to the channel if the channel is configured by its id', async () => {
    const world = createSlackWorld(api.url, { channel: 'C0123ABCDE' });

    expect((await world.command('start Ben')).answer.text).toMatch(/in <#C0123ABCDE>\.$/);
  });

  it.each([
    { typed: '  START   Ben  Smith ', name: 'Ben Smith', shown: 'Ben Smith' },
    { typed: 'start start', name: 'start', shown: 'start' },
    { typed: `start "Ben" & 'Bob'`, name: `"Ben" & 'Bob'`, shown: `"Ben" &amp; 'Bob'` },
    { typed: 'start <b>Ben</b>', name: '<b>Ben</b>', shown: '&lt;b&gt;Ben&lt;/b&gt;' },
    { typed: 'start &lt;b&gt;', name: '<b>', shown: '&lt;b&gt;' },
    { typed: 'start <!channel> <@U1>', name: '@channel <@U1>', shown: '@channel &lt;@U1&gt;' },
    { typed: 'start 👩‍👩‍👧 Bén', name: '👩‍👩‍👧 Bén', shown: '👩‍👩‍👧 Bén' },
    { typed: 'start a=b&payload={}+%20', name: 'a=b&payload={}+%20', shown: 'a=b&amp;payload={}+%20' },
  ])('uses the name as typed and shows the escaped name ($typed)', async ({ typed, name, shown }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(typed);

    expect(world.started).toMatchObject([{ input: { name } }]);
    expect(answer.text).toBe(`Requested: Approval for ${shown}. It will appear in #approvals.`);
  });

  it('accepts a name of 5,000 characters and shows its beginning', async () => {
    const world = createSlackWorld(api.url);
    const name = 'x'.repeat(5_000);

    const { answer } = await world.command(`start ${name}`);

    expect(world.started).toMatchObject([{ input: { name } }]);
    expect(answer.text).toMatch(/^Requested: Approval for x+…\. /);
    expect(answer.text.length).toBeLessThan(250);
  });

  it.each(['start', ' start  ', 'start note: x', 'start \u0007'])(
    'asks for a name if the name is missing ("%s")',
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

  it('shows that the result is unknown, and logs an error, if the start of the execution fails', async () => {
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

  it.each([
    {
      locale: 'en',
      told: 'This was not accepted. This deployment may not start executions of ApprovalEmails. An administrator must give the function behind this chat the permission states:StartExecution.',
    },
    {
      locale: 'de',
      told: 'Das wurde nicht angenommen. Diese Installation darf keine Ausführungen von ApprovalEmails starten. Ein Administrator muss der Funktion hinter diesem Chat die Berechtigung states:StartExecution geben.',
    },
  ])(
    'says that nothing was started, and why, if Step Functions refuses it ($locale)',
    async ({ locale, told }) => {
      const refusal = new Refusal('NotPermitted', 'A sentence.', { cause: new Error('what AWS says') });
      const world = createSlackWorld(api.url, { locale, startExecution: () => Promise.reject(refusal) });

      expect((await world.command('start Ben')).answer.text).toBe(told);

      expect(world.requests()).toMatchObject([{ level: 'error', outcome: 'NotPermitted' }]);
      expect(world.logged()).toContain('what AWS says');
    },
  );

  it('shows the user the escaped reason for a refusal', async () => {
    const world = createSlackWorld(api.url, {
      startExecution: () => Promise.reject(new Refusal('InvalidRequest', 'No <names> like this.')),
    });

    const { answer } = await world.command('start Ben');

    expect(answer.text).toBe('This was not accepted. No &lt;names&gt; like this.');
  });

  it('answers in German if German is configured', async () => {
    const world = createSlackWorld(api.url, { locale: 'de' });

    const { answer } = await world.command('start Ben');

    expect(answer.text).toBe('Angefragt: Freigabe für Ben. Die Anfrage erscheint in #approvals.');
  });
});
