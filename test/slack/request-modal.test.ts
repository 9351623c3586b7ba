import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** Uses the shortcut. Returns the modal that it opens. */
async function openModal(world: SlackWorld) {
  const { body } = recordedDelivery('shortcut');
  expect(await world.sendSigned(body)).toMatchObject({ statusCode: 200, body: '' });
  return api.calls.at(-1)?.view;
}

interface Filled {
  readonly details?: string;
  readonly approvers?: readonly string[];
  readonly others?: string;
  readonly approvals?: string;
  readonly policy?: readonly string[];
}

const typed = (name: string, { details, approvers = [], others, approvals, policy = [] }: Filled = {}) => ({
  name: { type: 'plain_text_input', value: name },
  details: { type: 'plain_text_input', value: details ?? null },
  approvers: { type: 'multi_users_select', selected_users: approvers },
  others: { type: 'plain_text_input', value: others ?? null },
  approvals: { type: 'static_select', selected_option: approvals ? { value: approvals } : null },
  policy: { type: 'checkboxes', selected_options: policy.map((value) => ({ value })) },
});

const WHO = { requester: 'ann', requester_id: 'U0ANN0001' };

describe('the shortcut “Request approval”', () => {
  it('opens a modal with the fields of /approval start', async () => {
    const modal = await openModal(createSlackWorld(api.url));

    expect(modal).toMatchObject({
      type: 'modal',
      callback_id: 'request',
      private_metadata: '13345224609.738474920.8088930838d88f008e0',
      title: { text: 'Request approval' },
      blocks: [
        { block_id: 'name', element: { type: 'plain_text_input' } },
        { block_id: 'details', optional: true, element: { type: 'plain_text_input', multiline: true } },
        { block_id: 'approvers', optional: true, element: { type: 'multi_users_select' } },
        { block_id: 'others', optional: true, element: { type: 'plain_text_input' } },
        {
          block_id: 'approvals',
          optional: true,
          label: { text: 'How many must approve?' },
          element: {
            type: 'static_select',
            options: [
              { text: { text: 'Every approver' }, value: 'all' },
              ...Array.from({ length: 20 }, (_, index) => ({ value: String(index + 1) })),
            ],
          },
        },
        {
          block_id: 'channel',
          optional: true,
          element: { type: 'conversations_select', filter: { include: ['public', 'private'] } },
        },
        {
          block_id: 'policy',
          optional: true,
          element: {
            type: 'checkboxes',
            options: [{ value: 'not_self' }, { value: 'confirm' }, { value: 'comment' }],
          },
        },
      ],
    });
  });

  it('gets an answer, and the log has an error, if the modal does not open', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('views.open', { error: 'expired_trigger_id' });

    await openModal(world);

    expect(world.others()).toMatchObject([{ level: 'error', event: 'modal_failed' }]);
  });
});

describe('the submitted request modal', () => {
  it.each([
    { title: 'only a name', values: typed('Ben'), input: { name: 'Ben' } },
    { title: 'a name with space around it', values: typed('  Ben <b> '), input: { name: 'Ben <b>' } },
    {
      title: 'details with one line each',
      values: typed('Ben', { details: 'Environment: production\n\n Cost : 12: €\nURL: https://a.example' }),
      input: { name: 'Ben', details: { Environment: 'production', Cost: '12: €', URL: 'https://a.example' } },
    },
    {
      title: 'details with several lines',
      values: typed('Ben', { details: 'Why: because\nit is time, at 12:30\nfor it' }),
      input: { name: 'Ben', details: { Why: 'because\nit is time, at 12:30\nfor it' } },
    },
    {
      title: 'details without labels',
      values: typed('Ben', { details: 'Just\ndo it\nWhy: because' }),
      input: { name: 'Ben', details: { Why: 'because', '…': 'Just\ndo it' } },
    },
    {
      title: 'details with long labels and more colons',
      values: typed('Ben', { details: 'Change window: tonight note: at 12\n__proto__: x' }),
      input: {
        name: 'Ben',
        details: Object.fromEntries([
          ['Change window', 'tonight note: at 12'],
          ['__proto__', 'x'],
        ]),
      },
    },
    {
      title: 'details with policy keys inside a URL',
      values: typed('Ben', { details: 'See: https://ci.example/x?confirm:1&approvers=2' }),
      input: { name: 'Ben', details: { See: 'https://ci.example/x?confirm:1&approvers=2' } },
    },
    { title: 'empty details', values: typed('Ben', { details: ' \n ' }), input: { name: 'Ben' } },
    {
      title: 'two approvals',
      values: typed('Ben', { approvals: '2' }),
      input: { name: 'Ben', approvals: 2 },
      told: ' 2 people must approve. 1 person can reject it.',
    },
    {
      title: 'the approvals of all approvers',
      values: typed('Ben', { approvers: ['U0BOB0001', 'U0EVE0001'], approvals: 'all' }),
      input: { name: 'Ben', approvers: ['U0BOB0001', 'U0EVE0001'], unanimous: true },
      told: ' Approvers: <@U0BOB0001>, <@U0EVE0001>. All approvers must approve. 1 person can reject it.',
    },
    {
      title: 'confirmation',
      values: typed('Ben', { policy: ['confirm'] }),
      input: { name: 'Ben', confirm: true },
    },
    {
      title: 'a required comment',
      values: typed('Ben', { policy: ['comment'] }),
      input: { name: 'Ben', comment: 'required' },
    },
  ])('starts an execution with the entered values ($title)', async ({ values, input, told = '' }) => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    const { statusCode, answer } = await world.submit(modal, values);

    expect(statusCode).toBe(200);
    expect(world.started).toEqual([
      { name: expect.stringMatching(/^slack-[0-9a-f]{16}$/), input: { ...input, ...WHO } },
    ]);
    expect(answer).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    const [, rest] = answer.view.blocks[0].text.text.split(
      /^Requested: Approval for Ben.*\. It will appear in #approvals\./,
    );
    expect(rest).toBe(told);
  });

  it.each([
    {
      title: 'people',
      values: { approvers: ['U0BOB0001', 'U0EVE0001'] },
      input: { approvers: ['U0BOB0001', 'U0EVE0001'] },
      told: 'Approvers: <@U0BOB0001>, <@U0EVE0001>.',
    },
    {
      title: 'a group by its handle, and an address',
      values: { others: '@Leads, bob@example.com' },
      input: { approvers: ['S0LEADS01', 'bob@example.com'] },
      told: 'Approvers: <!subteam^S0LEADS01>, bob@example.com.',
    },
    {
      title: 'people and a group by its id',
      values: { approvers: ['U0BOB0001'], others: ' S0OPS0001 ' },
      input: { approvers: ['U0BOB0001', 'S0OPS0001'] },
      told: 'Approvers: <@U0BOB0001>, <!subteam^S0OPS0001>.',
    },
    {
      title: 'all people except the requester',
      values: { policy: ['not_self'] },
      input: { self_approval: false },
      told: 'Anyone except you can decide it.',
    },
    {
      title: 'people, but not the requester',
      values: { approvers: ['U0BOB0001'], policy: ['not_self', 'confirm'] },
      input: { approvers: ['U0BOB0001'], self_approval: false, confirm: true },
      told: 'Approvers: <@U0BOB0001>, but not you.',
    },
  ])('shows who can decide ($title)', async ({ values, input, told }) => {
    const groups = [
      { id: 'S0OPS0001', handle: 'ops' },
      { id: 'S0LEADS01', handle: 'leads' },
    ];
    api.results.set('usergroups.list', { usergroups: groups });
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    const { answer } = await world.submit(modal, typed('Ben', values));

    expect(world.started).toMatchObject([{ input: { name: 'Ben', ...input, ...WHO } }]);
    expect(answer.view.blocks[0].text.text).toBe(
      `Requested: Approval for Ben. It will appear in #approvals. ${told}`,
    );
  });

  it('gives the execution the same name if the same modal is submitted twice', async () => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    await world.submit(modal, typed('Ben'));
    await world.submit(modal, typed('Ben'));
    await world.submit({ ...modal, private_metadata: 'another trigger' }, typed('Ben'));

    const names = world.started.map(({ name }) => name);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
  });

  it('starts another execution if the user changes the values and submits again', async () => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    await world.submit(modal, typed('Ben'));
    await world.submit(modal, typed('Ben', { policy: ['confirm'] }));

    expect(new Set(world.started.map(({ name }) => name)).size).toBe(2);
  });

  it.each([
    {
      title: 'a name of only white space',
      values: typed('  '),
      errors: { name: 'The request has no name. Say who or what it is for.' },
    },
    {
      title: 'no name field',
      values: {},
      errors: { name: 'The request has no name. Say who or what it is for.' },
    },
    {
      title: 'too many approvers',
      values: typed('Ben', { approvers: Array.from({ length: 21 }, (_, index) => `U0${100_000 + index}0`) }),
      errors: {
        approvers: 'You listed 21 approvers; the maximum is 20. A user group counts as one.',
      },
    },
    {
      title: 'an invalid approver, shown as typed',
      values: typed('Ben', { others: 'bob@example.com, <b>&co' }),
      errors: {
        others:
          '“<b>&co” is not a person, a group or an e-mail address. Write @ann, @leads or ann@example.com.',
      },
    },
    {
      title: 'a handle of a person or unknown group',
      values: typed('Ben', { others: 'bob@example.com @ann' }),
      errors: { others: '“@ann” is not a user group. Choose people in the field above.' },
    },
    {
      title: 'every approver, but no approver',
      values: typed('Ben', { approvals: 'all' }),
      errors: { others: 'The list of approvers is empty. Name an approver, or leave the list out.' },
    },
    {
      title: 'a number of approvals in the details',
      values: typed('Ben', { details: 'Needed approvals: 2' }),
      errors: { details: '“approvals” has a field of its own. Remove it here.' },
    },
    {
      title: 'stages in the details',
      values: typed('Ben', { details: 'Why: now\nStages: legal, security' }),
      errors: {
        details:
          '“stages” cannot be typed here. Start the state machine yourself, with "stages" in its input.',
      },
    },
    {
      title: 'reminders in the details',
      values: typed('Ben', { details: 'Why: now\nRemind: 4h, 1d' }),
      errors: {
        details:
          '“remind” cannot be given in a form. Remove it, or ask for the approval by the command, with remind: in it.',
      },
    },
    {
      title: 'too many details',
      values: typed('Ben', { details: Array.from({ length: 41 }, (_, index) => `d${index}: x`).join('\n') }),
      errors: { details: 'You gave 41 details; the maximum is 40. Put some of them together.' },
    },
    {
      title: 'a detail whose text is too long',
      values: typed('Ben', { details: `Cost: 1\nWhy: ${'x'.repeat(501)}` }),
      errors: {
        details:
          '“Why” is too long: a label has at most 75 characters, and its text 500. Shorten it, or give a link.',
      },
    },
    {
      title: 'a detail whose label is too long',
      values: typed('Ben', { details: `${'y'.repeat(76)}: x` }),
      errors: {
        details: `“${'y'.repeat(29)}…” is too long: a label has at most 75 characters, and its text 500. Shorten it, or give a link.`,
      },
    },
    {
      title: 'a detail that appears twice',
      values: typed('Ben', { details: 'Cost: 1\nCost: 2' }),
      errors: { details: '“Cost” is given twice. Give it once.' },
    },
    ...[
      { details: 'self_approval: no', key: 'self_approval' },
      { details: 'Self approval:no', key: 'Self approval' },
      { details: 'Cost: 1\nApprover : @bob', key: 'Approver' },
      { details: 'Environment: production confirm: yes', key: 'confirm' },
      { details: 'Self\u00a0approval: no', key: 'Self\u00a0approval' },
      { details: '*Approvers*: @bob', key: '*Approvers*' },
      { details: 'please self-approval:no cost: 1', key: 'self-approval' },
    ].map(({ details, key }) => ({
      title: `a policy key: ${details}`,
      values: typed('Ben', { details }),
      errors: {
        details: `“${key}” has a field of its own. Remove it here.`,
      },
    })),
  ])('shows the error at the field and starts nothing ($title)', async ({ values, errors }) => {
    const world = createSlackWorld(api.url);
    const modal = await openModal(world);

    const { statusCode, answer } = await world.submit(modal, values);

    expect(statusCode).toBe(200);
    expect(answer).toEqual({ response_action: 'errors', errors });
    expect(world.started).toEqual([]);
  });

  it.each([
    {
      locale: 'en',
      error:
        '“@leads” cannot be looked up: this app lacks the permission usergroups:read. Name people, or give e-mail addresses.',
    },
    {
      locale: 'de',
      error:
        'Die App kann „@leads“ nicht nachschlagen, weil ihr die Berechtigung usergroups:read fehlt. Bitte Personen oder E-Mail-Adressen angeben.',
    },
  ])('shows an error if the app lacks the scope to look up a group ($locale)', async ({ locale, error }) => {
    const world = createSlackWorld(api.url, { locale });
    api.failures.set('usergroups.list', { error: 'missing_scope' });
    const modal = await openModal(world);

    const { answer } = await world.submit(modal, typed('Ben', { others: '@leads' }));

    expect(answer).toEqual({ response_action: 'errors', errors: { others: error } });
    expect(world.started).toEqual([]);
  });

  it('shows errors in German if German is configured', async () => {
    const world = createSlackWorld(api.url, { locale: 'de' });
    const modal = await openModal(world);

    const { answer } = await world.submit(modal, typed('Ben', { details: 'confirm: yes' }));

    expect(answer.errors.details).toBe('Für „confirm“ gibt es ein eigenes Feld. Bitte hier löschen.');
  });

  it.each([' ', '\n', ':', ' :', 'x: ', 'self ', 'confirm ', '*', 'self\u00a0', 'confirm*'])(
    'reads long details quickly (%j)',
    async (unit) => {
      const world = createSlackWorld(api.url);
      const modal = await openModal(world);

      // If the time grew with the square or the cube of the length, this would take minutes.
      const { statusCode } = await world.submit(modal, typed('Ben', { details: `${unit.repeat(30_000)}x` }));

      expect(statusCode).toBe(200);
    },
  );

  it('shows that nothing was changed if the call to look up a group fails', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('usergroups.list', { status: 500 });
    const modal = await openModal(world);

    const { answer } = await world.submit(modal, typed('Ben', { others: '@leads' }));

    expect(answer.errors.name).toMatch(/^This did not work, and nothing was changed\./);
    expect(world.started).toEqual([]);
  });

  it('shows that the result is unknown, and logs an error, if the start of the execution fails', async () => {
    const world = createSlackWorld(api.url, { startExecution: () => Promise.reject(new Error('Denied')) });
    const modal = await openModal(world);

    const { answer } = await world.submit(modal, typed('Ben'));

    expect(answer.response_action).toBe('update');
    expect(answer.view.blocks[0].text.text).toMatch(
      /^We do not know whether this worked\. .*\/approval list/,
    );
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });
});
