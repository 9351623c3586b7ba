import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/callback/errors.ts';
import { cardErrors } from '../../../src/local/teams/card-check.ts';
import { LANGUAGES } from '../../../src/wording/languages.ts';
import {
  ANN,
  BEN,
  CHANNEL,
  CLEO,
  type FakeMember,
  GIL,
  OTHER_CHANNEL,
} from '../../support/teams-fake-connector.ts';
import { MESSAGE_ID, startTeamsWorld, THREAD } from '../../support/teams-world.ts';

const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const PERSONAL = { personal: true };

// biome-ignore lint/suspicious/noExplicitAny: cards of any shape
type AnyCard = any;

/** The input of a card with this id. */
const inputOf = (card: AnyCard, id: string) => card.body.find((element: AnyCard) => element.id === id);
/** The sentence after the input, if it is an error. */
const errorAt = (card: AnyCard, id: string) => {
  const after = card.body.slice(card.body.indexOf(inputOf(card, id)) + 1);
  const next = after.findIndex((element: AnyCard) => element.id !== undefined);
  const own = next === -1 ? after : after.slice(0, next);
  return own.find(({ color }: AnyCard) => color === 'attention')?.text;
};

/** A world in which Ann has asked for the form. */
async function startFormWorld(...given: Parameters<typeof startTeamsWorld>) {
  const world = await startTeamsWorld(...given);
  world.fake.installedFor.push(ANN);
  await world.say('start');
  const form = world.lastCard();
  /** Sends the form, with these values, as Teams does. */
  const send = async (values: object, from: FakeMember = ANN, members: object = {}) => {
    const [{ data, ...action }] = form.actions;
    const value = { action: { ...action, data: { ...data, ...values } }, trigger: 'manual' };
    return (await world.press({}, from, { value, ...members })).answer;
  };
  return { ...world, form, send };
}

describe('start without a name', () => {
  it('answers in the thread with a form, which has the channels of the team', async () => {
    const { fake, form } = await startFormWorld();

    const sent = fake.called('POST').at(-1);
    expect(sent?.path).toBe(`/v3/conversations/${THREAD}/activities`);
    expect(sent?.body.summary).toBe('Request approval');
    expect(fake.calls.map(({ path }) => path)).toContain(`/v3/teams/${CHANNEL}/conversations`);
    expect(cardErrors(form)).toEqual([]);
    expect(form.body.filter(({ id }: AnyCard) => id)).toMatchObject([
      { type: 'Input.Text', id: 'name', isRequired: true, maxLength: 256 },
      { type: 'Input.Text', id: 'details', isMultiline: true },
      {
        type: 'Input.ChoiceSet',
        id: 'approvers',
        isMultiSelect: true,
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
      },
      { type: 'Input.Text', id: 'others' },
      { type: 'Input.Text', id: 'approvals', label: 'How many must approve?' },
      {
        type: 'Input.ChoiceSet',
        id: 'channel',
        style: 'compact',
        value: CHANNEL,
        choices: [
          { title: 'General', value: CHANNEL },
          { title: 'Releases', value: OTHER_CHANNEL },
        ],
      },
      {
        type: 'Input.ChoiceSet',
        id: 'policy',
        isMultiSelect: true,
        style: 'expanded',
        choices: [{ value: 'not_self' }, { value: 'confirm' }, { value: 'comment' }],
      },
    ]);
    expect(form.actions).toMatchObject([
      { type: 'Action.Execute', title: 'Send request', verb: 'start', data: { by: aad(ANN) } },
    ]);
    expect(JSON.stringify(form.body)).toContain('Only Ann Lee can send this form.');
  });

  it('answers in a personal chat with a form in which a channel is typed', async () => {
    const world = await startFormWorld();

    await world.say('start', ANN, PERSONAL);

    const card = world.lastCard();
    expect(world.fake.called('POST').at(-1)?.path).toBe(`/v3/conversations/a:${ANN.id}/activities`);
    expect(inputOf(card, 'channel')).toMatchObject({
      type: 'Input.Text',
      placeholder: 'Link or ID of the channel',
    });
    expect(cardErrors(card)).toEqual([]);
    expect(JSON.stringify(card)).not.toContain('Only Ann Lee');
  });

  it('offers the usual channel also if it is in another team', async () => {
    const { form } = await startFormWorld({ channel: '19:elsewhere@thread.tacv2' });

    expect(inputOf(form, 'channel').choices[0]).toEqual({
      title: 'the usual channel',
      value: '19:elsewhere@thread.tacv2',
    });
  });

  it('offers only the channels that the deployment allows', async () => {
    const { form } = await startFormWorld({ channel: OTHER_CHANNEL, allowedChannels: [] });

    expect(inputOf(form, 'channel').choices).toEqual([{ title: 'Releases', value: OTHER_CHANNEL }]);
  });

  it.each([
    {
      title: 'does not tell the channels',
      break: (world: FormWorld) => world.fake.fail('GET conversations', { status: 403 }),
    },
    {
      title: 'has more channels than a card can',
      break: ({ fake }: FormWorld) => {
        fake.channels = Array.from({ length: 200 }, (_, index) => ({
          id: `19:${String(index).padStart(44, '0')}@thread.tacv2`,
          name: `Channel ${index} 频道`,
        }));
      },
    },
  ])('lets the person type a channel if the team $title', async ({ break: change }) => {
    const world = await startFormWorld();
    change(world);

    await world.say('start');

    expect(inputOf(world.lastCard(), 'channel').type).toBe('Input.Text');
  });

  it('is refused for a guest', async () => {
    const world = await startFormWorld();

    expect(await world.say('start', GIL)).toMatch(/^This was not accepted\. Only people of the organization/);
  });

  it.each(LANGUAGES)('is a card that Teams shows, and not too long (%s)', async (locale) => {
    const world = await startFormWorld({ locale });
    world.fake.channels = Array.from({ length: 60 }, (_, index) => ({
      id: `19:${String(index).padStart(44, '0')}@thread.tacv2`,
      name: `Channel ${index} of the team`,
    }));

    const answer = await world.send({
      name: '名'.repeat(256),
      details: `approvers: ${'详'.repeat(2_980)}`,
      approvers: Array.from({ length: 20 }, () => BEN.aadObjectId).join(','),
      others: 'o'.repeat(1_000),
    });

    expect(cardErrors(answer.value)).toEqual([]);
    expect(inputOf(answer.value, 'channel').type).toBe('Input.ChoiceSet');
    expect(Buffer.byteLength(JSON.stringify(answer.value))).toBeLessThan(28 * 1024);
  });
});

type FormWorld = Awaited<ReturnType<typeof startFormWorld>>;

describe('the sent form', () => {
  it('starts the request, and shows this to all people in the place of the form', async () => {
    const world = await startFormWorld();

    const answer = await world.send({
      name: ' Release 1.2 ',
      details: 'Change window: tonight\nWhy: because',
      approvers: `${BEN.aadObjectId.toUpperCase()},${CLEO.aadObjectId}`,
      others: 'Bob@example.com; eve@example.com',
      channel: CHANNEL,
      policy: 'not_self,confirm,comment',
    });

    expect(world.started).toEqual([
      {
        name: expect.stringMatching(/^teams-[0-9a-f]{16}$/),
        input: {
          name: 'Release 1.2',
          details: { 'Change window': 'tonight', Why: 'because' },
          approvers: [aad(BEN), aad(CLEO), 'Bob@example.com', 'eve@example.com'],
          self_approval: false,
          confirm: true,
          comment: 'required',
          requester: 'Ann Lee',
          requester_id: aad(ANN),
          requester_email: 'ann@example.com',
        },
      },
    ]);
    const text = `Requested: Approval for Release 1.2. It will appear in the usual channel. Approvers: Ben Ito, ${aad(CLEO)}, Bob@example.com, eve@example.com, but not you.`;
    expect(answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(answer.value.body).toMatchObject([{ type: 'TextBlock', text }]);
    expect(answer.value.actions).toBeUndefined();
    expect(world.fake.called('PUT')).toMatchObject([
      {
        path: `/v3/conversations/${THREAD}/activities/${MESSAGE_ID}`,
        body: { id: MESSAGE_ID, summary: text, attachments: [{ content: answer.value }] },
      },
    ]);
    expect(world.lines.at(-1)).toMatchObject({ event: 'teams', verb: 'start', outcome: 'started' });
    expect(world.logged()).not.toContain('Release 1.2');
  });

  it('needs only a name', async () => {
    const world = await startFormWorld();

    await world.send({ name: 'Ben', details: '', approvers: '', others: '', channel: CHANNEL, policy: '' });

    expect(world.started.map(({ input }) => input)).toEqual([
      { name: 'Ben', requester: 'Ann Lee', requester_id: aad(ANN) },
    ]);
  });

  it.each([
    { approvals: ' 2 ', input: { approvals: 2 }, says: '0 of 2 approvals.' },
    { approvals: 'All', input: { unanimous: true }, says: 'Approvers: Ben Ito, bob@example.com.' },
    { approvals: '1', input: { approvals: 1 }, says: 'Approvers: Ben Ito, bob@example.com.' },
  ])('asks for $approvals approvals, and repeats it', async ({ approvals, input, says }) => {
    const world = await startFormWorld();

    const { value } = await world.send({
      name: 'Ben',
      approvers: BEN.aadObjectId,
      others: 'bob@example.com',
      approvals,
    });

    expect(world.started).toMatchObject([{ input }]);
    expect(value.body[0].text.endsWith(says)).toBe(true);
  });

  it('says nothing of other people who may not decide if each person has one vote', async () => {
    const world = await startFormWorld();

    const { value } = await world.send({ name: 'Ben', approvals: '2' });

    expect(value.body[0].text).toBe(
      'Requested: Approval for Ben. It will appear in the usual channel. 0 of 2 approvals.',
    );
  });

  it('names the channel that was chosen, unless it is the usual one', async () => {
    const world = await startFormWorld();

    await world.send({ name: 'Ben', channel: OTHER_CHANNEL });

    expect(world.started).toMatchObject([{ input: { name: 'Ben', teams_channel: OTHER_CHANNEL } }]);
  });

  it('comes back if the channel is not allowed', async () => {
    const world = await startFormWorld({ allowedChannels: [] });

    const { value } = await world.send({ name: 'Ben', channel: OTHER_CHANNEL });

    expect(errorAt(value, 'channel')).toContain('Requests may not be posted in the channel');
    expect(world.started).toEqual([]);
  });

  it('comes back if the typed channel is none', async () => {
    const world = await startFormWorld();
    world.fake.fail('GET conversations', { status: 403 });

    const { value } = await world.send({ name: 'Ben', channel: '#releases' });

    expect(errorAt(value, 'channel')).toContain('not a channel of Teams');
    expect(inputOf(value, 'channel')).toMatchObject({ type: 'Input.Text', value: '#releases' });
  });

  it('starts one execution if it is sent twice, and another one with other values', async () => {
    const world = await startFormWorld();

    await world.send({ name: 'Ben', policy: 'confirm' });
    await world.send({ policy: 'confirm', name: 'Ben' });
    await world.send({ name: 'Ben', policy: '' });
    await world.send({ name: 'Ben', policy: '' }, ANN, { replyToId: '1764000009999' });

    expect(new Set(world.started.map(({ name }) => name)).size).toBe(3);
  });

  it.each([
    { values: { name: '  ' }, at: 'name', says: 'The request has no name. Say who or what it is for.' },
    {
      values: { name: 'x', details: 'Why: a\nWhy: b' },
      at: 'details',
      says: '“Why” is given twice. Give it once.',
    },
    {
      values: { name: 'x', details: 'self_approval: no' },
      at: 'details',
      says: '“self\\_approval” has a field of its own. Remove it here.',
    },
    {
      values: { name: 'x', details: 'escalate: 1d bob@example.com' },
      at: 'details',
      says: expect.stringContaining('“escalate” cannot be given in a form.'),
    },
    {
      values: { name: 'x', details: `Why: ${'x'.repeat(501)}` },
      at: 'details',
      says: expect.stringContaining('“Why” is too long'),
    },
    {
      values: {
        name: 'x',
        approvers: Array.from({ length: 21 }, (_, i) => `${ANN.aadObjectId.slice(0, -2)}${i + 10}`).join(),
      },
      at: 'approvers',
      says: expect.stringContaining('You listed 21 approvers'),
    },
    {
      values: { name: 'x', others: 'ben@example.com, @ben' },
      at: 'others',
      says: '“@ben” is not an e-mail address. Choose people in the field above.',
    },
    {
      values: { name: 'x', approvals: 'two' },
      at: 'approvals',
      says: 'Write a whole number from 1 to 39 for approvals.',
    },
    {
      values: { name: 'x', approvals: 'all' },
      at: 'others',
      says: expect.stringContaining('The list of approvers is empty'),
    },
    {
      values: { name: 'x', approvers: 'someone' },
      at: 'others',
      says: expect.stringContaining('someone” is not a person'),
    },
  ])('comes back with what was typed, and the error at its field: $says', async ({ values, at, says }) => {
    const world = await startFormWorld();

    const { statusCode, type, value: card } = await world.send(values);

    expect({ statusCode, type }).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
    });
    expect(cardErrors(card)).toEqual([]);
    expect(errorAt(card, at)).toEqual(says);
    for (const [id, value] of Object.entries(values)) expect(inputOf(card, id).value).toBe(value);
    expect(card.actions).toEqual(world.form.actions);
    expect(world.started).toEqual([]);
    expect(world.fake.called('PUT')).toEqual([]);
  });

  it('is refused from another person, who learns how to get a form', async () => {
    const world = await startFormWorld();

    const answer = await world.send({ name: 'Ben' }, BEN);

    expect(answer).toEqual({
      statusCode: 400,
      type: 'application/vnd.microsoft.error',
      value: {
        code: 'NotAllowed',
        message: 'This is the form of another person. Type @Countersign start to get your own.',
      },
    });
    expect(world.started).toEqual([]);
  });

  it('is refused from a person who has become a guest', async () => {
    const world = await startFormWorld();
    world.fake.members = [{ ...ANN, userRole: 'guest' }];
    world.clock.now += 61_000;

    const { statusCode, value } = await world.send({ name: 'Ben' });

    expect({ statusCode, code: value.code }).toEqual({ statusCode: 400, code: 'NotAllowed' });
    expect(value.message).toMatch(/Only people of the organization/);
    expect(world.started).toEqual([]);
  });

  it('is refused while the deployment has no channel', async () => {
    const world = await startTeamsWorld({ channel: undefined });

    await world.say('start');
    const { answer } = await world.press({}, ANN, {
      value: { action: { verb: 'start', data: { by: aad(ANN) } } },
    });

    expect(world.fake.called('POST').at(-1)?.body.text).toMatch(/teamsChannel/);
    expect(answer).toMatchObject({
      statusCode: 400,
      value: { message: expect.stringMatching(/teamsChannel/) },
    });
    expect(world.started).toEqual([]);
  });

  it('that may have started says so, and leaves the form', async () => {
    const world = await startFormWorld({
      startExecution: async () => Promise.reject(new Error('ECONNRESET')),
    });

    const { type, value } = await world.send({ name: 'Ben' });

    expect(type).toBe('application/vnd.microsoft.activity.message');
    expect(value).toMatch(/We do not know whether this worked.*@Countersign list/);
    expect(world.fake.called('PUT')).toEqual([]);
  });

  it('that Step Functions refuses says so, and leaves the form', async () => {
    const denied = new Refusal('NotPermitted', 'Access was denied.');
    const world = await startFormWorld({ startExecution: async () => Promise.reject(denied) });

    const { statusCode, value } = await world.send({ name: 'Ben' });

    expect(statusCode).toBe(400);
    expect(value.message).toMatch(/may not start executions of ApprovalEmails/);
  });

  it('is answered at the deadline, and starts nothing after it', async () => {
    const deadline = new AbortController();
    const world = await startFormWorld({ timeout: () => deadline.signal });
    deadline.abort();

    const answer = await world.send({ name: 'Ben' });

    expect(answer).toMatchObject({ statusCode: 200, value: 'This took too long. Try again.' });
    expect(world.started).toEqual([]);
  });

  it('has started also if the form cannot be replaced for all people', async () => {
    const world = await startFormWorld();
    world.fake.fail('PUT activities', { status: 403 });

    const { value } = await world.send({ name: 'Ben' });

    expect(JSON.stringify(value)).toContain('Requested: Approval for Ben.');
    expect(world.started).toHaveLength(1);
    expect(world.lines.map(({ event }) => event)).toContain('update_failed');
  });

  it('has started also if Teams does not name the approvers', async () => {
    const world = await startFormWorld();
    world.fake.fail('GET members', { status: 403 });

    const { value } = await world.send({ name: 'x', approvers: CLEO.aadObjectId });

    expect(JSON.stringify(value)).toContain(`Approvers: ${aad(CLEO)}.`);
    expect(world.started).toHaveLength(1);
    expect(world.lines.map(({ event }) => event)).toContain('names_unknown');
  });

  it('is sent from a personal chat', async () => {
    const world = await startFormWorld();
    const { conversation, channelData } = world.messageOf('start', ANN, PERSONAL);

    await world.send({ name: 'Ben' }, ANN, { conversation, channelData });

    expect(world.started).toMatchObject([{ input: { name: 'Ben', requester_id: aad(ANN) } }]);
    expect(world.fake.called('PUT').at(-1)?.path).toBe(
      `/v3/conversations/a:${ANN.id}/activities/${MESSAGE_ID}`,
    );
  });
});
