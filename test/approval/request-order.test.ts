import { beforeEach, describe, expect, test } from 'vitest';
import { resolutionOf } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createFakeLog, createFakeSurface, forever, type Shown } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory } from '../support/histories.ts';
import { DEFAULTS } from '../support/requests.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:one';
const event = { token: FIRST_TOKEN, execution: EXECUTION, request: { name: 'Ben' }, timeout_seconds: 3600 };
const POSTED = { channel: 'C012', ts: '1795521603.000100' };

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** A Slack surface whose message arrives or fails when the test says so. */
function slowSlack(update: () => Promise<void> = async () => {}) {
  const { promise, resolve, reject } = Promise.withResolvers<typeof POSTED>();
  const updates: Shown[] = [];
  const surface = createFakeSurface('slack', {
    inPlace: true,
    async show(approval, buttons, ref) {
      if (!resolutionOf(approval)) return promise;
      await update();
      updates.push({ approval, buttons, ref });
      return ref;
    },
  });
  return { ...surface, updates, posts: () => resolve(POSTED), fails: reject };
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

function ask(surfaces: readonly Surface[], history: readonly HistoryEvent[] | Error | Promise<never> = []) {
  const clock = stoppedClock();
  const historyReads: string[] = [];
  const answer = requestApproval(event, {
    seal: async () => [],
    surfaces,
    assertSealable: () => undefined,
    getHistory: async (execution) => {
      historyReads.push(execution);
      if (history instanceof Error) throw history;
      return history;
    },
    ...DEFAULTS,
    now: clock.now,
    wait: clock.wait,
    log,
  });
  answer.catch(() => undefined);
  return { answer, historyReads, ...clock };
}

describe('surfaces get the request one after the other:', () => {
  test('no mail is sent before the Slack message is posted', async () => {
    const [slack, email] = [slowSlack(), createFakeSurface('email')];
    const { answer, historyReads } = ask([slack, email]);
    await settled();
    expect(email.asks).toHaveLength(0);

    slack.posts();
    expect((await answer).messages).toEqual({ slack: POSTED, email: { message: 'email 1' } });
    expect(historyReads).toEqual([]);
  });

  test('the mail waits at most three seconds', async () => {
    const [slack, email] = [slowSlack(), createFakeSurface('email')];
    const { answer, advance } = ask([slack, email]);
    await advance(2_999);
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
    await advance(3_000);
    await advance(17_000);
    expect((await answer).messages).toEqual({ email: { message: 'email 1' } });
    expect(lines[0]).toMatchObject({ level: 'error', event: 'ask_failed', surface: 'slack' });
  });
});

describe('a decision that comes before a message is posted', () => {
  async function decidedMeanwhile(history: Parameters<typeof ask>[1], slack = slowSlack()) {
    const email = createFakeSurface('email');
    const { answer, advance, historyReads } = ask([slack, email], history);
    await advance(5_000);
    slack.posts();
    await advance(0);
    await advance(3_000);
    const { messages } = await answer;
    return { updates: slack.updates, email, messages, historyReads };
  }
  // Step Functions records no TaskSubmitted for a task that is completed before its function returns.
  const approved = recordedHistory('approved').filter(({ type }) => type !== 'TaskSubmitted');
  const chained = approved.map((one) => (one.id === 6 ? { ...one, previousEventId: 4 } : one));

  test('is shown in that message, because only this function knows its reference', async () => {
    const { updates, messages, historyReads } = await decidedMeanwhile(chained);
    expect(updates).toMatchObject([
      {
        approval: {
          request: { name: 'Ben' },
          rounds: [{ shown: { slack: POSTED, email: { message: 'email 1' } } }],
          state: {
            kind: 'ended',
            resolution: { status: 'approved', vote: { who: { id: 'U1', name: 'ann' } } },
          },
        },
        buttons: undefined,
        ref: POSTED,
      },
    ]);
    expect(messages).toMatchObject({ slack: POSTED });
    expect(historyReads).toEqual([EXECUTION]);
  });

  test('is not shown on a surface that cannot update messages, because it would send another mail', async () => {
    const { email } = await decidedMeanwhile(chained);
    expect(email.asks).toHaveLength(1);
    expect(email.endings).toEqual([]);
  });

  test('is not shown when the message fails', async () => {
    const slack = slowSlack();
    const { answer, advance } = ask([slack, createFakeSurface('email')], chained);
    await advance(5_000);
    slack.fails(new Error('not_in_channel'));
    await advance(0);
    expect((await answer).messages).toEqual({ email: { message: 'email 1' } });
    expect(slack.updates).toEqual([]);
  });

  test('is not shown when the history contains none', async () => {
    expect((await decidedMeanwhile(recordedHistory('waiting').slice(0, 4))).updates).toEqual([]);
  });

  test('does not fail the task when the history cannot be read, and the error is logged', async () => {
    const { updates, messages } = await decidedMeanwhile(new Error('throttled'));
    expect(updates).toEqual([]);
    expect(messages).toMatchObject({ slack: POSTED });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', event: 'history_failed' }));
  });

  test.each([
    ['the history', forever(), slowSlack()],
    ['Slack', chained, slowSlack(forever)],
  ])(
    'delays the answer by at most three seconds when %s does not answer, and the timeout is logged',
    async (_, history, slack) => {
      expect((await decidedMeanwhile(history, slack)).messages).toMatchObject({ slack: POSTED });
      expect(lines[0]).toMatchObject({ error: { message: 'There was no answer within 3000 ms.' } });
    },
  );

  test('does not fail the task when the message cannot be updated, and the error is logged', async () => {
    const error = new Error('away');
    const { messages } = await decidedMeanwhile(
      chained,
      slowSlack(() => Promise.reject(error)),
    );
    expect(messages).toMatchObject({ slack: POSTED });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'announce_failed', surface: 'slack', error }),
    );
  });
});
