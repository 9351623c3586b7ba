import { beforeEach, describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent, HistoryOptions } from '../../src/approval/history.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import type { SealActions, SealLinks } from '../../src/callback/url.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory } from '../support/histories.ts';
import { DEFAULTS } from '../support/requests.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:one';
const event = { token: FIRST_TOKEN, execution: EXECUTION, request: { name: 'Ben' }, timeout_seconds: 3600 };
const POSTED = { channel: 'C012', ts: '1795521603.000100' };

/** If set, ApprovalOutcome cannot be started. */
let failStart: Error | undefined;
let { lines, log } = createFakeLog();
beforeEach(() => {
  failStart = undefined;
  ({ lines, log } = createFakeLog());
});

/** A Slack surface whose message arrives or fails when the test says so; with `posted`, at once. */
function slowSlack(posted?: typeof POSTED) {
  const { promise, resolve, reject } = Promise.withResolvers<typeof POSTED>();
  if (posted) resolve(posted);
  const surface = createFakeSurface('slack', {
    inPlace: true,
    show: async () => ({ reference: await promise }),
  });
  return { ...surface, posts: () => resolve(POSTED), fails: reject };
}

/** A clock that only the test advances. */
function stoppedClock() {
  let time = 0;
  const waits: { until: number; end: () => void }[] = [];
  return {
    now: () => time,
    wait: (milliseconds: number) =>
      new Promise<void>((end) => void waits.push({ until: time + milliseconds, end })),
    async advance(milliseconds: number) {
      await settled();
      time += milliseconds;
      for (const { until, end } of waits) if (until <= time) end();
      await settled();
    },
  };
}

/** Waits until all resolved promises are handled. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function ask(
  surfaces: readonly Surface[],
  history: readonly HistoryEvent[] | Error | Promise<never> = [],
  seal: SealActions = async () => [],
  sealLinks?: SealLinks,
) {
  const clock = stoppedClock();
  const historyReads: string[] = [];
  const asked: (HistoryOptions | undefined)[] = [];
  const started: unknown[] = [];
  const answer = requestApproval(event, {
    seal,
    sealLinks,
    surfaces,
    assertSealable: () => undefined,
    getHistory: async (execution, options) => {
      historyReads.push(execution);
      asked.push(options);
      if (history instanceof Error) throw history;
      return history;
    },
    startOutcomeExecution: async (_, input) => {
      started.push(input);
      if (failStart) throw failStart;
    },
    ...DEFAULTS,
    now: clock.now,
    wait: clock.wait,
    pause: clock.wait,
    log,
  });
  answer.catch(() => undefined);
  return { answer, historyReads, asked, started, ...clock };
}

describe('links that hold the task token, because the history did not have it,', () => {
  const email = () => createFakeSurface('email', { asLinks: true });
  const withToken = { event: 'links_with_token' };

  test('are logged', async () => {
    const { answer, advance } = ask(
      [slowSlack(POSTED), email()],
      new Error('no history'),
      undefined,
      async () => [],
    );
    await advance(500);
    await answer;
    expect(lines).toContainEqual({
      level: 'warn',
      event: 'links_with_token',
      transaction_id: approvalId(FIRST_TOKEN),
      surface: 'email',
    });
    expect(lines.filter(({ event: name }) => name === 'links_with_token')).toHaveLength(1);
  });

  test.each<[string, readonly HistoryEvent[], SealLinks | undefined]>([
    ['the history has it', recordedHistory('waiting'), async () => []],
    ['the format has no other links', [], undefined],
  ])('are not logged if %s', async (_, history, sealLinks) => {
    await ask([email()], history, undefined, sealLinks).answer;
    expect(lines).not.toContainEqual(expect.objectContaining(withToken));
  });
});

describe('surfaces get the request one after the other:', () => {
  test('the mail knows where else the request is shown', async () => {
    const [slack, email] = [slowSlack(POSTED), createFakeSurface('email')];
    await ask([slack, email]).answer;
    expect(email.asks.map(({ approval }) => approval.rounds.at(-1)?.shown)).toEqual([{ slack: POSTED }]);
  });

  test('no mail is sent before the Slack message is posted', async () => {
    const [slack, email] = [slowSlack(), createFakeSurface('email')];
    const { answer, historyReads } = ask([slack, email]);
    await settled();
    expect(email.asks).toHaveLength(0);

    slack.posts();
    expect((await answer).messages).toEqual({ slack: POSTED, email: { message: 'email 1' } });
    // Before the first surface, and after the last one.
    expect(historyReads).toEqual([EXECUTION, EXECUTION]);
  });

  test('the mail waits at most twelve seconds', async () => {
    const [slack, email] = [slowSlack(), createFakeSurface('email')];
    const { answer, advance } = ask([slack, email]);
    await advance(11_999);
    expect(email.asks).toHaveLength(0);
    await advance(1);
    expect(email.asks).toHaveLength(1);

    slack.posts();
    expect((await answer).messages).toMatchObject({ slack: POSTED, email: {} });
  });

  test('the mail is sent at once when Slack refuses', async () => {
    const [slack, email] = [slowSlack(), createFakeSurface('email')];
    const { answer } = ask([slack, email]);
    slack.fails(new Error('not_in_channel'));
    expect((await answer).messages).toEqual({ email: { message: 'email 1' } });
  });

  test('a surface that does not answer within twenty seconds fails, and the others do not', async () => {
    const { answer, advance } = ask([slowSlack(), createFakeSurface('email')]);
    await advance(12_000);
    await advance(8_000);
    expect((await answer).messages).toEqual({ email: { message: 'email 1' } });
    expect(lines[0]).toMatchObject({ level: 'error', event: 'ask_failed', surface: 'slack' });
  });

  test('a surface whose payloads come after twenty seconds is asked again, and sends nothing before that', async () => {
    const { promise, resolve } = Promise.withResolvers<[]>();
    const email = createFakeSurface('email');
    const { answer, advance } = ask([email], [], () => promise);
    await advance(12_000);
    await advance(8_000);
    await expect(answer).rejects.toMatchObject({ name: 'Countersign.TryAgain' });

    resolve([]);
    await settled();
    expect(email.asks).toHaveLength(0);
  });
});

describe('a decision that comes before the function returns', () => {
  async function decidedMeanwhile(history: Parameters<typeof ask>[1]) {
    const { answer, advance, started } = ask([slowSlack(POSTED), createFakeSurface('email')], history);
    await advance(0);
    await advance(5_000);
    await advance(5_000);
    await advance(20_000);
    return { messages: (await answer).messages, started };
  }
  // Step Functions records no TaskSubmitted for a task that is completed before its function returns.
  const approved = recordedHistory('approved').filter(({ type }) => type !== 'TaskSubmitted');
  const chained = approved.map((one) => (one.id === 6 ? { ...one, previousEventId: 4 } : one));

  test('starts ApprovalOutcome with the messages, because only this function knows them', async () => {
    const { messages, started } = await decidedMeanwhile(chained);
    expect(messages).toEqual({ slack: POSTED, email: { message: 'email 1' } });
    expect(started).toEqual([
      { execution: 'ApprovalEmails:one', round: approvalId(FIRST_TOKEN), shown: messages },
    ]);
  });

  test('starts nothing when the history contains none', async () => {
    expect((await decidedMeanwhile(recordedHistory('waiting').slice(0, 4))).started).toEqual([]);
  });

  test.each([
    ['cannot be read', new Error('throttled'), 'throttled'],
    ['does not answer', forever(), 'There was no answer within 20000 ms.'],
  ])(
    'does not fail the task when the history %s, and this is an error in the log',
    async (_, history, message) => {
      const { started, messages } = await decidedMeanwhile(history);
      expect(started).toEqual([]);
      expect(messages).toMatchObject({ slack: POSTED });
      expect(lines).toContainEqual(
        expect.objectContaining({
          level: 'error',
          event: 'outcome_not_started',
          error: expect.objectContaining({ message }),
        }),
      );
    },
  );

  test('does not fail the task when ApprovalOutcome cannot be started, and the error is logged', async () => {
    failStart = new Error('away');
    expect((await decidedMeanwhile(chained)).messages).toMatchObject({ slack: POSTED });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'outcome_not_started', error: failStart }),
    );
  });
});

test('The history is read newest first, up to the entry of the state', async () => {
  const history = recordedHistory('waiting');
  const { answer, asked, advance } = ask([slowSlack(POSTED)], history);
  await advance(500);
  await answer;
  expect(asked).toHaveLength(2);
  const entered = history.findIndex(({ type }) => type === 'TaskStateEntered');
  for (const options of asked) {
    expect(options?.isEnough?.(history.slice(entered))).toBe(true);
    expect(options?.isEnough?.(history.slice(entered + 1))).toBe(false);
  }
});
