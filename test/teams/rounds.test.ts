import { describe, expect, it } from 'vitest';
import { ANN, BEN, GIL } from '../support/teams-fake-connector.ts';
import { startRoundsWorld } from '../support/teams-rounds.ts';
import { NOW, THREAD } from '../support/teams-world.ts';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';
const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const TWO = { name: 'Ben', requester: 'ann', approvals: 2 };

describe('a vote of several', () => {
  it('tells the person that it counts, and how many are missing, and leaves the card to the next round', async () => {
    const world = await startRoundsWorld({ ...TWO, approvals: 3 });

    const { answer } = await world.press(world.approve, ANN);

    expect(answer).toEqual({
      statusCode: 200,
      type: MESSAGE,
      value: 'Your vote counts. 2 more approvals are needed.',
    });
    expect(world.given).toMatchObject([{ error: 'Countersign.NextRound' }]);
    expect(world.fake.called('PUT')).toEqual([]);
    expect(world.outcomes).toEqual([]);
  });

  it('is counted once if the same person presses again', async () => {
    const world = await startRoundsWorld(TWO);
    await world.press(world.approve, ANN);
    world.nextRound();
    world.clock.now += 60_000;

    const { answer } = await world.press(world.approve, ANN);

    expect(answer.value).toBe('Your vote was counted before. 1 more approval is needed.');
    expect(world.given).toHaveLength(1);
  });

  it('that is the last one ends the request, and the card shows all votes that counted', async () => {
    const world = await startRoundsWorld(TWO);
    await world.press(world.approve, ANN);
    world.nextRound();
    world.clock.now += 60_000;

    const { answer } = await world.press(world.approve, BEN);

    expect(answer.type).toBe(CARD);
    const shown = JSON.stringify(answer.value);
    expect(shown).toContain('✅ Approved by Ben Ito (ben@example.com) in Teams');
    expect(shown).toContain(
      '2 of 2 approvals: Ann Lee (ann@example.com), {{DATE(2026-11-24T12:30:00Z,SHORT)}} {{TIME(2026-11-24T12:30:00Z)}}; ' +
        'Ben Ito (ben@example.com), {{DATE(2026-11-24T12:31:00Z,SHORT)}} {{TIME(2026-11-24T12:31:00Z)}}',
    );
    expect(world.fake.called('PUT')).toHaveLength(1);
    expect(world.outcomes).toHaveLength(1);
  });

  it('has the address of the voter, so that votes by mail and in Slack can be compared', async () => {
    const world = await startRoundsWorld({ ...TWO, approvers: [aad(ANN), 'b.ito@example.com'] });
    await world.press(world.approve, ANN);
    world.nextRound();
    await world.press(world.approve, BEN);

    const [first = '', last = ''] = world.given.map((outcome) => JSON.stringify(outcome));
    expect(first).toContain('\\"email\\":\\"ann@example.com\\"');
    // The address by which Ben is an approver, and gets mails.
    expect(last).toContain('"email":"b.ito@example.com"');
  });

  it('has no address if one answer decides', async () => {
    const world = await startRoundsWorld({ name: 'Ben' });

    await world.press(world.approve, ANN);

    expect(JSON.stringify(world.given)).not.toContain('email');
  });

  it('of a person whose vote by mail counts is not another one', async () => {
    const mailed = {
      action: 'approve',
      by: 'ben@example.com',
      via: 'email',
      at: new Date(NOW).toISOString(),
    };
    const world = await startRoundsWorld(TWO);
    await world.voted(mailed);

    const { answer } = await world.press(world.approve, BEN);
    expect(answer.value).toBe('Your vote was counted before. 1 more approval is needed.');
    const other = await world.press(world.approve, ANN);

    expect(other.answer.type).toBe(CARD);
  });

  it('counts beside the vote by mail of a person whom Teams does not know', async () => {
    const world = await startRoundsWorld(TWO);
    await world.voted({
      action: 'approve',
      by: 'zoe@else.example',
      via: 'email',
      at: new Date(NOW).toISOString(),
    });

    const { answer } = await world.press(world.approve, BEN);

    expect(answer.type).toBe(CARD);
  });

  it('is shown by the command status', async () => {
    const world = await startRoundsWorld(TWO);
    await world.press(world.approve, ANN);

    expect(await world.say('status run-1')).toContain(
      'Waiting for a decision · 1 of 2 approvals: Ann Lee (ann@example.com), 24 November 2026 at 12:30 UTC',
    );
  });

  it('of a guest is refused, and the buttons stay', async () => {
    const world = await startRoundsWorld(TWO);

    const { answer } = await world.press(world.approve, GIL);

    expect(answer.type).toBe(ERROR);
    expect(world.given).toEqual([]);
  });
});

describe('a vote between two rounds', () => {
  /** Ann has voted, and the next round has not begun. */
  const startBetween = async (
    ...options: Parameters<typeof startRoundsWorld> extends [unknown, ...infer R] ? R : never
  ) => {
    const world = await startRoundsWorld({ ...TWO, approvals: 3 }, ...options);
    await world.press(world.approve, ANN);
    return world;
  };

  it('is acknowledged, tried again, and its outcome is told in the personal chat', async () => {
    const world = await startBetween();

    const { statusCode, answer } = await world.press({ ...world.approve, 'comment:approve': 'fine' }, BEN);

    expect({ statusCode, type: answer.type }).toEqual({ statusCode: 200, type: MESSAGE });
    expect(answer.value).toContain('It is tried again, and you get a message');
    expect(world.given).toHaveLength(1);
    const pressedAt = world.clock.now;
    await world.followUp();
    expect(world.given).toHaveLength(2);
    expect(JSON.stringify(world.given[1])).toContain(new Date(pressedAt).toISOString());
    expect(JSON.stringify(world.given[1])).toContain('fine');
    const told = world.fake.called('POST').at(-1);
    expect(told?.path).toBe(`/v3/conversations/a:${BEN.id}/activities`);
    expect(told?.body.text).toBe('<b>Approval for Ben</b>: Your vote counts. 1 more approval is needed.');
  });

  it('is told by a mention below the card if the person has not installed the app', async () => {
    const world = await startBetween();
    world.fake.installedFor = [];
    await world.press(world.approve, BEN);

    await world.followUp();

    const told = world.fake.called('POST').at(-1);
    expect(told?.path).toBe(`/v3/conversations/${THREAD}/activities`);
    expect(told?.body.text).toBe(
      '<at>Ben Ito</at> <b>Approval for Ben</b>: Your vote counts. 1 more approval is needed.',
    );
    expect(told?.body.entities).toMatchObject([{ type: 'mention', mentioned: { id: BEN.id } }]);
  });

  it('counts once if Lambda runs the follow-up twice', async () => {
    const world = await startBetween();
    await world.press(world.approve, BEN);
    await world.followUp();
    world.nextRound();
    world.clock.now += 30_000;

    await world.followUp();

    expect(world.given).toHaveLength(2);
  });

  it('counts once also if it began the next stage, and the person decides there too', async () => {
    const stages = [{ approvals: 2 }, { approvers: [aad(BEN)], approvals: 1 }];
    const world = await startRoundsWorld({ name: 'Ben', stages });
    await world.press(world.approve, ANN);
    await world.press(world.approve, BEN);
    await world.followUp();
    world.nextRound();
    world.clock.now += 30_000;

    await world.followUp();

    expect(world.given).toHaveLength(2);
  });

  it('does not undo a later vote of the person if Lambda runs the follow-up late', async () => {
    const world = await startRoundsWorld({ ...TWO, approvals: 3, rejections: 2 });
    await world.press(world.approve, ANN);
    await world.press(world.approve, BEN);
    await world.followUp();
    world.nextRound();
    world.clock.now += 10_000;
    await world.press(world.reject, BEN);
    world.nextRound();

    await world.followUp();

    expect(world.given).toHaveLength(3);
  });

  it('that ends the request updates the card for all', async () => {
    const world = await startRoundsWorld(TWO);
    await world.press(world.approve, ANN);
    await world.press(world.approve, BEN);

    await world.followUp();

    expect(JSON.stringify(world.fake.called('PUT'))).toContain('2 of 2 approvals');
    expect(world.fake.called('POST').at(-1)?.body.text).toContain(
      'Approved by Ben Ito (ben@example.com) in Teams',
    );
    expect(world.outcomes).toHaveLength(1);
  });

  it('that no round takes within a minute is told so', async () => {
    const world = await startBetween({ next: 'never' });
    await world.press(world.approve, BEN);

    await world.followUp();

    expect(world.clock.now - NOW).toBeLessThan(60_000);
    expect(world.given).toHaveLength(1);
    expect(world.fake.called('POST').at(-1)?.body.text).toContain('did not count yet');
  });

  it('that Lambda delivers after a minute is not given, and the person is told so', async () => {
    const world = await startBetween();
    await world.press(world.approve, BEN);
    world.clock.now += 61_000;
    world.nextRound();

    await world.followUp();

    expect(world.given).toHaveLength(1);
    expect(world.fake.called('POST').at(-1)?.body.text).toContain('did not count yet');
  });

  it('is refused if it cannot be tried again', async () => {
    const world = await startBetween();
    world.faults.followUp = new Error('Throttled');

    const { answer } = await world.press(world.approve, BEN);

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'NextRoundPending' } });
    expect(world.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'follow_up_failed' }),
    );
  });
});

it('a press also waits for the votes if they cannot be read at once', async () => {
  const world = await startRoundsWorld(TWO);
  world.faults.history = new Error('Throttled');

  const { answer } = await world.press(world.approve, ANN);

  expect(answer.type).toBe(MESSAGE);
  delete world.faults.history;
  await world.followUp();
  expect(world.given).toHaveLength(1);
  expect(world.fake.called('POST').at(-1)?.body.text).toContain('Your vote counts.');
});
