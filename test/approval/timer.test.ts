import { describe, expect, test } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval } from '../../src/approval/approval.ts';
import { startTimer } from '../../src/approval/timer.ts';
import { ASKED_AT, EXECUTION } from '../support/built-histories.ts';
import { request } from '../support/requests.ts';

const until = new Date('2026-11-24T13:00:00.000Z');
const ESCALATE = [{ after: '10m', to: ['cleo@example.com'] }];

/** A request that was asked at noon, or whose first stage was. */
function asked(members: object, expires: Date | undefined, stage = 0): Approval {
  const vote = { action: 'approve', who: { email: 'ann@example.com' }, via: 'email', at: ASKED_AT };
  const rounds = Array.from({ length: stage }, () => ({ askedAt: ASKED_AT, shown: {}, vote }));
  const asking = request({ name: 'Ben', ...members });
  const all = [...rounds, { askedAt: ASKED_AT, shown: {} }];
  return waitingAfter({ id: '1', execution: EXECUTION, request: asking, rounds: all }, expires);
}

async function started(approval: Approval) {
  const calls: unknown[] = [];
  await startTimer(approval, async (...given) => void calls.push(given));
  return calls;
}

const from = ASKED_AT.toISOString();
const input = { execution: 'Release:one', approval: '1', stage: 0, from };

describe('ApprovalTimer', () => {
  test.each<[string, object, Date | undefined, string]>([
    ['may need more than one vote, 5 seconds after its end', { approvals: 2 }, until, '13:00:05'],
    ['reminds', { remind: { after: '30m' } }, until, '12:30:00'],
    ['reminds, and never expires', { remind: { after: '30m' } }, undefined, '12:30:00'],
    ['escalates', { escalate: ESCALATE, remind: { after: '30m' } }, until, '12:10:00'],
    [
      'may need more than one vote, and reminds later',
      { approvals: 2, remind: { after: '2h' } },
      until,
      '13:00:05',
    ],
  ])('is started for a request that %s', async (_, members, expires, at) => {
    // The name is the same in each round, so that it runs once.
    const expected = { ...input, at: `2026-11-24T${at}.000Z` };
    expect(await started(asked(members, expires))).toEqual([['1', expected]]);
  });

  test('is started for each stage', async () => {
    const stages = [
      { approvers: ['ann@example.com'] },
      { approvers: ['ben@example.com'], escalate: ESCALATE },
    ];
    expect(await started(asked({ stages }, until))).toMatchObject([
      ['1', { at: '2026-11-24T13:00:05.000Z' }],
    ]);
    expect(await started(asked({ stages }, until, 1))).toMatchObject([
      ['1-2', { ...input, stage: 1, at: '2026-11-24T12:10:00.000Z' }],
    ]);
  });

  test.each([
    ['that one vote decides', asked({}, until)],
    ['that expires before it reminds', asked({ remind: { after: '1h' } }, until)],
    ['that never expires', asked({ approvals: 2 }, undefined)],
  ])('is not started for a request %s', async (_, approval) => {
    expect(await started(approval)).toEqual([]);
  });

  test('is not started in a deployment without it', async () => {
    await expect(startTimer(asked({ approvals: 2 }, until), undefined)).resolves.toBeUndefined();
  });

  test('that cannot be started lets the task be tried again', async () => {
    const failing = startTimer(asked({ approvals: 2 }, until), () => Promise.reject(new Error('throttled')));
    await expect(failing).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });
});
