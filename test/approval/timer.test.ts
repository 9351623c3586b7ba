import { describe, expect, test } from 'vitest';
import { startTimer } from '../../src/approval/timer.ts';
import { EXECUTION } from '../support/built-histories.ts';
import { request, waiting } from '../support/requests.ts';

const until = new Date('2026-11-24T13:00:00.000Z');
const forTwo = request({ name: 'Ben', approvals: 2 });

describe('ApprovalTimer', () => {
  test('is started for a request that may need more than one vote, and ticks 5 seconds after its end', async () => {
    const started: unknown[] = [];
    const approval = { ...waiting(forTwo, { until }), execution: EXECUTION };
    await startTimer(approval, async (...given) => void started.push(given));
    // The name is the same in each round, so that it runs once.
    const input = { execution: 'Release:one', approval: approval.id, at: '2026-11-24T13:00:05.000Z' };
    expect(started).toEqual([[approval.id, input]]);
    expect(approval.id).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['that one vote decides', waiting(request(), { until })],
    ['that never expires', waiting(forTwo)],
  ])('is not started for a request %s', async (_, approval) => {
    await startTimer(approval, async () => expect.fail('started'));
  });

  test('is not started in a deployment without it', async () => {
    await expect(startTimer(waiting(forTwo, { until }), undefined)).resolves.toBeUndefined();
  });

  test('that cannot be started lets the task be tried again', async () => {
    const failing = startTimer(waiting(forTwo, { until }), () => Promise.reject(new Error('throttled')));
    await expect(failing).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });
});
