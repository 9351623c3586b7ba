import { beforeEach, describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { measure } from '../../src/metrics.ts';
import { ASKED_AT, asked, EXECUTION, failed, timedOut, tokenOf } from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const REFUSED = new RepeatableError('Slack did not answer, or was busy.', { cause: new Error('refused') });
const BUSY = new RepeatableError('Slack did not answer, or was busy.', {
  cause: new Error('429'),
  isBusy: true,
});

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** The time since the first attempt, in milliseconds. */
interface Attempt {
  readonly after?: number;
  readonly histories?: readonly (readonly HistoryEvent[])[];
  readonly token?: string;
  readonly seal?: () => Promise<never>;
}

function ask(
  surfaces: readonly Surface[],
  { after = 0, histories = [[]], token = tokenOf(1), seal }: Attempt = {},
) {
  const reads = [...histories];
  return requestApproval(
    { token, execution: EXECUTION, request: { name: 'Ben' }, timeout_seconds: 3600 },
    {
      seal: seal ?? (async () => []),
      assertSealable: () => undefined,
      surfaces,
      getHistory: async () => (reads.length > 1 ? reads.shift() : reads[0]) ?? [],
      ...DEFAULTS,
      now: () => ASKED_AT.getTime() + after,
      wait: (milliseconds) => (milliseconds < 1_000 ? Promise.resolve() : forever()),
      pause: async () => undefined,
      log,
    },
  );
}

/** The attempts before, which reached no surface, and this one. */
const attempts = (count: number) =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((branch) => [
    ...asked('Ben', branch, { messages: undefined, after: (branch - 1) * 10 + 2 }),
    ...(branch < count ? [failed(branch, 'Countersign.TryAgain', { isSubmitted: false })] : []),
  ]);

describe('a request that no surface took fails with Countersign.TryAgain', () => {
  test.each([
    ['when its only surface could not be reached', REFUSED],
    ['when its only surface was busy', BUSY],
  ])('%s, and this raises no alarm', async (_, failure) => {
    await expect(ask([createFakeSurface('slack', { failure })])).rejects.toMatchObject({
      name: 'Countersign.TryAgain',
      message: expect.stringContaining('The approval request could not be sent.'),
    });
    expect(lines).toMatchObject([
      { level: 'warn', event: 'ask_delayed', surface: 'slack', error: failure },
      { level: 'warn', event: 'request_approval', outcome: 'Countersign.TryAgain' },
    ]);
    expect(lines.flatMap(measure).map(({ name }) => name)).toEqual(['Refusals']);
  });

  test('before a mail is sent: another attempt would replace its links', async () => {
    const email = createFakeSurface('email');
    await expect(ask([createFakeSurface('slack', { failure: REFUSED }), email])).rejects.toMatchObject({
      name: 'Countersign.TryAgain',
    });
    expect(email.asks).toEqual([]);
  });

  test('when the buttons could not be sealed', async () => {
    const slack = createFakeSurface('slack');
    await expect(ask([slack], { seal: () => Promise.reject(REFUSED) })).rejects.toMatchObject({
      name: 'Countersign.TryAgain',
    });
    expect(slack.asks).toEqual([]);
  });

  test('when a surface could not be asked who decides there', async () => {
    const slack = createFakeSurface('slack', { reach: () => Promise.reject(REFUSED) });
    await expect(ask([slack])).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
  });

  test('when one surface refuses for good, and the other one is away', async () => {
    const surfaces = [
      createFakeSurface('slack', { failure: new Error('not_in_channel') }),
      createFakeSurface('email', { failure: REFUSED }),
    ];
    await expect(ask(surfaces)).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
  });
});

test.each([
  ['in place may be there twice: its buttons decide the same request', true, 'Countersign.TryAgain'],
  ['of its own may not be sent twice', false, 'NothingSent'],
])('after an answer that did not come, a message %s', async (_, inPlace, name) => {
  const failure = new UncertainError('There was no answer within 20000 ms.');
  await expect(ask([createFakeSurface('any', { failure, inPlace })])).rejects.toMatchObject({ name });
});

test('a request fails with NothingSent when trying again does not help', async () => {
  const slack = createFakeSurface('slack', { failure: new Error('not_in_channel') });
  await expect(ask([slack])).rejects.toMatchObject({ name: 'NothingSent' });
});

test('a request fails with NothingSent when a mail may have been sent: trying again could send a second one', async () => {
  const surfaces = [
    createFakeSurface('email', { failure: new UncertainError('SNS did not answer.') }),
    createFakeSurface('slack', { failure: REFUSED }),
  ];
  await expect(ask(surfaces)).rejects.toMatchObject({ name: 'NothingSent' });
});

describe('with a surface that does not recover', () => {
  test.each([
    [59_000, REFUSED, 0],
    [60_000, REFUSED, 1],
    [900_000, BUSY, 0],
  ])('%i ms after the first attempt, and %s, there are %i mails', async (after, failure, mails) => {
    const email = createFakeSurface('email');
    const asking = ask([createFakeSurface('slack', { failure }), email], {
      after,
      histories: [attempts(3)],
      token: tokenOf(3),
    });
    await asking.catch(() => undefined);
    expect(email.asks).toHaveLength(mails);
  });

  test('the requester is told which surface did not get the request', async () => {
    const email = createFakeSurface('email');
    await ask([createFakeSurface('slack', { failure: REFUSED }), email], {
      after: 60_000,
      histories: [attempts(2)],
      token: tokenOf(2),
    });
    expect(email.told.map(({ news }) => news.sentence)).toEqual([
      'The request did not reach all approvers. Slack: something went wrong. The log has the details.',
    ]);
  });
});

describe('another attempt', () => {
  test('keeps the id of the first one, and counts', async () => {
    const slack = createFakeSurface('slack');
    const sent = await ask([slack], { histories: [attempts(3)], token: tokenOf(3) });
    const id = approvalId(tokenOf(1));
    expect(sent.transaction_id).toBe(id);
    expect(slack.asks).toMatchObject([{ approval: { id, rounds: [{}, {}, {}] } }]);
    expect(JSON.stringify(slack.asks)).not.toContain('AAAA/branch');
    expect(lines.at(-1)).toMatchObject({ transaction_id: id, attempt: 3, outcome: 'asked' });
  });

  test('after a timeout updates the message of the first one, and sends a new mail', async () => {
    const history = [
      ...asked('Ben', 1, { messages: { slack: 'on 1', email: 'mail 1' } }),
      timedOut(1),
      ...asked('Ben', 2, { messages: undefined, after: 12 }),
    ];
    const [slack, email] = [createFakeSurface('slack', { inPlace: true }), createFakeSurface('email')];
    await ask([slack, email], { histories: [history], token: tokenOf(2) });
    expect(slack.asks.map(({ ref }) => ref)).toEqual(['on 1']);
    expect(email.asks.map(({ ref }) => ref)).toEqual([undefined]);
  });

  test('reads the history again when it does not have this attempt yet', async () => {
    const whole = attempts(2);
    const slack = createFakeSurface('slack');
    const sent = await ask([slack], { histories: [whole.slice(0, 2), whole], token: tokenOf(2) });
    expect(sent.transaction_id).toBe(approvalId(tokenOf(1)));
  });

  test('is a new request when the history does not have it', async () => {
    const slack = createFakeSurface('slack');
    const sent = await ask([slack], { histories: [attempts(1)], token: tokenOf(2) });
    expect(sent.transaction_id).toBe(approvalId(tokenOf(2)));
  });
});
