import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { linksIn, startMailWorld } from './support/mail-world.ts';

const ANN = 'ann@example.com';
const BEN = 'ben@example.com';
const TWO = { name: 'Ben', approvals: 2, approvers: [ANN, BEN] };

/** A request, and the links of each person, newest mail first. */
async function startRounds(request: object = TWO, overrides: Readonly<Record<string, string>> = {}) {
  const world = await startMailWorld(overrides);
  world.endpoint.ses.verify('example.com');
  const sent = () => [...world.endpoint.sns.emails(), ...world.endpoint.ses.emails()];
  const execution = await world.ask(request);
  const linksOf = (address: string) => {
    const mail = sent().findLast(({ to }) => to === address);
    const [approve = '', reject = ''] = linksIn(mail?.message);
    return { approve, reject, mail: mail?.message ?? '' };
  };
  let rounds = 1;
  /** Waits for the next round, which begins a second later. */
  const nextRound = async () => {
    rounds += 1;
    await world.recorded(execution, 'TaskFailed', rounds - 1);
    world.clock.advance(1_000);
    await world.recorded(execution, 'TaskSubmitted', rounds);
  };
  return { ...world, execution, linksOf, nextRound, sent };
}

describe('a request by e-mail that needs two approvals', () => {
  test('counts the first vote, and ends with the second', async () => {
    const { open, ended, linksOf, nextRound, execution, mails } = await startRounds();
    expect(linksOf(ANN).mail).toContain('2 people must approve.');
    const counted = await open(linksOf(ANN).approve, 'POST');
    expect(counted).toMatchObject({ statusCode: 200, heading: 'Your vote counts.' });
    expect(counted.body).toContain('1 more approval is needed.');
    await nextRound();

    const page = await open(linksOf(BEN).approve);
    expect(page.body).toMatch(/1 of 2 approvals: ann@example\.com, /);
    expect(await open(linksOf(BEN).approve, 'POST')).toMatchObject({ heading: 'Approved' });
    const { output = '' } = await ended(execution);
    expect(JSON.parse(output).decisions).toMatchObject([{ by: ANN }, { by: BEN }]);
    // The first round sent all mails.
    expect(mails()).toHaveLength(2);
    const late = await open(linksOf(ANN).approve);
    expect(late.heading).toBe('Already decided');
    expect(late.body).toMatch(/2 of 2 approvals: ann@example\.com, .*ben@example\.com/);
  });

  test('counts a vote once, and shows it to its person, who can change it', async () => {
    const { open, linksOf, nextRound } = await startRounds({ ...TWO, rejections: 2 });
    await open(linksOf(ANN).approve, 'POST');
    await nextRound();
    expect((await open(linksOf(ANN).approve)).body).toContain('Your vote: Approve.');
    expect(await open(linksOf(ANN).approve, 'POST')).toMatchObject({
      statusCode: 200,
      heading: 'Your vote was counted before.',
    });
    expect(await open(linksOf(ANN).reject, 'POST')).toMatchObject({ heading: 'Your vote counts.' });
    await nextRound();
    const { body } = await open(linksOf(BEN).approve);
    expect(body).toContain('0 of 2 approvals');
    expect(body).toMatch(/1 of 2 rejections: ann@example\.com/);
  });
});

test.each([
  { asked: { CONFIRM: 'typed' }, now: { CONFIRM: '' }, typed: true },
  { asked: { CONFIRM: '' }, now: { CONFIRM: 'typed' }, typed: false },
])('the mail of a later stage asks as the first one did, with $asked and then $now', async (row) => {
  const stages = [{ approvers: [ANN] }, { approvers: [BEN] }];
  const { deploy, linksOf, nextRound, open, respond } = await startRounds({ name: 'Ben', stages }, row.asked);
  deploy(row.now);
  const form = row.typed ? 'typed=ben' : '';
  await open(linksOf(ANN).approve, 'POST', respond(row.now), form);
  await nextRound();

  const page = await open(linksOf(BEN).approve, 'GET', respond(row.now));

  expect(page.heading).toBe('Approval for Ben');
  expect(page.body.includes('name="typed"')).toBe(row.typed);
  expect(await open(linksOf(BEN).approve, 'POST', respond(row.now))).toMatchObject({
    heading: row.typed ? 'Approval for Ben' : 'Approved',
  });
});

describe('a link that is sent twice', () => {
  test('by a double click counts once', async () => {
    const { open, linksOf, nextRound } = await startRounds({ ...TWO, approvals: 1, rejections: 2 });
    const { reject } = linksOf(ANN);
    const clicks = [open(reject, 'POST'), open(reject, 'POST')];
    await Promise.race(clicks);
    await nextRound();
    const headings = (await Promise.all(clicks)).map(({ heading }) => heading).sort();
    expect(headings).toEqual(['Your vote counts.', 'Your vote was counted before.']);
    expect((await open(linksOf(BEN).approve)).body).toMatch(/0 of 1 approval · 1 of 2 rejections: ann@/);
  });

  test('by a browser that sends the form again counts once, also when the next stage has begun', async () => {
    const { open, linksOf, nextRound, mails } = await startRounds({
      name: 'Ben',
      stages: [{ approvers: [ANN] }, { approvers: [ANN, BEN], approvals: 2 }],
    });
    const { approve } = linksOf(ANN);
    await open(approve, 'POST');
    await nextRound();
    // The approvers of the next stage are asked then, also those who were asked before.
    expect(mails()).toHaveLength(3);

    expect(await open(approve, 'POST')).toMatchObject({ heading: 'Your vote was counted before.' });
    expect((await open(linksOf(BEN).approve)).body).toContain('Stage 2 of 2 · 0 of 2 approvals');
  });
});

test('an old link acts on the round that waits, and all mails of an approval are one thread', async () => {
  const { open, linksOf, nextRound, sent, endpoint, ended, execution, tokens, tellOutcome } =
    await startRounds(
      { name: 'Ben', stages: [{ approvers: [ANN] }, { approvers: [ANN, BEN] }] },
      { MAIL_FROM: 'approvals@example.com' },
    );
  const { approve } = linksOf(ANN);
  await open(approve, 'POST');
  await nextRound();
  expect(linksOf(ANN).mail).toContain('It is your turn to decide.');

  expect(await open(approve)).toMatchObject({ heading: 'Approval for Ben' });
  expect(await open(linksOf(BEN).approve, 'POST')).toMatchObject({ heading: 'Approved' });
  expect(await ended(execution)).toMatchObject({ status: 'SUCCEEDED' });
  expect((await open(approve)).body).toMatch(/Stage 2 of 2 · 1 of 1 approval: ben@/);
  await tellOutcome({
    execution,
    round: approvalId(tokens.at(-1) ?? ''),
    surface: 'email',
    step: 'send',
  });
  expect(sent().map(({ to }) => to)).toEqual([ANN, ANN, BEN, ANN, BEN]);
  const threads = new Set(endpoint.ses.emails().map(({ headers }) => headers.References));
  expect([...threads]).toEqual([expect.stringMatching(/^<[0-9a-f]{32}@countersign\.example\.com>$/)]);
});

test('the approvers of the next stage get an e-mail when it is their turn', async () => {
  const { open, linksOf, nextRound, mails, endpoint } = await startRounds({
    name: 'Ben',
    stages: [{ approvers: [ANN] }, { approvers: [BEN], title: 'Security' }],
  });
  expect(endpoint.sns.emails().map(({ to }) => to)).toEqual([ANN]);
  expect(linksOf(ANN).mail).toContain('Stage 1 of 2.');
  await open(linksOf(ANN).approve, 'POST');
  await nextRound();
  expect(mails()).toHaveLength(2);
  expect(linksOf(BEN).mail).toContain('Stage 2 of 2: Security.');
  expect(await open(linksOf(ANN).reject, 'POST')).toMatchObject({ heading: 'You cannot decide this' });
  expect(await open(linksOf(BEN).approve, 'POST')).toMatchObject({ heading: 'Approved' });
});

test('a person whom an approver names gets an e-mail, and decides in the place of the approver', async () => {
  const request = { name: 'Ben', approvers: [ANN], delegation: 'anyone' };
  const { open, linksOf, nextRound, mails, ended, execution } = await startRounds(request);
  expect(await open(linksOf(ANN).approve, 'POST', undefined, `delegate_to=${BEN}`)).toMatchObject({
    statusCode: 200,
    heading: 'ben@example.com decides in your place now.',
  });
  await nextRound();
  expect(mails()).toHaveLength(2);
  expect(linksOf(BEN).mail).toContain('ann@example.com asks you to decide in their place');
  expect(await open(linksOf(ANN).approve, 'POST')).toMatchObject({ statusCode: 400 });
  expect(await open(linksOf(BEN).approve, 'POST')).toMatchObject({ heading: 'Approved' });
  expect(JSON.parse((await ended(execution)).output ?? '')).toMatchObject({
    decisions: [{ by: BEN }],
    delegations: [{ from: { by: ANN }, to: BEN }],
  });
});
