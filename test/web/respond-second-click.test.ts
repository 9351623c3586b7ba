import { describe, expect, it } from 'vitest';
import { EXECUTION, taskTimedOut } from '../support/web-fake-workflow.ts';
import { APPROVAL, createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const WHO_AND_WHEN = /Approved by e-mail, 24 November 2026 at 12:30 UTC/;

describe('a second click', () => {
  it('shows on GET how and when the request was decided, without a button', async () => {
    const { world, approve, reject } = await decidedWorld();

    for (const url of [approve, reject]) {
      const { statusCode, body } = await world.send(url, { headers: HTML });
      expect(statusCode).toBe(200);
      expect(body).toContain('<h1>Already decided</h1>');
      expect(body).toMatch(WHO_AND_WHEN);
      expect(body).not.toContain('<form');
    }
  });

  it('shows the same on POST, and changes nothing', async () => {
    const { world, reject } = await decidedWorld();

    const { statusCode, body } = await world.send(reject, { method: 'POST', headers: { ...FORM, ...HTML } });

    expect(statusCode).toBe(400);
    expect(body).toMatch(WHO_AND_WHEN);
    expect(world.workflow.completed).toHaveLength(1);
  });

  it('gets the decision in JSON too, with the code of the refusal by Step Functions', async () => {
    const { world, reject } = await decidedWorld();

    const { body } = await world.send(reject, { method: 'POST' });

    expect(JSON.parse(body)).toMatchObject({
      error: 'StepFunctionsError',
      action: { name: 'reject' },
      resolution: {
        status: 'approved',
        at: '2026-11-24T12:30:00.000Z',
        decision: { action: 'approve', via: 'email' },
      },
    });
  });

  it('shows the reason of a rejection', async () => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls();
    await world.send(reject, { method: 'POST', headers: FORM, body: 'comment=too+early' });

    const { body } = await world.send(reject, { headers: HTML });

    expect(body).toContain('Rejected by e-mail, 24 November 2026 at 12:30 UTC: too early');
  });

  it('reads the history of the sealed execution', async () => {
    const { world, reject } = await decidedWorld();

    await world.send(reject);

    expect(world.workflow.historyReads).toEqual([EXECUTION]);
  });

  it('reads no history for the task of another program', async () => {
    const world = createRespondWorld();
    const url = await world.url({ name: 'go', type: 'success', output: 1 }, { execution: EXECUTION });
    await world.send(url);

    const { statusCode, body } = await world.send(url);

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).not.toHaveProperty('resolution');
    expect(world.workflow.historyReads).toEqual([]);
  });
});

describe('a click after the link expired', () => {
  const EXPIRING = { ...APPROVAL, expiration: '2026-11-24T13:00:00Z' };
  const expired = Date.parse(EXPIRING.expiration);

  it.each(['GET', 'POST'])('shows the decision that came in time (%s)', async (method) => {
    const world = createRespondWorld();
    const { approve = '', reject = '' } = await world.urls(EXPIRING);
    await world.send(approve, { method: 'POST', headers: FORM });
    world.clock.now = expired;

    const { statusCode, body } = await world.send(reject, { method, headers: HTML });

    expect(statusCode).toBe(400);
    expect(body).toContain('<h1>Already decided</h1>');
    expect(body).toMatch(WHO_AND_WHEN);
    expect(world.lines.at(-1)).toMatchObject({ outcome: 'ExpiredPayload' });
  });

  it.each(['no decision', 'the history is unreadable'])(
    'shows that the request expired (%s)',
    async (why) => {
      const world = createRespondWorld();
      const { reject = '' } = await world.urls(EXPIRING);
      if (why !== 'no decision') world.workflow.failHistory = new Error('AccessDeniedException');
      else world.workflow.expire();
      world.clock.now = expired;

      const { statusCode, body } = await world.send(reject, { headers: HTML });

      expect(statusCode).toBe(400);
      expect(body).toContain('The time to decide ran out on 24 November 2026 at 13:00 UTC.');
      expect(body).not.toContain('Already decided');
    },
  );
});

describe('without a history', () => {
  it('the page is shown, and the error is logged', async () => {
    const world = createRespondWorld();
    world.workflow.failHistory = new Error('AccessDeniedException');
    const { approve = '' } = await world.urls();

    const { statusCode, body } = await world.send(approve, { headers: HTML });

    expect(statusCode).toBe(200);
    expect(body).toContain('<form');
    expect(world.lines).toMatchObject([
      { level: 'warn', event: 'history_failed', execution: EXECUTION },
      { event: 'respond', outcome: 'asked' },
    ]);
  });

  it.each(['unreadable', 'not granted'])(
    'the answer says that the task no longer waits (%s)',
    async (history) => {
      const world = createRespondWorld(history === 'not granted' ? { getHistory: undefined } : {});
      world.workflow.failHistory = new Error('AccessDeniedException');
      world.workflow.failCompletion = taskTimedOut();
      const { approve = '' } = await world.urls();

      const { statusCode, body } = await world.send(approve, { method: 'POST', headers: HTML });

      expect(statusCode).toBe(400);
      expect(body).toContain('<h1>No longer waiting</h1>');
      expect(body).toContain('This was decided before, or its time ran out.');
    },
  );
});

async function decidedWorld() {
  const world = createRespondWorld();
  const { approve = '', reject = '' } = await world.urls(APPROVAL);
  await world.send(approve, { method: 'POST', headers: FORM });
  world.clock.now += 3_600_000;
  return { world, approve, reject };
}
