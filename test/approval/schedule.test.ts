import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval } from '../../src/approval/approval.ts';
import { MAX_ESCALATIONS, MAX_REMINDERS } from '../../src/approval/parse-reminders.ts';
import { nextNoticeAfter, noticesDue, noticesOf } from '../../src/approval/schedule.ts';
import { request } from '../support/requests.ts';

const SINCE = new Date('2026-11-24T12:00:00.000Z');
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** A request that was asked at noon, and waits for this long. */
function asked(members: object, waits?: number): Approval {
  const asking = request({ name: 'Ben', ...members });
  const approval = { id: '1', execution: 'e:1', request: asking, rounds: [{ askedAt: SINCE, shown: {} }] };
  return waitingAfter(approval, waits === undefined ? undefined : new Date(SINCE.getTime() + waits));
}

/** Each notice, and how long after noon it is due. */
const planned = (members: object, waits?: number) =>
  noticesOf(asked(members, waits)).map(({ id, at }) => [id.replace('stage-1-', ''), at - SINCE.getTime()]);

describe('the notices of a request', () => {
  test.each<[string, object, number | undefined, [string, number][]]>([
    ['without reminders', {}, 7 * DAY, []],
    ['that never expires', { remind: { after: '4h' } }, undefined, [['reminder-1', 4 * HOUR]]],
    [
      'with several reminders, the last one an hour before it expires',
      { remind: { after: '4h', every: '10h' } },
      DAY,
      [
        ['reminder-1', 4 * HOUR],
        ['reminder-2', 14 * HOUR],
        ['last', 23 * HOUR],
      ],
    ],
    [
      'that waits for two hours, without a last reminder',
      { remind: { after: '30m' } },
      2 * HOUR,
      [['reminder-1', 30 * MINUTE]],
    ],
    [
      'that says when the last reminder is',
      { remind: { after: '10s', before_expiry: '20s' } },
      MINUTE,
      [['last', 40 * SECOND]],
    ],
    [
      'that expires before the first reminder, with the last one',
      { remind: { after: '3h', before_expiry: '2h' } },
      3 * HOUR,
      [['last', HOUR]],
    ],
    [
      'that expires before the first reminder of a deployment',
      { remind: { after: '1d', every: '1d' } },
      8 * HOUR,
      [['last', 7 * HOUR]],
    ],
    [
      'whose only reminder would come within a minute after it was asked',
      { remind: { after: '1d', before_expiry: '59m' } },
      HOUR - SECOND,
      [],
    ],
    [
      'whose last reminder would come before the first one',
      { remind: { after: '90m', before_expiry: '2h' } },
      3 * HOUR,
      [['reminder-1', 90 * MINUTE]],
    ],
    [
      'whose last two reminders would be a minute apart',
      { remind: { after: '59m', every: '1h' } },
      3 * HOUR,
      [
        ['reminder-1', 59 * MINUTE],
        ['last', 2 * HOUR],
      ],
    ],
    [
      'with escalations, in the order of their times',
      {
        remind: { after: '1d' },
        escalate: [
          { after: '2d', to: ['cleo@example.com'] },
          { after: '12h', to: ['ben@example.com'] },
        ],
      },
      undefined,
      [
        ['escalation-1', 12 * HOUR],
        ['reminder-1', DAY],
        ['escalation-2', 2 * DAY],
      ],
    ],
    ['that expires before it escalates', { escalate: [{ after: '1d', to: ['b@example.com'] }] }, DAY, []],
  ])('%s', (_, members, waits, notices) => {
    expect(planned(members, waits)).toEqual(notices);
  });

  test('name their stage, and begin with it', () => {
    const stages = [
      { approvers: ['ann@example.com'] },
      { approvers: ['bob@example.com'], escalate: [{ after: '1h', to: ['cleo@example.com'] }] },
    ];
    const { request: asking, ...approval } = asked({ remind: { after: '30m' }, stages });
    const vote = { action: 'approve', who: { email: 'ann@example.com' }, via: 'email', at: SINCE };
    const askedAt = new Date(SINCE.getTime() + DAY);
    const rounds = [
      { askedAt: SINCE, shown: {}, vote },
      { askedAt, shown: {} },
    ];
    const second = waitingAfter({ ...approval, request: asking, rounds }, undefined);
    expect(noticesOf(second)).toEqual([
      { kind: 'reminder', id: 'stage-2-reminder-1', at: askedAt.getTime() + 30 * MINUTE },
      {
        kind: 'escalation',
        id: 'stage-2-escalation-1',
        at: askedAt.getTime() + HOUR,
        to: ['cleo@example.com'],
      },
    ]);
  });

  test('are not known before the people were asked, and over when the request has ended', () => {
    const { rounds: _, ...approval } = asked({ remind: { after: '1h' } });
    expect(noticesOf(waitingAfter({ ...approval, rounds: [{ shown: {} }] }, undefined))).toEqual([]);
    const ended = { kind: 'ended', resolution: { status: 'approved' } } as const;
    expect(noticesOf({ ...approval, rounds: [], state: ended })).toEqual([]);
  });
});

describe('the notices that are due', () => {
  const approval = asked(
    {
      remind: { after: '1h', every: '1h' },
      escalate: [
        { after: '90m', to: ['ben@example.com'] },
        { after: '150m', to: ['cleo@example.com'] },
      ],
    },
    7 * DAY,
  );
  const due = (from: number, now: number) =>
    noticesDue(approval, SINCE.getTime() + from, SINCE.getTime() + now).map(({ id }) => id);

  test.each([
    [0, HOUR - 1, []],
    [0, HOUR, ['stage-1-reminder-1']],
    [HOUR, HOUR, []],
    [0, 3 * HOUR, ['stage-1-escalation-1', 'stage-1-escalation-2', 'stage-1-reminder-3']],
    [7 * DAY - 2 * HOUR, 8 * DAY, ['stage-1-last']],
  ])('from %d to %d: %j', (from, now, ids) => {
    expect(due(from, now)).toEqual(ids);
  });

  test('tell when to look again', () => {
    expect(nextNoticeAfter(approval, SINCE.getTime() + HOUR)).toBe(SINCE.getTime() + 90 * MINUTE);
    expect(nextNoticeAfter(approval, SINCE.getTime() + 7 * DAY)).toBeUndefined();
  });
});

const seconds = (max: number) => fc.integer({ min: 1, max });
const members = fc.record({
  remind: fc.record(
    {
      after: seconds(10 * 86_400).map((after) => `${after}s`),
      every: seconds(86_400).map((every) => `${every + 9}s`),
      before_expiry: seconds(86_400).map((before) => `${before}s`),
    },
    { requiredKeys: ['after'] },
  ),
  escalate: fc.array(
    seconds(10 * 86_400).map((after) => ({ after: `${after}s`, to: ['cleo@example.com'] })),
    { maxLength: MAX_ESCALATIONS },
  ),
});

describe('for any request', () => {
  const waits = fc.option(fc.integer({ min: SECOND, max: 20 * DAY }), { nil: undefined });

  test('the notices are in order, before the request expires, and not too many', () => {
    fc.assert(
      fc.property(members, waits, (given, wait) => {
        const notices = noticesOf(asked(given, wait));
        const times = notices.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
        expect(notices.length).toBeLessThanOrEqual(MAX_REMINDERS + 1 + MAX_ESCALATIONS);
        for (const at of times) {
          expect(at).toBeGreaterThan(SINCE.getTime());
          if (wait !== undefined) expect(at).toBeLessThan(SINCE.getTime() + wait);
        }
      }),
    );
  });

  test('there is a last reminder before it expires, or the first one comes later than that', () => {
    const msOf = (seconds: string) => Number(seconds.slice(0, -1)) * SECOND;
    const farEnough = fc.integer({ min: HOUR + SECOND, max: 20 * DAY });
    fc.assert(
      fc.property(members, farEnough, ({ remind, escalate }, last) => {
        const [after, before] = [msOf(remind.after), msOf(remind.before_expiry ?? '3600s')];
        const notices = planned({ remind, escalate }, last + before);
        const isFirstLater = after > last && after < last + before;
        expect(notices).toContainEqual(isFirstLater ? ['reminder-1', after] : ['last', last]);
      }),
    );
  });

  test('ticks at any times send each escalation once, and no reminder twice', () => {
    fc.assert(
      fc.property(members, waits, fc.array(fc.integer({ min: 0, max: 21 * DAY })), (given, wait, ticks) => {
        const approval = asked(given, wait);
        const times = [0, ...ticks.toSorted((a, b) => a - b), 21 * DAY].map((one) => one + SINCE.getTime());
        const sent = times.slice(1).flatMap((now, index) => noticesDue(approval, times[index] ?? 0, now));
        const ids = sent.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const escalations = noticesOf(approval).filter(({ kind }) => kind === 'escalation');
        expect(sent.filter(({ kind }) => kind === 'escalation')).toEqual(escalations);
      }),
    );
  });
});
