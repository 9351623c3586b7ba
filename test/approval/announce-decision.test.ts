import { beforeEach, describe, expect, test } from 'vitest';
import { announceDecision } from '../../src/approval/announce-decision.ts';
import { resolutionOf } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { Wait } from '../../src/approval/patience.ts';
import { approvalId } from '../../src/approval/read-approvals.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createFakeLog, createFakeSurface, forever, type Shown } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory } from '../support/histories.ts';
import { DEFAULTS } from '../support/requests.ts';

/** The execution in log lines. */
const REFERENCE = 'ApprovalEmails:one';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:one';
const AT = new Date('2026-11-24T12:01:05Z');
const decision = { action: 'approve', by: 'ann', via: 'slack', at: '2026-11-24T12:01:05.000Z' };
const vote = { action: 'approve', who: { name: 'ann' }, via: 'slack', at: AT };
const approved = {
  execution: EXECUTION,
  request: { name: 'Ben', requester: 'cleo', requester_id: 'U0CLEO001' },
  output: { name_in_output: 'Ben', decision },
};
const SENTENCE = 'Ben rejected it (by ann in Slack): too early';
const rejection = { ...decision, action: 'reject', user_id: 'U1', comment: 'too early' };
const cause = JSON.stringify({ errorMessage: SENTENCE, errorType: 'rejected', decision: rejection });
const rejected = { ...approved, output: { Error: 'rejected', Cause: cause } };

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
    ...DEFAULTS,
    now: () => 0,
    wait,
    log,
  });

/** A wait that ends when all other pending work is done. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const shownResolution = ({ endings }: { endings: readonly Shown[] }) =>
  endings[0] && resolutionOf(endings[0].approval);

describe('a decision', () => {
  test('is shown on every surface, with the reference of its earlier message', async () => {
    const [email, slack] = [createFakeSurface('email'), createFakeSurface('slack')];
    expect(await announce([email, slack], approved, recordedHistory('approved'))).toEqual({
      status: 'approved',
    });
    const shown = {
      approval: {
        execution: EXECUTION,
        request: { name: 'Ben', title: 'Approval for Ben' },
        state: { kind: 'ended', resolution: { status: 'approved', vote, at: AT } },
      },
      buttons: undefined,
    };
    expect(email.endings).toMatchObject([{ ...shown, ref: { message_id: 'mail-1795521603.000100' } }]);
    expect(slack.endings).toMatchObject([{ ...shown, ref: { channel: 'C012', ts: '1795521603.000100' } }]);
  });

  test('is sent to the requester, with the reference of the message', async () => {
    const slack = createFakeSurface('slack');
    await announce([slack], approved, recordedHistory('approved'));
    const [ending] = slack.endings;
    expect(slack.told).toStrictEqual([
      {
        person: { name: 'cleo', id: 'U0CLEO001' },
        news: { approval: ending?.approval, ref: { channel: 'C012', ts: '1795521603.000100' } },
      },
    ]);
  });

  test('is shown with the request from the event', async () => {
    const email = createFakeSurface('email');
    await announce([email], { ...approved, request: { name: 'Ben', title: 'Deploy' } }, [
      ...recordedHistory('approved'),
    ]);
    expect(email.endings).toMatchObject([{ approval: { request: { title: 'Deploy' } } }]);
  });

  test('to reject is shown with the person who made it', async () => {
    const email = createFakeSurface('email');
    expect(await announce([email], rejected, recordedHistory('rejected'))).toEqual({ status: 'rejected' });
    expect(shownResolution(email)).toStrictEqual({
      status: 'rejected',
      at: AT,
      vote: {
        action: 'reject',
        at: AT,
        via: 'slack',
        who: { name: 'ann', id: 'U1' },
        comment: 'too early',
      },
    });
  });

  test('to reject with a plain cause is shown with that cause', async () => {
    const email = createFakeSurface('email');
    const plain = { ...approved, output: { Error: 'rejected', Cause: SENTENCE } };
    expect(await announce([email], plain, recordedHistory('rejected'))).toEqual({ status: 'rejected' });
    expect(shownResolution(email)).toStrictEqual({ status: 'rejected', at: AT, cause: SENTENCE });
  });

  test.each([
    [{ Error: 'States.Timeout', Cause: '' }, 'expired'],
    [{ Error: 'NothingSent', Cause: 'every surface failed' }, 'failed'],
    [{ Error: 5, Cause: null }, 'failed'],
    [{ name_in_output: 'Ben' }, 'approved'],
    ['text', 'approved'],
    [{ name_in_output: 'Ben', decision: rejection }, 'rejected'],
  ])('with the output %j is shown as %s', async (output, status) => {
    const email = createFakeSurface('email');
    expect(await announce([email], { ...approved, output }, [])).toEqual({ status });
    expect(shownResolution(email)).toMatchObject({ status });
  });

  test('is shown on the other surfaces when one surface does not answer', async () => {
    const silent = createFakeSurface('slack', { show: forever });
    const email = createFakeSurface('email');
    await announce([silent, email], approved, [], nextTurn);
    expect(email.endings).toHaveLength(1);
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

  test('is logged with its transaction id and the waiting time', async () => {
    await announce([createFakeSurface('email')], approved, recordedHistory('approved'));
    expect(lines).toStrictEqual([
      {
        event: 'announce_decision',
        duration_ms: 0,
        execution: REFERENCE,
        transaction_id: approvalId(FIRST_TOKEN),
        status: 'approved',
        waited_ms: 62_000,
      },
    ]);
  });

  test('is logged without a waiting time when the request expired', async () => {
    const expired = { ...approved, output: { Error: 'States.Timeout', Cause: '' } };
    await announce([createFakeSurface('email')], expired, recordedHistory('timed-out'));
    expect(lines).toMatchObject([{ status: 'expired' }]);
    expect(lines[0]).not.toHaveProperty('waited_ms');
  });

  test('is shown without references when the history cannot be read, and the error is logged', async () => {
    const email = createFakeSurface('email');
    const error = new Error('throttled');
    expect(await announce([email], approved, error)).toEqual({ status: 'approved' });
    expect(email.endings).toMatchObject([
      { approval: { execution: EXECUTION, request: { name: 'Ben' } }, buttons: undefined, ref: undefined },
    ]);
    expect(shownResolution(email)).toStrictEqual({ status: 'approved', vote });
    expect(lines[0]).toStrictEqual({ level: 'error', event: 'update_failed', execution: REFERENCE, error });
  });

  test('is shown without references when the history does not answer, and the error is logged', async () => {
    const email = createFakeSurface('email');
    const answer = announceDecision(approved, {
      getHistory: forever,
      surfaces: [email],
      ...DEFAULTS,
      now: () => 0,
      wait: async (milliseconds) => (milliseconds > 5_000 ? forever() : undefined),
      log,
    });
    expect(await answer).toEqual({ status: 'approved' });
    expect(email.endings).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', event: 'update_failed', execution: REFERENCE });
  });

  test('is shown with the request from the event when the history omits the data', async () => {
    const email = createFakeSurface('email');
    await announce([email], approved, recordedHistory('without-data'));
    expect(email.endings).toMatchObject([{ approval: { request: { name: 'Ben' } }, ref: undefined }]);
    expect(shownResolution(email)).toStrictEqual({ status: 'approved', vote, at: AT });
  });

  test('is shown on the other surfaces when one surface fails, and the failure is logged', async () => {
    const failure = new Error('message_not_found');
    const email = createFakeSurface('email');
    await announce([createFakeSurface('slack', { failure }), email], approved, []);
    expect(email.endings).toHaveLength(1);
    expect(lines).toContainEqual({
      level: 'error',
      event: 'announce_failed',
      execution: REFERENCE,
      surface: 'slack',
      error: failure,
    });
  });

  test('is shown also when the message to the requester fails, and the failure is logged', async () => {
    const error = new Error('user_disabled');
    const slack = createFakeSurface('slack', { tell: () => Promise.reject(error) });
    await announce([slack, createFakeSurface('email')], approved, []);
    expect(slack.endings).toHaveLength(1);
    expect(lines.slice(0, -1)).toStrictEqual([
      { level: 'error', event: 'announce_failed', execution: REFERENCE, surface: 'slack', error },
    ]);
  });

  test('is sent to the requester also when it cannot be shown', async () => {
    const slack = createFakeSurface('slack', { show: () => Promise.reject(new Error('message_not_found')) });
    await announce([slack, createFakeSurface('email')], approved, []);
    expect(slack.told).toHaveLength(1);
  });

  test('logs both reasons when a surface can neither show it nor send it to the requester', async () => {
    const shows = new Error('message_not_found');
    const tells = new Error('user_disabled');
    const slack = createFakeSurface('slack', {
      show: () => Promise.reject(shows),
      tell: () => Promise.reject(tells),
    });
    await announce([slack, createFakeSurface('email')], approved, []);
    expect(lines.slice(0, -1)).toStrictEqual([
      { level: 'error', event: 'tell_failed', execution: REFERENCE, surface: 'slack', error: tells },
      { level: 'error', event: 'announce_failed', execution: REFERENCE, surface: 'slack', error: shows },
    ]);
  });

  test('is shown on the other surfaces when one surface throws at once', async () => {
    const email = createFakeSurface('email');
    const broken = createFakeSurface('slack', {
      show() {
        throw new TypeError('broken');
      },
    });
    await announce([broken, email], approved, []);
    expect(email.endings).toHaveLength(1);
  });

  test('is shown on a surface that cannot send a message to a person', async () => {
    const { tell: _, ...email } = createFakeSurface('email');
    expect(await announce([email], approved, [])).toEqual({ status: 'approved' });
    expect(email.endings).toHaveLength(1);
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
    [{ ...approved, request: 'Ben' }, 'The input must be a JSON object, such as {"name": "Ben"}.'],
  ])('as InvalidRequest when the event is %j', async (event, message) => {
    await expect(announce([createFakeSurface('email')], event, [])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message,
    });
  });
});
