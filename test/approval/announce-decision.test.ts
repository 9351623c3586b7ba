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

/** As it is logged. */
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

/** A wait that is over once nothing but it is waited for. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const shownResolution = ({ endings }: { endings: readonly Shown[] }) =>
  endings[0] && resolutionOf(endings[0].approval);

describe('a decision', () => {
  test('is told to every surface, with what that surface sent before', async () => {
    const [email, slack] = [createFakeSurface('email'), createFakeSurface('slack')];
    expect(await announce([email, slack], approved, recordedHistory('approved'))).toEqual({
      status: 'approved',
    });
    const told = {
      approval: {
        execution: EXECUTION,
        request: { name: 'Ben', title: 'Approval for Ben' },
        state: { kind: 'ended', resolution: { status: 'approved', vote, at: AT } },
      },
      buttons: undefined,
    };
    expect(email.endings).toMatchObject([{ ...told, ref: { message_id: 'mail-1795521603.000100' } }]);
    expect(slack.endings).toMatchObject([{ ...told, ref: { channel: 'C012', ts: '1795521603.000100' } }]);
  });

  test('is told to the requester, with where the message is', async () => {
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

  test('is told with the request as the state machine has it now', async () => {
    const email = createFakeSurface('email');
    await announce([email], { ...approved, request: { name: 'Ben', title: 'Deploy' } }, [
      ...recordedHistory('approved'),
    ]);
    expect(email.endings).toMatchObject([{ approval: { request: { title: 'Deploy' } } }]);
  });

  test('against the request is told with who made it', async () => {
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

  test('against the request in plain words is told in these', async () => {
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
  ])('that the state machine tells as %j is told as %s', async (output, status) => {
    const email = createFakeSurface('email');
    expect(await announce([email], { ...approved, output }, [])).toEqual({ status });
    expect(shownResolution(email)).toMatchObject({ status });
  });

  test('is told on the other surfaces where one does not answer', async () => {
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

  test('is logged with its transaction, and how long people took', async () => {
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

  test('that nobody made took nobody any time', async () => {
    const expired = { ...approved, output: { Error: 'States.Timeout', Cause: '' } };
    await announce([createFakeSurface('email')], expired, recordedHistory('timed-out'));
    expect(lines).toMatchObject([{ status: 'expired' }]);
    expect(lines[0]).not.toHaveProperty('waited_ms');
  });

  test('is told without references when the history cannot be read, and that is logged', async () => {
    const email = createFakeSurface('email');
    const error = new Error('throttled');
    expect(await announce([email], approved, error)).toEqual({ status: 'approved' });
    expect(email.endings).toMatchObject([
      { approval: { execution: EXECUTION, request: { name: 'Ben' } }, buttons: undefined, ref: undefined },
    ]);
    expect(shownResolution(email)).toStrictEqual({ status: 'approved', vote });
    expect(lines[0]).toStrictEqual({ level: 'error', event: 'update_failed', execution: REFERENCE, error });
  });

  test('is told without references when the history does not answer, and that is logged', async () => {
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

  test('is shown as the request that was asked, where the history leaves its data out', async () => {
    const email = createFakeSurface('email');
    await announce([email], approved, recordedHistory('without-data'));
    expect(email.endings).toMatchObject([{ approval: { request: { name: 'Ben' } }, ref: undefined }]);
    expect(shownResolution(email)).toStrictEqual({ status: 'approved', vote, at: AT });
  });

  test('reaches the other surfaces when one fails, and that is logged', async () => {
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

  test('is shown also where the requester cannot be told, and that is logged', async () => {
    const error = new Error('user_disabled');
    const slack = createFakeSurface('slack', { tell: () => Promise.reject(error) });
    await announce([slack, createFakeSurface('email')], approved, []);
    expect(slack.endings).toHaveLength(1);
    expect(lines.slice(0, -1)).toStrictEqual([
      { level: 'error', event: 'announce_failed', execution: REFERENCE, surface: 'slack', error },
    ]);
  });

  test('is told to the requester also where it cannot be shown', async () => {
    const slack = createFakeSurface('slack', { show: () => Promise.reject(new Error('message_not_found')) });
    await announce([slack, createFakeSurface('email')], approved, []);
    expect(slack.told).toHaveLength(1);
  });

  test('fails once on a surface where nothing gets through, and both reasons are logged', async () => {
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

  test('reaches the other surfaces also when one throws at once', async () => {
    const email = createFakeSurface('email');
    const broken = createFakeSurface('slack', {
      show() {
        throw new TypeError('broken');
      },
    });
    await announce([broken, email], approved, []);
    expect(email.endings).toHaveLength(1);
  });

  test('is told on a surface that tells no person, too', async () => {
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
    [{ ...approved, request: 'Ben' }, 'The input is not an object such as {"name": "Ben"}.'],
  ])('as InvalidRequest when its event is %j', async (event, message) => {
    await expect(announce([createFakeSurface('email')], event, [])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message,
    });
  });
});
