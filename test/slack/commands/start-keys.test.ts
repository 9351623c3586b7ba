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
const NOT_AN_APPROVER =
  ' is not a person, a group or an e-mail address. Write @ann, @leads or ann@example.com.';
const WHO = { requester: 'ann', requester_id: 'U0ANN0001' };

/** Sends the command. Returns the input of the started execution. */
async function inputOf(typed: string, world = createSlackWorld(api.url)): Promise<unknown> {
  await world.command(typed);
  expect(world.started).toHaveLength(1);
  return world.started[0]?.input;
}

describe('a key of /approval start', () => {
  it.each([
    {
      title: 'starts a detail until the next key',
      typed: 'start Ben Smith  environment: production  cost: 12 € a month',
      input: { name: 'Ben Smith', details: { environment: 'production', cost: '12 € a month' } },
    },
    {
      title: 'keeps its case and can use any script',
      typed: 'start Ben Größe: XL 理由: 新しい',
      input: { name: 'Ben', details: { Größe: 'XL', 理由: '新しい' } },
    },
    {
      title: 'can stand on its own line',
      typed: 'start Ben\nenvironment:\nproduction',
      input: { name: 'Ben', details: { environment: 'production' } },
    },
    {
      title: 'can have an empty value',
      typed: 'start Ben note:',
      input: { name: 'Ben', details: { note: '' } },
    },
    {
      title: 'needs white space after its colon',
      typed: 'start Ben at 12:30 see http://a.example:8080/x note: 1:2',
      input: { name: 'Ben at 12:30 see http://a.example:8080/x', details: { note: '1:2' } },
    },
    {
      title: 'can have a URL that Slack escapes',
      typed: 'start Ben see: <https://a.example/x?a=1&amp;b=2> or: <http://b.example|b.example>',
      input: { name: 'Ben', details: { see: 'https://a.example/x?a=1&b=2', or: 'http://b.example' } },
    },
    {
      title: 'has a value with decoded entities',
      typed: 'start R&amp;D &lt;b&gt; a-b: &amp;lt; &lt;!channel&gt;',
      input: { name: 'R&D <b>', details: { 'a-b': '&lt; <!channel>' } },
    },
    {
      title: 'has a value with mentions; the name has names',
      typed: 'start <@U0BEN0001|ben> for: <!subteam^S0LEADS01|@leads> in: <#C0APPROVE|approvals>',
      input: {
        name: '@ben',
        details: { for: '<!subteam^S0LEADS01|leads>', in: '<#C0APPROVE|approvals>' },
      },
    },
    {
      title: 'can be a special word of JavaScript',
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
      title: 'becomes a detail even if named title',
      typed: 'start Ben title: T locale: de requester: bob',
      input: { name: 'Ben', details: { title: 'T', locale: 'de', requester: 'bob' } },
    },
  ])('$title', async ({ typed, input }) => {
    const started = await inputOf(typed);

    // Compares the JSON for Step Functions, because toEqual does not see a `__proto__`.
    expect(JSON.stringify(started)).toBe(JSON.stringify({ ...input, ...WHO }));
  });

  it('keeps a value of 5,000 characters completely', async () => {
    const value = 'x'.repeat(5_000);

    expect(await inputOf(`start Ben log: ${value}`)).toMatchObject({ details: { log: value } });
  });
});

describe('approvers', () => {
  it.each([
    'approvers: <@U0BOB0001|bob> <!subteam^S0LEADS01|@leads> <mailto:eve@example.com|eve@example.com>',
    'Approvers: <@U0BOB0001|bob>, <!subteam^S0LEADS01|@leads>,<mailto:eve@example.com|eve@example.com>',
    'approvers: U0BOB0001 S0LEADS01 eve@example.com',
  ])('keep the form that Slack escapes, because this form contains their ids (%s)', async (typed) => {
    const input = await inputOf(`start Ben ${typed}`);

    expect(request(input as object).policy).toEqual({
      approvers: ['U0BOB0001', 'S0LEADS01', 'eve@example.com'],
    });
  });

  it.each([
    { typed: 'approvers: bob', reason: `“bob”${NOT_AN_APPROVER}` },
    { typed: 'approver: @bob', reason: `“@bob”${NOT_AN_APPROVER}` },
    { typed: 'approvers: SALES', reason: `“SALES”${NOT_AN_APPROVER}` },
    { typed: 'approvers: <!channel>', reason: `“@channel”${NOT_AN_APPROVER}` },
    {
      typed: 'approvers:',
      reason: 'The list of approvers is empty. Name an approver, or leave the list out.',
    },
    { typed: 'self_approval: perhaps', reason: 'Write yes or no for self_approval.' },
    { typed: 'confirm:', reason: 'Write yes or no for confirm.' },
    { typed: 'comment: please', reason: 'Write optional or required for comment.' },
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
  ])('and other keys are refused with a reason if they are not valid ($typed)', async ({ typed, reason }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toBe(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });
});

describe('the keys that restrict who can decide', () => {
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
  ])('are recognized in many spellings (%s)', async (typed) => {
    expect(await inputOf(`start Deploy ${typed}`)).toMatchObject({
      name: expect.stringMatching(/^Deploy/),
      approvers: ['U0BOB0001'],
      self_approval: false,
    });
  });

  it.each([
    { typed: 'approvals: 2', input: { approvals: 2 } },
    { typed: 'approvals=2 rejections:3', input: { approvals: 2, rejections: 3 } },
    { typed: '*Approvals*: ２', input: { approvals: 2 } },
    {
      typed: 'approvers: <@U0BOB0001|bob> unanimous: yes',
      input: { approvers: ['U0BOB0001'], unanimous: true },
    },
    { typed: 'Unanimous=no', input: { unanimous: false } },
  ])('say how many people decide ($typed)', async ({ typed, input }) => {
    expect(await inputOf(`start Ben ${typed}`)).toEqual({ name: 'Ben', ...input, ...WHO });
  });

  it.each([
    { typed: 'approvals: two', reason: 'Write a whole number from 1 to 39 for approvals.' },
    { typed: 'approvals: 0', reason: 'Write a whole number from 1 to 39 for approvals.' },
    { typed: 'rejections: 1.5', reason: 'Write a whole number from 1 to 39 for rejections.' },
    { typed: 'unanimous: maybe', reason: 'Write yes or no for unanimous.' },
    {
      typed: 'unanimous: yes',
      reason: 'The list of approvers is empty. Name an approver, or leave the list out.',
    },
    {
      typed: 'approvers: bob@example.com unanimous: yes approvals: 2',
      reason: '“unanimous” and “approvals” exclude each other. Give one of them.',
    },
    {
      typed: 'approvals: 30 rejections: 30',
      reason:
        'The request may need 59 votes; the maximum is 39. Lower the numbers of approvals and rejections.',
    },
    {
      typed: 'stages: legal, security',
      reason: '“stages” cannot be typed here. Start the state machine yourself, with "stages" in its input.',
    },
    {
      typed: 'delegation: off',
      reason:
        '“delegation” cannot be typed here. Start the state machine yourself, with "delegation" in its input.',
    },
    {
      typed: 'Stages=2',
      reason: '“stages” cannot be typed here. Start the state machine yourself, with "stages" in its input.',
    },
  ])('are refused with a reason if no such number is possible ($typed)', async ({ typed, reason }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toBe(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });

  it.each([
    { typed: 'remind: 4h', input: { remind: { after: '4h' } } },
    { typed: 'remind: 4h, 1d', input: { remind: { after: '4h', every: '1d' } } },
    { typed: '*Remind*=４H 1D', input: { remind: { after: '4h', every: '1d' } } },
    { typed: 'remind:30m', input: { remind: { after: '30m' } } },
    { typed: 'remind: off', input: { remind: false } },
    {
      typed: 'escalate: 1d <@U0BOB0001|Bob 2d > eve@example.com',
      input: { escalate: [{ after: '1d', to: ['U0BOB0001', 'eve@example.com'] }] },
    },
    {
      typed: 'escalate: 1D <@U0BOB0001|bob>, 2d <!subteam^S0LEADS01|@leads> and eve@example.com',
      input: {
        escalate: [
          { after: '1d', to: ['U0BOB0001'] },
          { after: '2d', to: ['S0LEADS01', 'eve@example.com'] },
        ],
      },
    },
    { typed: 'escalate: no', input: { escalate: [] } },
  ])('say when people are reminded and who may decide later ($typed)', async ({ typed, input }) => {
    expect(await inputOf(`start Ben ${typed}`)).toEqual({ name: 'Ben', ...input, ...WHO });
  });

  it.each([
    {
      typed: 'remind: soon',
      reason:
        'remind needs durations of at most a year, such as 30m, 4h or 2d. Write, for example, remind: 4h, 1d.',
    },
    { typed: 'remind: 4h 1d 2d', reason: 'remind needs durations' },
    { typed: 'remind: 4h, 5s', reason: 'The shortest time from one reminder to the next is 10s.' },
    {
      typed: 'escalate: <@U0BOB0001|bob>',
      reason:
        'Write after which time other people may decide too, and who they are, such as escalate: 1d bob@example.com.',
    },
    { typed: 'escalate: 1d', reason: 'Write after which time' },
    { typed: 'escalate: bob@example.com 1d eve@example.com', reason: 'Write after which time' },
    { typed: 'escalate: 999d bob@example.com', reason: 'escalate needs durations of at most a year' },
    { typed: 'escalate: 1d bob', reason: '“bob” is not a person, a group or an e-mail address.' },
    {
      typed: `escalate: ${'1d bob@example.com '.repeat(4)}`,
      reason: 'Only 3 times can be given for escalate.',
    },
    { typed: 'remind_every: 1d', reason: '“remind_every” is not supported' },
  ])('are refused with a reason if they say no time or no people ($typed)', async ({ typed, reason }) => {
    const world = createSlackWorld(api.url);
    const { answer } = await world.command(`start Ben ${typed}`);
    expect(answer.text).toContain(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });

  it.each([
    'start Deploy co-approvers:x see https://a.example/approvers:x',
    'start Deploy confirmed:x unconfirm:y',
    'start Deploy https://ci.example/x?confirm:1&approvers=2 approver2:x un_confirm=y',
  ])('are not recognized inside other words or URLs (%s)', async (typed) => {
    expect(await inputOf(typed)).toEqual({ name: typed.replace('start ', ''), ...WHO });
  });

  it.each([
    {
      typed: 'approvers: <@U0BOB0001|bob> <!subteam^S0LEADS01|@leads> eve@example.com',
      told: 'Approvers: <@U0BOB0001>, <!subteam^S0LEADS01>, eve@example.com.',
    },
    { typed: 'self_approval: no', told: 'Anyone except you can decide it.' },
    { typed: 'approvers: <@U0BOB0001|bob> self_approval: no', told: 'Approvers: <@U0BOB0001>, but not you.' },
    { typed: 'approvals: 2', told: '2 people must approve. 1 person can reject it.' },
    {
      typed: 'approvers: <@U0BOB0001|bob> unanimous: yes rejections: 2',
      told: 'Approvers: <@U0BOB0001>. All approvers must approve. Only 2 people together can reject it.',
    },
  ])('appear in the answer ($typed)', async ({ typed, told }) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toBe(`Requested: Approval for Ben. It will appear in #approvals. ${told}`);
  });

  it('get an answer in German if German is configured', async () => {
    const world = createSlackWorld(api.url, { locale: 'de' });

    const refused = await world.command('start Ben approvers: bob');
    const started = await world.command('start Ben approvers: <@U0BOB0001|bob> self_approval: nein');

    expect(refused.answer.text).toBe(
      'Das wurde nicht angenommen. „bob“ ist keine Person, keine Gruppe und keine E-Mail-Adresse. Bitte @ann, @leads oder ann@example.com schreiben.',
    );
    expect(started.answer.text).toMatch(/ Genehmiger: <@U0BOB0001>, aber nicht Sie\.$/);
  });
});

describe('an approver typed without a suggestion', () => {
  it('can be the handle of a user group, as in the form', async () => {
    api.results.set('usergroups.list', { usergroups: [{ id: 'S0LEADS01', handle: 'leads' }] });

    const input = await inputOf(
      'start Ben approvers: @Leads, <@U0BOB0001|Bob, the builder> and bob@example.com',
    );

    expect(input).toMatchObject({ approvers: ['S0LEADS01', 'U0BOB0001', 'bob@example.com'] });
  });

  it.each([
    {
      locale: 'en',
      text: 'This was not accepted. “@leads” cannot be a user group: the plan of this Slack workspace has none. Name people, or give e-mail addresses.',
    },
    {
      locale: 'zh',
      text: '未被接受。“@leads”不可能是用户组：此 Slack 工作区的方案没有用户组。请指定人员，或填写电子邮件地址。',
    },
  ])('is refused if the plan of the workspace has no groups ($locale)', async ({ locale, text }) => {
    api.failures.set('usergroups.list', { error: 'plan_upgrade_required' });
    const world = createSlackWorld(api.url, { locale });

    const { answer } = await world.command('start Ben approvers: @leads');

    expect(answer.text).toBe(text);
    expect(world.started).toEqual([]);
  });

  it('is refused if the app may not look up groups', async () => {
    api.failures.set('usergroups.list', { error: 'missing_scope' });
    const world = createSlackWorld(api.url);

    const { answer } = await world.command('start Ben approvers: @leads');

    expect(answer.text).toBe(
      'This was not accepted. “@leads” cannot be looked up: this app lacks the permission usergroups:read. Name people, or give e-mail addresses.',
    );
    expect(world.started).toEqual([]);
  });
});

describe('a switch', () => {
  it.each([
    { typed: 'confirm: yes', input: { confirm: true } },
    { typed: 'Confirm: TRUE', input: { confirm: true } },
    { typed: 'confirm: off', input: { confirm: false } },
    { typed: 'self_approval: on', input: { self_approval: true } },
    { typed: 'comment: required', input: { comment: 'required' } },
    { typed: 'Comment=Optional', input: { comment: 'optional' } },
  ])('is on or off ($typed)', async ({ typed, input }) => {
    expect(await inputOf(`start Ben ${typed}`)).toEqual({ name: 'Ben', ...input, ...WHO });
    expect(api.calls).toEqual([]);
  });

  it.each([
    { locale: 'de', typed: 'self_approval: ja', input: { self_approval: true } },
    { locale: 'de', typed: 'confirm: Nein', input: { confirm: false } },
    { locale: 'zh', typed: 'confirm: 是', input: { confirm: true } },
    { locale: 'zh', typed: 'confirm: no', input: { confirm: false } },
  ])(
    'accepts the words of the configured language and of English ($typed)',
    async ({ locale, typed, input }) => {
      const world = createSlackWorld(api.url, { locale });
      expect(await inputOf(`start Ben ${typed}`, world)).toEqual({ name: 'Ben', ...input, ...WHO });
    },
  );

  it('that forbids self-approval adds the e-mail address of the requester to the input', async () => {
    api.results.set('users.info', { user: { name: 'ann', profile: { email: 'ann@example.com' } } });

    const input = await inputOf('start Ben self_approval: no');

    expect(input).toEqual({ name: 'Ben', self_approval: false, ...WHO, requester_email: 'ann@example.com' });
    expect(api.calls).toMatchObject([{ method: 'users.info', user: 'U0ANN0001' }]);
  });

  it.each([{ error: 'missing_scope' }, { status: 500 }])(
    'that forbids self-approval works without the address if Slack does not return it (%j)',
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
