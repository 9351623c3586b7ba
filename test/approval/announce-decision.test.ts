import { beforeEach, describe, expect, test } from 'vitest';
import { announceDecision } from '../../src/approval/announce-decision.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { Wait } from '../../src/approval/patience.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { recordedHistory } from '../support/histories.ts';

/** As it is logged. */
const REFERENCE = 'ApprovalEmails:one';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:one';
const decision = { action: 'approve', by: 'ann', via: 'slack', at: '2026-11-24T12:01:05.000Z' };
const approved = {
  execution: EXECUTION,
  request: { name: 'Ben' },
  output: { name_in_output: 'Ben', decision },
};
const rejected = { ...approved, output: { Error: 'rejected', Cause: 'Ben rejected it (by ann in Slack)' } };

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

const announce = (
  surfaces: readonly Surface[],
  event: unknown,
  history: HistoryEvent[] | Error,
  wait: Wait = forever,
) =>
  announceDecision(event, {
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    surfaces,
    locale: 'en',
    now: () => 0,
    wait,
    log,
  });

describe('a decision', () => {
  test('is told to every surface, with what that surface sent before', async () => {
    const [email, slack] = [createFakeSurface('email'), createFakeSurface('slack')];
    expect(await announce([email, slack], approved, recordedHistory('approved'))).toEqual({
      status: 'approved',
    });
    const told = {
      request: { name: 'Ben', title: 'Approval for Ben' },
      resolution: { status: 'approved', decision, at: new Date('2026-11-24T12:01:05Z') },
    };
    expect(email.announcements).toMatchObject([
      { ...told, reference: { message_id: 'mail-1795521603.000100' } },
    ]);
    expect(slack.announcements).toMatchObject([
      { ...told, reference: { channel: 'C012', ts: '1795521603.000100' } },
    ]);
  });

  test('against the request is told with who made it', async () => {
    const email = createFakeSurface('email');
    expect(await announce([email], rejected, recordedHistory('rejected'))).toEqual({ status: 'rejected' });
    expect(email.announcements[0]?.resolution).toStrictEqual({
      status: 'rejected',
      at: new Date('2026-11-24T12:01:05Z'),
      decision: { action: 'reject', at: '2026-11-24T12:01:05.000Z', via: 'slack', by: 'ann' },
    });
  });

  test.each([
    [{ Error: 'States.Timeout', Cause: '' }, 'expired'],
    [{ Error: 'NothingSent', Cause: 'every surface failed' }, 'failed'],
    [{ Error: 5, Cause: null }, 'failed'],
    [{ name_in_output: 'Ben' }, 'approved'],
    ['text', 'approved'],
  ])('that the state machine tells as %j is told as %s', async (output, status) => {
    const email = createFakeSurface('email');
    await announce([email], { ...approved, output }, []);
    expect(email.announcements).toMatchObject([{ resolution: { status } }]);
  });

  test('is told on the other surfaces where one does not answer', async () => {
    const silent = { ...createFakeSurface('slack'), announce: forever };
    const email = createFakeSurface('email');
    await announce([silent, email], approved, [], async () => {});
    expect(email.announcements).toHaveLength(1);
    expect(lines).toMatchObject([{ level: 'error', event: 'announce_failed', surface: 'slack' }, {}]);
  });

  test('is logged', async () => {
    await announce([createFakeSurface('email')], approved, []);
    expect(lines).toStrictEqual([
      {
        event: 'announce_decision',
        duration_ms: 0,
        execution: REFERENCE,
        transaction_id: undefined,
        status: 'approved',
      },
    ]);
  });

  test('is told without references when the history cannot be read, and that is logged', async () => {
    const email = createFakeSurface('email');
    const error = new Error('throttled');
    expect(await announce([email], approved, error)).toEqual({ status: 'approved' });
    expect(email.announcements).toMatchObject([{ resolution: { status: 'approved', decision } }]);
    expect(email.announcements[0]?.reference).toBeUndefined();
    expect(lines[0]).toStrictEqual({ level: 'error', event: 'update_failed', execution: REFERENCE, error });
  });

  test('is told without references when the history does not answer, and that is logged', async () => {
    const email = createFakeSurface('email');
    const answer = announceDecision(approved, {
      getHistory: forever,
      surfaces: [email],
      locale: 'en',
      now: () => 0,
      wait: async (milliseconds) => (milliseconds > 5_000 ? forever() : undefined),
      log,
    });
    expect(await answer).toEqual({ status: 'approved' });
    expect(email.announcements).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', event: 'update_failed', execution: REFERENCE });
  });

  test('reaches the other surfaces when one fails, and that is logged', async () => {
    const failure = new Error('message_not_found');
    const email = createFakeSurface('email');
    await announce([createFakeSurface('slack', { failure }), email], approved, []);
    expect(email.announcements).toHaveLength(1);
    expect(lines[0]).toStrictEqual({
      level: 'error',
      event: 'announce_failed',
      execution: REFERENCE,
      surface: 'slack',
      error: failure,
    });
  });

  test('reaches the other surfaces also when one throws at once', async () => {
    const email = createFakeSurface('email');
    const broken: Surface = {
      ...createFakeSurface('slack'),
      announce() {
        throw new TypeError('broken');
      },
    };
    await announce([broken, email], approved, []);
    expect(email.announcements).toHaveLength(1);
  });
});

describe('an announcement is refused', () => {
  test('as NothingSent when every surface fails', async () => {
    const slack = createFakeSurface('slack', { failure: new Error('away') });
    await expect(announce([slack], approved, [])).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The decision could not be announced: every surface failed.',
    });
  });

  test.each<[unknown, string]>([
    [undefined, 'The event is not an object.'],
    [{ ...approved, execution: 5 }, 'The event names no execution.'],
    [{ ...approved, request: 'Ben' }, 'The input is not an object such as {"name": "Ben"}.'],
  ])('as InvalidRequest when its event is %j', async (event, message) => {
    await expect(announce([createFakeSurface('email')], event, [])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message,
    });
  });
});
