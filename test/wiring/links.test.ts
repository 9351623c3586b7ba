import { randomBytes } from 'node:crypto';
import { RedriveExecutionCommand, SendTaskFailureCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { fieldsOf, firstLinks, linksIn, startMailWorld } from './support/mail-world.ts';

describe('a link in a mail', () => {
  test('is short, and contains neither the token nor the request', async () => {
    const world = await startMailWorld();
    await world.ask(
      { name: 'Ben', title: 'x'.repeat(256), details: { Notes: 'y'.repeat(2_000) } },
      'z'.repeat(80),
    );

    const { approve, reject } = firstLinks(world);

    expect(approve).toMatch(/^https:\S+\/respond\?data=3-[\w-]+&type=success&action=approve$/);
    expect(Math.max(approve.length, reject.length)).toBeLessThanOrEqual(700);
  });

  test('shows the request, and decides it', async () => {
    const world = await startMailWorld();
    const execution = await world.ask({
      name: 'Ben',
      requester: 'Cleo',
      details: { Environment: 'production' },
    });
    const { approve } = firstLinks(world);

    const page = await world.open(approve);
    expect(page).toMatchObject({ statusCode: 200, heading: 'Approval for Ben' });
    expect(page.body).toContain('Cleo');
    expect(page.body).toContain('production');
    expect(await world.open(approve, 'POST')).toMatchObject({ statusCode: 200, heading: 'Approved' });

    expect(await world.ended(execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: expect.stringContaining('"name_in_output":"Ben"'),
    });
    expect(await world.open(approve, 'POST')).toMatchObject({ heading: 'Already decided' });
  });

  test('shows its decision at once, when it is opened again in the same container', async () => {
    const world = await startMailWorld();
    await world.ask();
    const { approve } = firstLinks(world);
    const respond = world.respond();

    expect(await world.open(approve, 'GET', respond)).toMatchObject({ heading: 'Approval for Ben' });
    expect(await world.open(approve, 'POST', respond)).toMatchObject({ heading: 'Approved' });
    expect(await world.open(approve, 'GET', respond)).toMatchObject({ heading: 'Already decided' });
  });

  test('decides the round that waits now, after a retry of its state', async () => {
    const world = await startMailWorld();
    const execution = await world.ask();
    const { approve, reject } = firstLinks(world);
    expect(await world.open(reject, 'POST')).toMatchObject({ heading: 'Rejected' });
    await world.recorded(execution, 'TaskFailed');
    world.clock.advance(1_000);
    await world.recorded(execution, 'TaskSubmitted', 2);

    expect(await world.open(approve)).toMatchObject({ heading: 'Approval for Ben' });
    expect(await world.open(approve, 'POST')).toMatchObject({ heading: 'Approved' });
    expect(await world.ended(execution)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('does not decide what is asked again with the form of the earlier approval', async () => {
    const world = await startMailWorld();
    const execution = await world.ask();
    const { reject } = firstLinks(world);
    const form = fieldsOf((await world.open(reject)).body);
    expect(form).toMatch(/^transaction_id=[0-9a-f]{32}$/);
    await world.open(reject, 'POST', world.respond(), form);
    await world.recorded(execution, 'TaskFailed');
    world.clock.advance(1_000);
    await world.recorded(execution, 'TaskSubmitted', 2);

    const again = await world.open(reject, 'POST', world.respond(), form);

    expect(again).toMatchObject({ statusCode: 409, heading: 'Approval for Ben' });
    expect(again.body).toContain('Nothing is decided now: the request was asked again');
    expect(await world.statusOf(execution)).toBe('RUNNING');
    expect(await world.open(reject, 'POST', world.respond(), fieldsOf(again.body))).toMatchObject({
      heading: 'Rejected',
    });
  });

  test('that decides when it is opened asks first what is asked again', async () => {
    const world = await startMailWorld({ ONE_CLICK_EMAIL: 'true' });
    const execution = await world.ask();
    const { approve, reject } = firstLinks(world);
    expect(await world.open(reject)).toMatchObject({ heading: 'Rejected' });
    await world.recorded(execution, 'TaskFailed');
    world.clock.advance(1_000);
    await world.recorded(execution, 'TaskSubmitted', 2);

    expect(await world.open(approve)).toMatchObject({ statusCode: 200, heading: 'Approval for Ben' });
    expect(await world.statusOf(execution)).toBe('RUNNING');
  });

  test('decides after a redrive of its execution', async () => {
    const world = await startMailWorld();
    const execution = await world.ask();
    const { approve } = firstLinks(world);
    const failure = { taskToken: world.tokens[0], error: 'broken' };
    await world.sfn.send(new SendTaskFailureCommand(failure));
    await world.ended(execution);
    await world.sfn.send(new RedriveExecutionCommand({ executionArn: execution }));
    await world.recorded(execution, 'TaskSubmitted', 2);

    expect(await world.open(approve, 'POST')).toMatchObject({ heading: 'Approved' });
    expect(await world.ended(execution)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('goes to one person, in whose name it decides', async () => {
    const world = await startMailWorld();
    const execution = await world.ask({ name: 'Ben', approvers: ['ann@example.com', 'ben@example.com'] });
    const ofAnn = world.mails().find((mail) => mail.includes('for ann@example.com only'));

    expect(await world.open(linksIn(ofAnn)[0] ?? '', 'POST')).toMatchObject({ heading: 'Approved' });

    const { output = '' } = await world.ended(execution);
    expect(JSON.parse(output).decision).toMatchObject({ by: 'ann@example.com', via: 'email' });
  });

  test('keeps the approvers that a function of the state added to the request in the history', async () => {
    const world = await startMailWorld({ MAIL_FROM: 'approvals@example.com' });
    world.endpoint.ses.verify('example.com');
    const { 'request-approval': ask = async () => undefined } = world.functions;
    world.functions['request-approval'] = (event, context) => {
      const { request, ...others } = event as { request: object };
      const added = { approvers: ['ann@example.com'], comment: 'required' };
      return ask({ ...others, request: { ...request, ...added } }, context);
    };
    const execution = await world.ask();
    const [approve = ''] = linksIn(world.endpoint.ses.emails().at(-1)?.message);

    const { body } = await world.open(approve);
    expect(body).toContain('ann@example.com');
    expect(await world.open(approve, 'POST')).toMatchObject({ statusCode: 400, heading: 'Approval for Ben' });
    expect(await world.statusOf(execution)).toBe('RUNNING');
  });

  test.each([
    { asked: {}, now: { CONFIRM: 'typed', LOCALE: 'de' }, typed: false },
    { asked: { CONFIRM: 'typed' }, now: { CONFIRM: '', LOCALE: 'de' }, typed: true },
  ])(
    'keeps what was asked with $asked, also if the deployment has $now later',
    async ({ asked, now, typed }) => {
      const world = await startMailWorld(asked);
      await world.ask();
      const { approve } = firstLinks(world);

      const { heading, body } = await world.open(approve, 'GET', world.respond(now));

      expect(heading).toBe('Approval for Ben');
      expect(body.includes('name="typed"')).toBe(typed);
    },
  );

  test('tells who decided elsewhere', async () => {
    const world = await startMailWorld();
    await world.ask({ name: 'Ben', approvers: ['ann@example.com', 'ben@example.com'] });
    const linkOf = (person: string) =>
      linksIn(world.mails().find((mail) => mail.includes(`for ${person} only`)))[0] ?? '';
    await world.open(linkOf('ben@example.com'), 'POST');

    const page = await world.open(linkOf('ann@example.com'));

    expect(page).toMatchObject({ statusCode: 200, heading: 'Already decided' });
    expect(page.body).toContain('by ben@example.com by e-mail');
  });

  test('holds the token where links cannot refer to a history: format 2', async () => {
    const world = await startMailWorld({ URL_FORMAT: '2' });
    await world.ask();
    const { approve } = firstLinks(world);

    expect(approve.length).toBeGreaterThan(990);
    expect(await world.open(approve, 'POST')).toMatchObject({ heading: 'Approved' });
  });
});

/** 20 approvers, each with a subscription that gets only the mails for them. */
const APPROVERS = Array.from({ length: 20 }, (_, index) => `approver.${index}@departments.example.com`);

/** The most of everything that a request can have. */
const LONGEST = {
  name: '🚒'.repeat(128),
  title: '🚒'.repeat(128),
  requester: '界'.repeat(100),
  details: Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`${index} ${'界'.repeat(57)}`, '界'.repeat(500)]),
  ),
  approvers: APPROVERS,
  locale: 'de' as const,
};

/** Half of a token is random. With this many bytes, it has 600 to 2,048 characters; real ones have up to 720. */
const RANDOM_BYTES = { least: 309, for720: 399, most: 1_395 };

test('each link of the longest request opens, for each of 20 approvers', async () => {
  const world = await startMailWorld({}, APPROVERS);
  await world.ask(LONGEST);

  const links = world.mails().flatMap(linksIn);
  expect(new Set(links).size).toBe(2 * APPROVERS.length);
  for (const link of links) expect(await world.open(link)).toMatchObject({ statusCode: 200 });
});

test('every line of every mail is shorter than mail servers allow, and the links of any approver open', async () => {
  let secondHalf = RANDOM_BYTES.least;
  // The second half of a token is the longest text that is random.
  const random = (size: number) => randomBytes(size > 300 ? secondHalf : size);
  // Names of state machines and executions have up to 80 characters.
  const world = await startMailWorld({}, APPROVERS, random, 'm'.repeat(80));
  const text = (maxLength: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength });
  const request = fc.record(
    {
      name: text(256).filter((name) => name.trim() !== ''),
      title: text(256),
      requester: text(100),
      details: fc.dictionary(text(60), fc.oneof(text(500), fc.webUrl({ size: 'large' })), {
        maxKeys: 40,
        noNullPrototype: true,
      }),
      approvers: fc.constant(APPROVERS),
      locale: fc.constantFrom('en', 'de', 'zh'),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  );
  const bytes = fc.integer({ min: RANDOM_BYTES.least, max: RANDOM_BYTES.most });
  const approver = fc.nat(APPROVERS.length - 1);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(request, bytes, approver, fc.nat(1), async (given, half, approverIndex, decision) => {
      run += 1;
      secondHalf = half;
      const before = world.mails().length;
      const execution = await world.ask(given, `${run}`.padStart(80, 'x'));
      const token = world.tokens.at(-1) ?? '';
      if (half === RANDOM_BYTES.for720) expect(token).toHaveLength(720);
      expect(token.length).toSatisfy((length: number) => length >= 600 && length <= 2_048);
      const mails = world.mails().slice(before);
      expectShortLines(mails);
      const links = mails.flatMap(linksIn);
      expect(links).toHaveLength(2 * APPROVERS.length);
      for (const link of links) expect(link.length).toBeLessThanOrEqual(800);
      // Each mail has the link to approve, and then the one to reject.
      const [approve = '', reject = ''] = links.slice(2 * approverIndex);
      for (const link of [approve, reject]) expect(await world.open(link)).toMatchObject({ statusCode: 200 });

      const decided = await world.open(decision === 0 ? approve : reject, 'POST');
      expect(decided).toMatchObject({ statusCode: 200 });
      await world.recorded(execution, decision === 0 ? 'TaskSucceeded' : 'TaskFailed');
      const asked = world.mails().length;
      await world.tellOutcome({ execution, round: approvalId(token), surface: 'email', step: 'send' });
      expectShortLines(world.mails().slice(asked));
    }),
    {
      numRuns: 12,
      examples: [
        [LONGEST, RANDOM_BYTES.for720, 0, 1],
        [LONGEST, RANDOM_BYTES.most, APPROVERS.length - 1, 0],
      ],
    },
  );
});

/** Mail servers break longer lines. */
function expectShortLines(mails: readonly string[]): void {
  expect(mails).not.toEqual([]);
  for (const line of mails.join('\n').split('\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(990);
}
