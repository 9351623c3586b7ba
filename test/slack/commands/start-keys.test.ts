import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { request } from '../../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { createSlackWorld } from '../../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const FAILED = 'This did not work, and nothing was changed. Try again in a moment.';
const IS_NOBODY = ' is not a person, a group or an e-mail address. Write @ann, @leads or ann@example.com.';
const WHO = { requester: 'ann', requester_id: 'U0ANN0001' };

/** The input of the one execution that was started. */
async function inputOf(typed: string, world = createSlackWorld(api.url)): Promise<unknown> {
  await world.command(typed);
  expect(world.started).toHaveLength(1);
  return world.started[0]?.input;
}

describe('a key of /approval start', () => {
  it.each([
    {
      title: 'is a detail, up to the next one',
      typed: 'start Ben Smith  environment: production  cost: 12 € a month',
      input: { name: 'Ben Smith', details: { environment: 'production', cost: '12 € a month' } },
    },
    {
      title: 'keeps its capitals, and may be of any script',
      typed: 'start Ben Größe: XL 理由: 新しい',
      input: { name: 'Ben', details: { Größe: 'XL', 理由: '新しい' } },
    },
    {
      title: 'may stand on a line of its own',
      typed: 'start Ben\nenvironment:\nproduction',
      input: { name: 'Ben', details: { environment: 'production' } },
    },
    {
      title: 'may have no value',
      typed: 'start Ben note:',
      input: { name: 'Ben', details: { note: '' } },
    },
    {
      title: 'needs white space behind its colon',
      typed: 'start Ben at 12:30 see http://a.example:8080/x note: 1:2',
      input: { name: 'Ben at 12:30 see http://a.example:8080/x', details: { note: '1:2' } },
    },
    {
      title: 'has a URL as Slack escapes it',
      typed: 'start Ben see: <https://a.example/x?a=1&amp;b=2> or: <http://b.example|b.example>',
      input: { name: 'Ben', details: { see: 'https://a.example/x?a=1&b=2', or: 'http://b.example' } },
    },
    {
      title: 'has the entities of what was typed',
      typed: 'start R&amp;D &lt;b&gt; a-b: &amp;lt; &lt;!channel&gt;',
      input: { name: 'R&D <b>', details: { 'a-b': '&lt; <!channel>' } },
    },
    {
      title: 'shows people, groups and channels by their names',
      typed: 'start <@U0BEN0001|ben> for: <!subteam^S0LEADS01|@leads> in: <#C0001|approvals>',
      input: { name: '@ben', details: { for: '@leads', in: '#approvals' } },
    },
    {
      title: 'is any word, also one that JavaScript knows',
      typed: 'start Ben __proto__: a constructor: b',
      input: {
        name: 'Ben',
        details: Object.fromEntries([
          ['__proto__', 'a'],
          ['constructor', 'b'],
        ]),
      },
    },
    {
      title: 'name, title and locale are details: the request is in our words',
      typed: 'start Ben title: T locale: de requester: bob',
      input: { name: 'Ben', details: { title: 'T', locale: 'de', requester: 'bob' } },
    },
  ])('$title', async ({ typed, input }) => {
    const started = await inputOf(typed);

    // As Step Functions is sent it: toEqual does not see a `__proto__`.
    expect(JSON.stringify(started)).toBe(JSON.stringify({ ...input, ...WHO }));
  });

  it('has a value of 5,000 characters, whole', async () => {
    const value = 'x'.repeat(5_000);

    expect(await inputOf(`start Ben log: ${value}`)).toMatchObject({ details: { log: value } });
  });
});

describe('approvers', () => {
  it.each([
    'approvers: <@U0BOB0001|bob> <!subteam^S0LEADS01|@leads> <mailto:eve@example.com|eve@example.com>',
    'Approvers: <@U0BOB0001|bob>, <!subteam^S0LEADS01|@leads>,<mailto:eve@example.com|eve@example.com>',
    'approvers: U0BOB0001 S0LEADS01 eve@example.com',
  ])('are sent on as Slack escaped them: their ids are in the escapes (%s)', async (typed) => {
    const input = await inputOf(`start Ben ${typed}`);

    expect(request(input as object).policy).toEqual({
      approvers: ['U0BOB0001', 'S0LEADS01', 'eve@example.com'],
    });
  });

  it.each([
    { typed: 'approvers: bob', reason: `“bob”${IS_NOBODY}` },
    { typed: 'approver: @bob', reason: `“@bob”${IS_NOBODY}` },
    { typed: 'approvers: SALES', reason: `“SALES”${IS_NOBODY}` },
    { typed: 'approvers: <!channel>', reason: `“&lt;!channel&gt;”${IS_NOBODY}` },
    {
      typed: 'approvers:',
      reason: 'The list of approvers is empty. Name an approver, or leave the list out.',
    },
    { typed: 'self_approval: perhaps', reason: 'Write yes or no for self_approval.' },
    { typed: 'confirm:', reason: 'Write yes or no for confirm.' },
    { typed: 'confirm: <!here>', reason: 'Write yes or no for confirm.' },
    {
      typed: 'approvers: U0BOB0001 approver:U0EVE0001',
      reason: '“approver” is given twice. Give it once.',
    },
    {
      typed: 'self_approval: no self-approval: yes',
      reason: '“self-approval” is given twice. Give it once.',
    },
    { typed: 'note: a note: b', reason: '“note” is given twice. Give it once.' },
  ])('and switches that make no sense are refused, by name ($typed)', async ({ typed, reason }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toBe(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });
});

describe('the keys that restrict who may decide', () => {
  it.each([
    'approvers:<@U0BOB0001|bob> self_approval:no',
    'approver: <@U0BOB0001|bob> self-approval: no',
    'APPROVERS : <@U0BOB0001|bob>, Self Approval :no',
    'approvers:\n<@U0BOB0001|bob>\nselfapproval:no',
    'for release 2 approvers:<@U0BOB0001|bob> note: x self_approval: NO',
    '*approvers*: <@U0BOB0001|bob> _self_approval_: no',
    'approver(s): <@U0BOB0001|bob> self-approvals: no',
    'approvers=<@U0BOB0001|bob> self approval = no',
    '“approvers”: <@U0BOB0001|bob> self\u00a0approval: no',
    'approvers： <@U0BOB0001|bob> self\u2011approval\u00a0: no',
  ])('are taken as people write them (%s)', async (typed) => {
    expect(await inputOf(`start Deploy ${typed}`)).toMatchObject({
      name: expect.stringMatching(/^Deploy/),
      approvers: expect.stringMatching(/^<@U0BOB0001\|bob>,?$/),
      self_approval: false,
    });
  });

  it.each([
    'start Deploy co-approvers:x see https://a.example/approvers:x',
    'start Deploy confirmed:x unconfirm:y',
    'start Deploy https://ci.example/x?confirm:1&approvers=2 approver2:x un_confirm=y',
  ])('are words of their own (%s)', async (typed) => {
    expect(await inputOf(typed)).toEqual({ name: typed.replace('start ', ''), ...WHO });
  });

  it.each([
    {
      typed: 'approvers: <@U0BOB0001|bob> <!subteam^S0LEADS01|@leads> eve@example.com',
      told: 'Approvers: <@U0BOB0001>, <!subteam^S0LEADS01>, eve@example.com.',
    },
    { typed: 'self_approval: no', told: 'Anyone except you can decide it.' },
    { typed: 'approvers: <@U0BOB0001|bob> self_approval: no', told: 'Approvers: <@U0BOB0001>, but not you.' },
  ])('are told back ($typed)', async ({ typed, told }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toBe(`Requested: Approval for Ben. It will appear in #approvals. ${told}`);
  });

  it('are refused, and told back, in German where that is configured', async () => {
    const world = createSlackWorld(api.url, { locale: 'de' });

    const refused = await world.command('start Ben approvers: bob');
    const started = await world.command('start Ben approvers: <@U0BOB0001|bob> self_approval: nein');

    expect(refused.answer.text).toBe(
      'Das wurde nicht angenommen. „bob“ ist weder eine Person noch eine Gruppe, wie @ann oder @leads, noch eine E-Mail-Adresse.',
    );
    expect(started.answer.text).toMatch(/ Entscheiden darf: <@U0BOB0001>, aber nicht Sie selbst\.$/);
  });
});

describe('a switch', () => {
  it.each([
    { typed: 'confirm: yes', input: { confirm: true } },
    { typed: 'Confirm: TRUE', input: { confirm: true } },
    { typed: 'confirm: off', input: { confirm: false } },
    { typed: 'self_approval: on', input: { self_approval: true } },
  ])('is on or off ($typed)', async ({ typed, input }) => {
    expect(await inputOf(`start Ben ${typed}`)).toEqual({ name: 'Ben', ...input, ...WHO });
    expect(api.calls).toEqual([]);
  });

  it.each([
    { locale: 'de', typed: 'self_approval: ja', input: { self_approval: true } },
    { locale: 'de', typed: 'confirm: Nein', input: { confirm: false } },
    { locale: 'zh', typed: 'confirm: 是', input: { confirm: true } },
    { locale: 'zh', typed: 'confirm: no', input: { confirm: false } },
  ])('takes the words of the deployment’s language ($typed)', async ({ locale, typed, input }) => {
    const world = createSlackWorld(api.url, { locale });
    expect(await inputOf(`start Ben ${typed}`, world)).toEqual({ name: 'Ben', ...input, ...WHO });
  });

  it('that forbids self-approval tells the mail who asked, too', async () => {
    api.results.set('users.info', { user: { name: 'ann', profile: { email: 'ann@example.com' } } });

    const input = await inputOf('start Ben self_approval: no');

    expect(input).toEqual({ name: 'Ben', self_approval: false, ...WHO, requester_email: 'ann@example.com' });
    expect(api.calls).toMatchObject([{ method: 'users.info', user: 'U0ANN0001' }]);
  });

  it.each([{ error: 'missing_scope' }, { status: 500 }])(
    'does so without the address where Slack does not tell it (%j)',
    async (failure) => {
      const world = createSlackWorld(api.url);
      api.failures.set('users.info', failure);

      const { answer } = await world.command('start Ben self_approval: no');

      expect(answer.text).not.toBe(FAILED);
      expect(world.started).toMatchObject([{ input: { self_approval: false, requester_id: 'U0ANN0001' } }]);
      expect(world.others()).toMatchObject([{ level: 'warn' }]);
    },
  );
});
