import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delegationsOf } from '../../src/approval/approval.ts';
import { readApprovals } from '../../src/approval/read-approvals.ts';
import { requestMessage } from '../../src/slack/blocks/request-message.ts';
import { runFollowUp } from '../../src/slack/run-follow-up.ts';
import { DEFAULTS, request, waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { complaintsAbout, complaintsAboutView } from '../support/slack-limits.ts';
import { buttonsOf, mrkdwnOf } from '../support/slack-message.ts';
import type { PressedMessage, PressPlace } from '../support/slack-request.ts';
import { fakeRounds } from '../support/slack-rounds.ts';
import { BOB, createSlackWorld, NOW } from '../support/slack-world.ts';
import { EXECUTION } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('users.info', { user: { id: 'U0BOB0001' } });
});
afterAll(() => api.close());

const ANN = { id: 'U0ANN0001', username: 'ann' };
const CAROL = { id: 'U0CAROL01', username: 'carol' };
/** Ann and Bob decide, one after the other. */
const STAGES = {
  name: 'Ben',
  requester: 'dan',
  stages: [{ approvers: [ANN.id] }, { approvers: [BOB.id] }],
};
/** Ann decides, or the person whom she names. */
const ANYONE = { name: 'Ben', requester: 'dan', approvers: [ANN.id], delegation: 'anyone' };
const place = () => ({ responseUrl: `${api.url}response` });

/** The menu beside the buttons of a request, as JSON. */
function menuOf(input: object) {
  const { blocks } = requestMessage(waiting(request({ requester: 'ann', ...input })), buttonsOf(1_000));
  expect(complaintsAbout(blocks)).toEqual([]);
  const elements = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return elements.find(({ type }) => type === 'overflow');
}

interface Named {
  readonly picked?: string;
  readonly typed?: string;
}

/** A request in Slack, and the people who delegate it with the menu of its message. */
async function ask(input: object = ANYONE, retry?: 'later', overrides = {}) {
  const rounds = fakeRounds(input, () => NOW, retry);
  const world = createSlackWorld(api.url, { ...rounds.ports, ...overrides });
  const asked = await world.ask(input);
  const { message } = asked;
  const menu = message.blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .find(({ type }) => type === 'overflow');
  const options = menu?.type === 'overflow' ? menu.options : [];
  const choose = (user = ANN, shown: PressedMessage = message, where: PressPlace = place()) =>
    world.press(
      { type: 'overflow', action_id: 'delegate', selected_option: options[0] ?? { value: '' } },
      shown,
      user,
      where,
    );
  const modal = () => api.calls.findLast(({ method }) => method === 'views.open')?.view;
  const submit = ({ picked, typed }: Named, user = ANN) =>
    world.submit(
      modal(),
      {
        delegate_to: { type: 'users_select', selected_user: picked ?? null },
        delegate_to_address: { type: 'plain_text_input', value: typed ?? null },
      },
      user,
    );
  const delegate = async (named: Named, user = ANN) => {
    await choose(user);
    return submit(named, user);
  };
  const delegations = () =>
    readApprovals(rounds.events, EXECUTION, DEFAULTS).flatMap((approval) => delegationsOf(approval));
  return { world, rounds, choose, modal, submit, delegate, delegations, ...asked };
}

/** The texts that only one person reads. */
const replies = () =>
  api.calls
    .filter(({ method, args }) => method === 'chat.postEphemeral' || args.response_type === 'ephemeral')
    .map(({ text }) => text);

describe('the menu of a message', () => {
  it.each([
    { title: 'each approver of several stages', input: STAGES, value: 'person_only' },
    { title: 'two approvals', input: { name: 'Ben', approvers: [ANN.id, BOB.id], approvals: 2 } },
    { title: 'any person', input: ANYONE, value: 'with_address' },
    {
      title: 'an approver who is named by an address',
      input: { name: 'Ben', approvers: [ANN.id, 'bob@example.com'], approvals: 2 },
      value: 'with_address',
    },
  ])('offers to delegate to $title', ({ input, value = 'person_only' }) => {
    expect(menuOf(input)).toEqual({
      type: 'overflow',
      action_id: 'delegate',
      options: [{ text: { type: 'plain_text', text: 'Delegate' }, value }],
    });
  });

  it.each([
    { title: 'one answer decides', input: { name: 'Ben', approvers: [ANN.id, BOB.id] } },
    { title: 'no approver is named', input: { name: 'Ben', approvals: 2 } },
    { title: 'the request says so', input: { ...STAGES, delegation: 'off' } },
    {
      title: 'there is no other approver',
      input: { name: 'Ben', stages: [{ approvers: [ANN.id] }, { approvers: [ANN.id] }] },
    },
  ])('is not there if $title', ({ input }) => {
    expect(menuOf(input)).toBeUndefined();
  });
});

describe('a person who chooses Delegate', () => {
  it('is asked for a person, and for an address if any person may be named', async () => {
    const { choose, modal } = await ask();

    await choose();

    expect(modal()).toMatchObject({
      callback_id: 'delegate',
      title: { text: 'Delegate' },
      blocks: [
        { block_id: 'delegate_to', optional: true, element: { type: 'users_select' } },
        { block_id: 'delegate_to_address', optional: true, element: { type: 'plain_text_input' } },
      ],
    });
    expect(complaintsAboutView(modal() as never)).toEqual([]);
  });

  it('must pick a person where only people of Slack can be named', async () => {
    const { choose, modal } = await ask(STAGES);

    await choose();

    expect(modal()?.blocks).toMatchObject([{ block_id: 'delegate_to', optional: false }]);
  });

  it('is told so if this person is no approver', async () => {
    const { choose, modal } = await ask();

    await choose(CAROL);

    expect(modal()).toBeUndefined();
    expect(replies()).toEqual([expect.stringMatching(/You are not an approver/)]);
  });

  it('is told how the request ended', async () => {
    const { world, approve, message, choose, modal } = await ask();
    await world.press(approve, message, ANN, place());
    api.reset();

    await choose();

    expect(modal()).toBeUndefined();
    expect(replies()).toEqual([expect.stringMatching(/^Already approved by <@U0ANN0001>/)]);
  });

  it('is told that it did not work if Slack does not send the message', async () => {
    const { message, choose, modal } = await ask();

    await choose(ANN, { ts: message.ts, text: message.text });

    expect(modal()).toBeUndefined();
    expect(replies()).toHaveLength(1);
  });

  it('is told so if Slack does not open the form', async () => {
    api.failures.set('views.open', { error: 'expired_trigger_id' });
    const { world, choose } = await ask();

    await choose();

    expect(replies()).toHaveLength(1);
    expect(world.others()).toMatchObject([{ level: 'error', event: 'modal_failed' }]);
  });
});

describe('an approver who names another person', () => {
  it('is told privately who decides now, and the form closes', async () => {
    api.results.set('users.info', { user: { real_name: 'Bob Ito', profile: { email: 'bob@example.com' } } });
    const { world, delegate, delegations } = await ask(ANYONE, undefined, { withNames: true });

    const response = await delegate({ picked: BOB.id });

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(replies()).toEqual(['<@U0BOB0001> decides in your place now.']);
    expect(delegations()).toMatchObject([
      { from: { id: ANN.id, email: 'bob@example.com' }, to: BOB.id, name: 'Bob Ito', via: 'slack' },
    ]);
    expect(world.requests().at(-1)).toMatchObject({ outcome: 'delegated' });
  });

  it('does not decide any more, and the other person does', async () => {
    const { world, rounds, delegate, approve, message } = await ask();
    await delegate({ picked: BOB.id });
    api.reset();

    await world.press(approve, message, ANN, place());
    expect(replies()).toEqual([expect.stringMatching(/You have delegated this/)]);

    await world.press(approve, message, BOB, place());
    const shown = api.calls.findLast(({ args }) => args.replace_original && !args.response_type);
    const [votes, status] = mrkdwnOf(shown?.blocks ?? []).slice(-2);
    expect(votes).toMatch(/^1 of 1 approval: <@U0BOB0001>, .* · <@U0ANN0001> → <@U0BOB0001>$/);
    expect(status).toMatch(/^:white_check_mark: Approved by <@U0BOB0001>/);
    expect(JSON.stringify(rounds.events.at(-1))).toContain('delegations');
  });

  it('can type an address, also of a person who is not in Slack', async () => {
    api.results.set('users.info', { user: { id: ANN.id, profile: { email: 'ann@example.com' } } });
    api.failures.set('users.lookupByEmail', { error: 'users_not_found' });
    const { delegate, delegations } = await ask();

    await delegate({ typed: ' zoe@else.example ' });

    expect(replies()).toEqual(['zoe@else.example decides in your place now.']);
    expect(delegations()).toMatchObject([{ to: 'zoe@else.example' }]);
  });

  it.each([
    { title: 'themselves', to: { picked: ANN.id }, error: { delegate_to: /to yourself/ } },
    { title: 'no person', to: {}, error: { delegate_to: /Name one person/ } },
    {
      title: 'two people',
      to: { picked: BOB.id, typed: 'x@y.example' },
      error: { delegate_to_address: /Name one person/ },
    },
    { title: 'what is no address', to: { typed: 'Bob' }, error: { delegate_to_address: /Name one person/ } },
    {
      title: 'a person who is no approver',
      input: STAGES,
      to: { picked: CAROL.id },
      error: { delegate_to: /Only another approver/ },
    },
    {
      title: 'the requester, who may not decide',
      input: { ...ANYONE, self_approval: false, requester_id: BOB.id },
      to: { picked: BOB.id },
      error: { delegate_to: /The requester may not decide/ },
    },
  ])('sees beside the field that it cannot be $title', async ({ input, to, error }) => {
    const { delegate, delegations } = await ask(input);

    const { answer } = await delegate(to);

    const [[field, reason] = ['', /./]] = Object.entries(error);
    expect(answer).toEqual({
      response_action: 'errors',
      errors: { [field]: expect.stringMatching(reason) },
    });
    expect(delegations()).toEqual([]);
  });

  it.each([
    {
      title: 'a bot',
      user: { is_bot: true },
      reason: /^U0BOB0001: this account is a bot\. Name a person\.$/,
    },
    { title: 'a deactivated account', user: { deleted: true }, reason: /deactivated/ },
  ])('sees beside the field that it cannot be $title', async ({ user, reason }) => {
    api.results.set('users.info', { user: { id: BOB.id, ...user } });
    const { delegate, delegations } = await ask();

    const { answer } = await delegate({ picked: BOB.id });

    expect(answer.errors).toEqual({ delegate_to: expect.stringMatching(reason) });
    expect(delegations()).toEqual([]);
  });

  it('sees beside the field that the other person has delegated before', async () => {
    const { choose, submit, delegate, delegations } = await ask();
    await delegate({ picked: BOB.id });

    await choose(BOB);
    const { answer } = await submit({ picked: ANN.id }, BOB);

    expect(answer.errors).toEqual({ delegate_to: expect.stringMatching(/has delegated the request/) });
    expect(delegations()).toHaveLength(1);
  });

  it('is told in the form if the request has ended in the meantime', async () => {
    const { world, choose, submit, approve, message } = await ask();
    await choose();
    await world.press(approve, message, ANN, place());

    const { answer } = await submit({ picked: BOB.id });

    expect(answer).toMatchObject({ response_action: 'update' });
    expect(mrkdwnOf(answer.view.blocks)).toEqual([expect.stringMatching(/^Already approved by/)]);
  });

  it('names a person once if Slack delivers the form twice', async () => {
    const { rounds, delegate, submit } = await ask();

    await delegate({ picked: BOB.id });
    expect(await submit({ picked: BOB.id })).toMatchObject({ statusCode: 200, body: '' });

    expect(rounds.completed()).toBe(1);
    expect(replies()).toHaveLength(2);
  });

  it('can do so in a direct message', async () => {
    const { choose, submit, message, delegations } = await ask();

    await choose(ANN, message, { ...place(), channel: 'D0ANN0001' });
    await submit({ picked: BOB.id });

    expect(delegations()).toMatchObject([{ to: BOB.id }]);
  });

  it('is told so by the Web API if the response_url does not work', async () => {
    const { choose, submit, message } = await ask();

    await choose(ANN, message, {});
    await submit({ picked: BOB.id });

    expect(api.calls.at(-1)).toMatchObject({ method: 'chat.postEphemeral', channel: 'C0001', user: ANN.id });
  });
});

describe('a delegation between two rounds', () => {
  /** Another vote has just ended the round. */
  async function askBetween() {
    const input = { ...ANYONE, approvers: [ANN.id, CAROL.id], approvals: 2 };
    const asked = await ask(input, 'later');
    await asked.choose();
    await asked.world.press(asked.approve, asked.message, CAROL, place());
    api.calls.splice(0, api.calls.length, ...api.calls.filter(({ method }) => method === 'views.open'));
    return asked;
  }

  /** Runs the follow-up. `wait` is called where it waits for the next round. */
  async function follow({ world }: Awaited<ReturnType<typeof ask>>, wait: () => void): Promise<void> {
    const event = JSON.parse(JSON.stringify({ slack_follow_up: world.followUps.at(-1) }));
    await runFollowUp(event, { ...world.ports, pause: async () => wait() });
  }

  it('goes on after the answer to Slack, and is told privately', async () => {
    const asked = await askBetween();

    expect(await asked.submit({ picked: BOB.id })).toMatchObject({ statusCode: 200, body: '' });
    expect(asked.world.followUps).toMatchObject([{ vote: { delegateTo: { person: BOB.id }, at: NOW } }]);
    await follow(asked, () => asked.rounds.next());

    expect(asked.delegations()).toMatchObject([{ from: { id: ANN.id }, to: BOB.id }]);
    expect(replies()).toEqual(['<@U0BOB0001> decides in your place now.']);
    expect(asked.world.others()).toMatchObject([
      { event: 'slack_follow_up', name: 'delegation', user_id: ANN.id, outcome: 'delegated' },
    ]);
  });

  it('counts once if Lambda runs it twice', async () => {
    const asked = await askBetween();
    await asked.submit({ picked: BOB.id });

    await follow(asked, () => asked.rounds.next());
    asked.rounds.next();
    await follow(asked, () => undefined);

    expect(asked.delegations()).toHaveLength(1);
  });

  it('is told in the form if it cannot go on', async () => {
    const asked = await ask({ ...ANYONE, approvers: [ANN.id, CAROL.id], approvals: 2 }, 'later', {
      followUp: () => Promise.reject(new Error('Throttled')),
    });
    await asked.choose();
    await asked.world.press(asked.approve, asked.message, CAROL, place());

    const { answer } = await asked.submit({ picked: BOB.id });

    expect(mrkdwnOf(answer.view.blocks)).toEqual([
      expect.stringMatching(/^This was not accepted\. Another person/),
    ]);
  });

  it('opens the form between two rounds', async () => {
    const { world, choose, modal, approve, message } = await ask(
      { ...ANYONE, approvers: [ANN.id, CAROL.id], approvals: 2 },
      'later',
    );
    await world.press(approve, message, CAROL, place());

    await choose();

    expect(modal()).toMatchObject({ callback_id: 'delegate' });
  });
});
