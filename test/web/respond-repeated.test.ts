import { describe, expect, it } from 'vitest';
import { APPROVAL, createRespondWorld, FORM, HTML, type RespondWorld } from '../support/web-world.ts';

const TO_ANN = { ...APPROVAL, recipient: 'ann@example.com' };
const TO_BEN = { ...APPROVAL, recipient: 'ben@example.com' };
const BY_ANN = 'Approved by ann@example.com by e-mail, 24 November 2026 at 12:30 UTC';
/** The same press within this time counts as a repetition. */
const REPEATED_WITHIN_MS = 10_000;

const post = (world: RespondWorld, url: string | undefined, headers: object = HTML) =>
  world.send(url ?? '', { method: 'POST', headers: { ...FORM, ...headers } });

describe('a link that is posted twice', () => {
  it.each([
    { action: 'approve', heading: 'Approved' },
    { action: 'reject', heading: 'Rejected' },
  ])(
    'within 10 seconds decides once, and gives the same answer twice ($action)',
    async ({ action, heading }) => {
      const world = createRespondWorld();
      const { [action]: url } = await world.urls(TO_ANN);

      const first = await post(world, url);
      world.clock.now += REPEATED_WITHIN_MS - 1;
      const second = await post(world, url);

      expect(first.statusCode).toBe(200);
      expect(first.body).toContain(`<h1>${heading}</h1>`);
      expect(second).toEqual(first);
      expect(world.workflow.completed).toHaveLength(1);
    },
  );

  it('counts as one decision in the log', async () => {
    const world = createRespondWorld();
    const { approve } = await world.urls(TO_ANN);

    await post(world, approve);
    await post(world, approve);

    expect(world.lines).toMatchObject([
      { status: 200, outcome: 'accepted', decided: { via: 'email', action: 'approve' } },
      { status: 200, outcome: 'repeated', reason: 'TaskTimedOut' },
    ]);
    expect(world.lines[1]).not.toHaveProperty('decided');
    expect(world.lines[1]).not.toHaveProperty('level');
  });

  it('gives the same answer twice when a GET decides', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...TO_ANN, confirm: false });

    const first = await world.send(approve, { headers: HTML });
    const second = await world.send(approve, { headers: HTML });

    expect(first.statusCode).toBe(200);
    expect(second).toEqual(first);
    expect(world.workflow.completed).toHaveLength(1);
  });

  it('shows the decision after 10 seconds, and this is no error', async () => {
    const world = createRespondWorld();
    const { approve } = await world.urls(TO_ANN);
    await post(world, approve);
    world.clock.now += REPEATED_WITHIN_MS;

    const page = await post(world, approve);
    const { statusCode, body } = await post(world, approve, {});

    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Already decided</h1>');
    expect(page.body).toContain(BY_ANN);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toStrictEqual({
      transaction_id: expect.any(String),
      action: { name: 'approve', type: 'success' },
      resolution: {
        status: 'approved',
        at: expect.any(String),
        decision: {
          action: 'approve',
          by: 'ann@example.com',
          via: 'email',
          at: expect.any(String),
        },
      },
    });
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.lines.at(-1)).toMatchObject({ status: 200, outcome: 'already_decided' });
    expect(world.lines.at(-1)).not.toHaveProperty('decided');
  });

  it('shows the decision also after the link expired', async () => {
    const world = createRespondWorld();
    const { approve, reject } = await world.urls({ ...TO_ANN, expiration: '2026-11-24T13:00:00Z' });
    await post(world, approve);
    world.clock.now = Date.parse('2026-11-24T13:00:00Z');

    const own = await post(world, approve);
    const other = await post(world, reject);

    expect(own.statusCode).toBe(200);
    expect(own.body).toContain(BY_ANN);
    expect(other.statusCode).toBe(400);
    expect(other.body).toContain(BY_ANN);
  });

  it('by people whom the link does not identify shows the decision, and this is no error', async () => {
    const world = createRespondWorld();
    const { approve, reject } = await world.urls(APPROVAL);
    await post(world, approve);
    world.clock.now += 1;

    const same = await post(world, approve);
    const other = await post(world, reject);

    expect(same.statusCode).toBe(200);
    expect(same.body).toContain('<h1>Already decided</h1>');
    expect(same.body).toContain('Approved by e-mail, 24 November 2026 at 12:30 UTC');
    expect(other.statusCode).toBe(400);
    expect(world.workflow.completed).toHaveLength(1);
  });
});

describe('a similar press that is not a repetition', () => {
  it.each([
    { title: 'the other link of the same person', first: TO_ANN, second: TO_ANN, action: 'reject' },
    { title: 'the same link of another person', first: TO_ANN, second: TO_BEN, action: 'approve' },
    { title: 'the link of a person after a link to all', first: APPROVAL, second: TO_ANN, action: 'approve' },
    { title: 'a link to all after the link of a person', first: TO_ANN, second: APPROVAL, action: 'approve' },
    {
      title: 'the link of the same person on another surface',
      first: TO_ANN,
      second: { ...TO_ANN, surface: 'web' },
      action: 'approve',
    },
  ])('shows the decision at once: $title', async ({ first, second, action }) => {
    const world = createRespondWorld();
    await post(world, (await world.urls(first)).approve);
    const { [action]: url } = await world.urls(second);

    const page = await post(world, url);
    const { statusCode, body } = await post(world, url, {});

    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('<h1>Already decided</h1>');
    expect(page.body).toMatch(/Approved .*by e-mail, 24 November 2026 at 12:30 UTC/);
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error: 'StepFunctionsError',
      resolution: { status: 'approved', decision: { action: 'approve', via: 'email' } },
    });
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.lines.slice(1)).toMatchObject([
      { outcome: 'StepFunctionsError', reason: 'TaskTimedOut' },
      { outcome: 'StepFunctionsError', reason: 'TaskTimedOut' },
    ]);
  });
});

describe('when the answer of Step Functions is lost,', () => {
  const LOST = new Error('socket hang up');

  /** Step Functions completes the task, but its answer is lost. */
  function lossyWorld(): RespondWorld {
    const world: RespondWorld = createRespondWorld({
      async completeTask(task, outcome) {
        await world.workflow.completeTask(task, outcome);
        throw LOST;
      },
    });
    return world;
  }

  it.each([
    { action: 'approve', heading: 'Approved' },
    { action: 'reject', heading: 'Rejected' },
  ])(
    'the person sees an accepted vote if the history contains the vote ($action)',
    async ({ action, heading }) => {
      const world = lossyWorld();
      const { [action]: url } = await world.urls(TO_ANN);

      const { statusCode, body } = await post(world, url);

      expect(statusCode).toBe(200);
      expect(body).toContain(`<h1>${heading}</h1>`);
      expect(world.workflow.completed).toHaveLength(1);
      expect(world.lines).toMatchObject([
        { level: 'info', status: 200, outcome: 'accepted', decided: { via: 'email', action }, error: LOST },
      ]);
    },
  );

  it('the person sees the decision of another person', async () => {
    const world = createRespondWorld();
    await post(world, (await world.urls(TO_BEN)).approve);
    world.workflow.failCompletion = LOST;
    const { approve } = await world.urls(TO_ANN);

    const page = await post(world, approve);
    const { statusCode, body } = await post(world, approve, {});

    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('<h1>Already decided</h1>');
    expect(page.body).toContain('Approved by ben@example.com by e-mail');
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error: 'StepFunctionsError',
      resolution: { status: 'approved', decision: { by: 'ben@example.com' } },
    });
    expect(world.lines.at(-1)).toMatchObject({ level: 'error', status: 400, error: LOST });
    expect(world.lines.at(-1)).not.toHaveProperty('decided');
  });

  it('a person whom the link does not identify sees an accepted vote, by the time of the vote', async () => {
    const world = lossyWorld();
    const { approve } = await world.urls(APPROVAL);

    const { statusCode, body } = await post(world, approve);

    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Approved</h1>');
    expect(world.lines).toMatchObject([{ level: 'info', outcome: 'accepted', decided: { via: 'email' } }]);
  });

  it('a person whom the link does not identify sees the earlier decision of another press', async () => {
    const world = lossyWorld();
    const { approve } = await world.urls(APPROVAL);
    await post(world, approve);
    world.workflow.failCompletion = LOST;
    world.clock.now += 1;

    const { statusCode, body } = await post(world, approve);

    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Already decided</h1>');
    expect(world.lines.at(-1)).not.toHaveProperty('decided');
  });

  it.each(['nothing was recorded', 'the history cannot be read', 'there is no history'])(
    'the answer is 500 if the result of the vote is unknown (%s)',
    async (why) => {
      const world = createRespondWorld(why === 'there is no history' ? { getHistory: undefined } : {});
      world.workflow.failCompletion = LOST;
      if (why === 'the history cannot be read') world.workflow.failHistory = new Error('AccessDenied');
      const { approve } = await world.urls(TO_ANN);

      const page = await post(world, approve);
      const { statusCode, body } = await post(world, approve, {});

      expect(page.statusCode).toBe(500);
      expect(page.body).toContain('Open the link again to see whether your answer was recorded.');
      expect(statusCode).toBe(500);
      expect(JSON.parse(body)).toMatchObject({ error: 'ServiceError', action: { name: 'approve' } });
      expect(world.lines.at(-1)).toMatchObject({
        level: 'error',
        status: 500,
        outcome: 'ServiceError',
        error: LOST,
      });
    },
  );

  it('no history is read for the task of another program', async () => {
    const world = lossyWorld();
    const url = await world.url({ name: 'go', type: 'success', output: 1 }, { recipient: 'ann@example.com' });

    expect((await world.send(url)).statusCode).toBe(500);
    expect(world.workflow.historyReads).toEqual([]);
  });
});
