import { describe, expect, it } from 'vitest';
import { ANN, BEN, CLEO, type FakeMember } from '../support/teams-fake-connector.ts';
import { startRoundsWorld } from '../support/teams-rounds.ts';
import { NOW } from '../support/teams-world.ts';

const MESSAGE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';
const aad = ({ aadObjectId }: FakeMember) => `aad:${aadObjectId}`;
/** Ann decides, or the person whom she names. */
const ANYONE = { name: 'Ben', requester: 'ann', approvers: [aad(ANN)], delegation: 'anyone' };
/** Ann decides first, and then Ben. */
const STAGES = { name: 'Ben', stages: [{ approvers: [aad(ANN)] }, { approvers: ['b.ito@example.com'] }] };

/** What was said in a round, from the cause that Step Functions got. */
const saidIn = (outcome: object | undefined) => JSON.parse((outcome as { cause: string }).cause);

describe('an approver who names another person', () => {
  it('is told privately who decides now, and the next round begins', async () => {
    const world = await startRoundsWorld(ANYONE);

    const { statusCode, answer } = await world.delegate(ANN, { picked: BEN });

    expect({ statusCode, ...answer }).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: 'Ben Ito (aad:bbbbbbbb…) decides in your place now.',
    });
    expect(world.given).toMatchObject([{ error: 'Countersign.NextRound' }]);
    expect(saidIn(world.given[0]).delegation).toEqual({
      from: { by: 'Ann Lee', user_id: aad(ANN), email: ANN.email },
      to: aad(BEN),
      name: 'Ben Ito',
      via: 'teams',
      at: new Date(NOW).toISOString(),
    });
    expect(world.fake.called('PUT')).toEqual([]);
  });

  it('does not decide any more, and the other person does', async () => {
    const world = await startRoundsWorld(ANYONE);
    await world.delegate(ANN, { picked: BEN });
    world.nextRound();

    const { answer } = await world.press(world.approve, ANN);
    expect(answer).toMatchObject({ type: ERROR, value: { code: 'NotAllowed' } });
    expect(answer.value.message).toContain('Ben Ito (aad:bbbbbbbb…) decides in your place.');

    const last = await world.press(world.approve, BEN);
    expect(JSON.stringify(last.answer.value)).toContain(
      'Ann Lee (ann@example.com) → Ben Ito (aad:bbbbbbbb…)',
    );
    expect(world.given.at(-1)).toMatchObject({
      output: { decision: { by: 'Ben Ito' }, delegations: [{ to: aad(BEN) }] },
    });
  });

  it('can pick a person who is not in the channel: the personal chat tells the name', async () => {
    const world = await startRoundsWorld(ANYONE);

    const { answer } = await world.delegate(ANN, { picked: CLEO });

    expect(answer.value).toBe('Cleo Roy (aad:cccccccc…) decides in your place now.');
    expect(saidIn(world.given[0]).delegation).toMatchObject({ to: aad(CLEO), name: 'Cleo Roy' });
  });

  it('can pick a person whose name Teams does not tell', async () => {
    const world = await startRoundsWorld(ANYONE);
    world.fake.installedFor = [];

    const { answer } = await world.delegate(ANN, { picked: CLEO });

    expect(answer.value).toBe(`${aad(CLEO)} decides in your place now.`);
  });

  it('can type an address, also of a person whom Teams does not know', async () => {
    const world = await startRoundsWorld(ANYONE);

    const { answer } = await world.delegate(ANN, { typed: ' zoe@else.example ' });

    expect(answer.value).toBe('zoe@else.example decides in your place now.');
    expect(saidIn(world.given[0]).delegation).toMatchObject({ to: 'zoe@else.example' });
  });

  it('names the person as the request does, so that one person is not two approvers', async () => {
    const world = await startRoundsWorld(STAGES);

    const { answer } = await world.delegate(ANN, { picked: BEN });

    expect(answer.value).toBe('Ben Ito (b.ito@example.com) decides in your place now.');
    expect(saidIn(world.given[0]).delegation).toMatchObject({ to: 'b.ito@example.com', name: 'Ben Ito' });
  });

  it.each([
    { title: 'no person', input: ANYONE, to: {}, reason: 'Name one person' },
    {
      title: 'two people',
      input: ANYONE,
      to: { picked: BEN, typed: 'x@y.example' },
      reason: 'Name one person',
    },
    { title: 'what is no address', input: ANYONE, to: { typed: 'Ben' }, reason: 'Name one person' },
    { title: 'the own account', input: ANYONE, to: { picked: ANN }, reason: 'cannot delegate to yourself' },
    { title: 'the own address', input: ANYONE, to: { typed: ANN.email ?? '' }, reason: 'to yourself' },
    {
      title: 'a person who is no approver',
      input: STAGES,
      to: { picked: CLEO },
      reason: 'Only another approver',
    },
    {
      title: 'the requester, who may not decide',
      input: { ...ANYONE, self_approval: false, requester_id: aad(BEN) },
      to: { picked: BEN },
      reason: 'The requester may not decide',
    },
    {
      title: 'any person where a request cannot be delegated',
      input: { ...STAGES, delegation: 'off' },
      to: { picked: BEN },
      reason: 'cannot be delegated',
    },
    {
      title: 'any person where one answer decides',
      input: { name: 'Ben', approvers: [aad(ANN), aad(BEN)] },
      to: { picked: BEN },
      reason: 'cannot be delegated',
    },
  ])('cannot name $title', async ({ input, to, reason }) => {
    const world = await startRoundsWorld(input);

    const { answer } = await world.delegate(ANN, to);

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'DelegationRefused' } });
    expect(answer.value.message).toContain(reason);
    expect(world.given).toEqual([]);
  });

  it('must be an approver', async () => {
    const world = await startRoundsWorld(ANYONE);

    const { answer } = await world.delegate(BEN, { picked: CLEO });

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'NotAllowed' } });
    expect(world.given).toEqual([]);
  });

  it('is told the same if the press comes twice, also after another person has delegated', async () => {
    const approvers = [aad(ANN), aad(BEN)];
    const world = await startRoundsWorld({ ...ANYONE, approvers, approvals: 2 });
    await world.delegate(ANN, { picked: CLEO });
    world.nextRound();
    await world.delegate(BEN, { typed: 'zoe@else.example' });
    world.nextRound();

    const { answer } = await world.delegate(ANN, { picked: CLEO });

    expect(answer.value).toBe('Cleo Roy (aad:cccccccc…) decides in your place now.');
    expect(world.given).toHaveLength(2);
  });
});

describe('a delegation between two rounds', () => {
  const input = { ...ANYONE, approvers: [aad(ANN), aad(BEN)], approvals: 2 };
  const startBetween = async () => {
    const world = await startRoundsWorld(input);
    await world.press(world.approve, BEN);
    return world;
  };

  it('is acknowledged, tried again, and its outcome is told in the personal chat', async () => {
    const world = await startBetween();

    const { answer } = await world.delegate(ANN, { picked: CLEO });

    expect(answer).toMatchObject({ type: MESSAGE });
    expect(answer.value).toContain('It is tried again, and you get a message');
    expect(world.given).toHaveLength(1);
    const pressedAt = new Date(world.clock.now).toISOString();
    await world.followUp();
    expect(saidIn(world.given[1]).delegation).toMatchObject({ to: aad(CLEO), at: pressedAt });
    const told = world.fake.called('POST').at(-1);
    expect(told?.path).toBe(`/v3/conversations/a:${ANN.id}/activities`);
    expect(told?.body.text).toBe(
      '<b>Approval for Ben</b>: Cleo Roy (aad:cccccccc…) decides in your place now.',
    );
  });

  it('is refused at once if the other person has voted', async () => {
    const world = await startBetween();

    const { answer } = await world.delegate(ANN, { picked: BEN });

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'DelegationRefused' } });
    expect(answer.value.message).toContain('This person has voted.');
  });

  it('counts once if Lambda runs the follow-up twice', async () => {
    const world = await startBetween();
    await world.delegate(ANN, { picked: CLEO });
    await world.followUp();
    world.nextRound();
    world.clock.now += 30_000;

    await world.followUp();

    expect(world.given).toHaveLength(2);
    expect(world.fake.called('POST').at(-1)?.body.text).toContain(
      'Cleo Roy (aad:cccccccc…) decides in your place now.',
    );
  });

  it('counts once also if the next stage has begun, which the same person decides', async () => {
    const stages = [{ approvers: [aad(ANN), aad(BEN)], approvals: 2 }, { approvers: [aad(ANN)] }];
    const world = await startRoundsWorld({ name: 'Ben', delegation: 'anyone', stages });
    await world.press(world.approve, BEN);
    await world.delegate(ANN, { typed: 'zoe@else.example' });
    await world.followUp();
    world.nextRound();
    world.clock.now += 10_000;
    const at = new Date(world.clock.now).toISOString();
    await world.voted({
      action: 'approve',
      by: 'zoe@else.example',
      email: 'zoe@else.example',
      via: 'email',
      at,
    });
    const before = world.given.length;
    world.clock.now += 10_000;

    await world.followUp();

    expect(world.given).toHaveLength(before);
    expect(world.fake.called('POST').at(-1)?.body.text).toContain('zoe@else.example decides in your place');
  });
});
