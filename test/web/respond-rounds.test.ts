import { describe, expect, it } from 'vitest';
import { seldom } from '../../src/approval/histories.ts';
import type { GetHistory, HistoryEvent } from '../../src/approval/history.ts';
import type { Payload } from '../../src/callback/payload.ts';
import type { RespondPorts } from '../../src/web/respond.ts';
import { pageLines } from '../support/page-lines.ts';
import { EXECUTION, taskTimedOut } from '../support/web-fake-workflow.ts';
import {
  ANN,
  addressOf,
  BEN,
  endedAfter,
  linkOf,
  REQUEST,
  roundsAfter,
  tokenOf,
} from '../support/web-rounds.ts';
import { createRespondWorld, FORM, HTML, NOW } from '../support/web-world.ts';

const AFTER_ANN = roundsAfter([{ by: ANN }]);
/** Ann has approved, and the next round has not begun. */
const BETWEEN = AFTER_ANN.slice(0, 3);
const REJECT = { name: 'reject', type: 'failure', error: 'rejected', cause: 'no', confirm: true } as const;

/** Sends a link, by this history. */
async function sent(
  history: readonly HistoryEvent[] | Error,
  {
    method = 'GET',
    accept = HTML.accept,
    body = 'comment=fine',
    link = linkOf(),
    ...ports
  }: { method?: string; accept?: string; body?: string; link?: Payload } & Partial<RespondPorts> = {},
) {
  const forgotten: string[] = [];
  const world = createRespondWorld({
    openLink: async () => link,
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    forgetHistory: (execution) => void forgotten.push(execution),
    ...ports,
  });
  const response = await world.send(addressOf(link), {
    method,
    headers: { accept, ...FORM },
    body: method === 'POST' ? body : '',
  });
  return { ...response, forgotten, completed: world.workflow.completed, lines: world.lines };
}

const json = async (...[history, options]: Parameters<typeof sent>) =>
  JSON.parse((await sent(history, { ...options, accept: 'application/json' })).body);
const text = async (...[history, options]: Parameters<typeof sent>) =>
  pageLines((await sent(history, { ...options, accept: 'text/html' })).body);

describe('the page of a link', () => {
  it('shows who has voted, and decides nothing', async () => {
    const { statusCode, body, completed } = await sent(AFTER_ANN);
    expect(statusCode).toBe(200);
    expect(body).toContain('1 of 2 approvals: ann@example.com, 24 November 2026 at 12:29 UTC');
    expect(body).toContain('<form method="post"');
    expect(body).not.toContain('Your vote');
    expect(completed).toEqual([]);
  });

  it('shows the rejections where more than one is needed, and each stage', async () => {
    const stages = [
      { title: 'Team', approvers: [ANN] },
      { title: 'Security', approvers: [BEN, 'cleo@example.com'], rejections: 2 },
    ];
    const { body } = await sent(
      roundsAfter([{ by: ANN }, { by: 'cleo@example.com', action: 'reject' }], { name: 'Ben', stages }),
    );
    expect(body).toContain('Stage 1 of 2: Team · 1 of 1 approval: ann@example.com, ');
    expect(body).toContain(
      'Stage 2 of 2: Security · 0 of 1 approval · 1 of 2 rejections: cleo@example.com, ',
    );
  });

  it('tells a person who has voted, and that the vote can be changed', async () => {
    const link = linkOf({ recipient: ANN });
    const { body, statusCode } = await sent(AFTER_ANN, { link });
    expect(statusCode).toBe(200);
    expect(body).toContain('Your vote: Approve. You can change it until the request is decided.');
    expect(body).toContain('<form method="post"');
    expect(await json(AFTER_ANN, { link })).toMatchObject({
      confirm: { method: 'POST' },
      approvals_needed: 1,
      decisions: [{ action: 'approve', by: ANN }],
      own_decision: { action: 'approve', by: ANN, at: '2026-11-24T12:29:00.000Z' },
    });
    expect(await text(AFTER_ANN, { link })).toContain(
      'Votes: 1 of 2 approvals: ann@example.com, 24 November 2026 at 12:29 UTC',
    );
  });

  it('is the question without votes while the history is not complete', async () => {
    const { statusCode, body } = await sent([...AFTER_ANN.slice(0, 2), ...AFTER_ANN.slice(3)]);
    expect(statusCode).toBe(200);
    expect(body).toContain('<form method="post"');
    expect(body).not.toMatch(/role="alert"|approvals/);
  });

  it('reads the history once in 3 seconds, however often it is opened', async () => {
    const reads: string[] = [];
    const read: GetHistory = async (execution) => {
      reads.push(execution);
      return AFTER_ANN;
    };
    const { getHistory, forget } = seldom(read, () => NOW);
    for (const recipient of [ANN, BEN, ANN]) {
      const link = linkOf({ recipient });
      for (const method of ['GET', 'HEAD'])
        await sent([], { method, link, getHistory, forgetHistory: forget });
    }
    expect(reads).toEqual([EXECUTION]);
  });
});

describe('a vote', () => {
  it('that settles the request completes the task of the round that waits, also with an old link', async () => {
    const { statusCode, body, completed, forgotten } = await sent(AFTER_ANN, { method: 'POST' });
    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Approved</h1>');
    expect(completed).toMatchObject([{ token: tokenOf(2), outcome: { type: 'success' } }]);
    expect(forgotten).toEqual([EXECUTION]);
  });

  it('that does not is counted, and each answer says how many are missing', async () => {
    const page = await sent(roundsAfter([]), { method: 'POST' });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Your vote counts.</h1>');
    expect(page.body).toContain('1 more approval is needed.');
    expect(page.body).toContain('1 of 2 approvals: ben@example.com, ');
    expect(page.completed).toMatchObject([{ outcome: { error: 'Countersign.NextRound' } }]);
    expect(page.forgotten).toEqual([EXECUTION]);
    expect(await json(roundsAfter([]), { method: 'POST' })).toMatchObject({
      action: { name: 'approve' },
      approvals_needed: 1,
      decisions: [{ action: 'approve', by: BEN, comment: 'fine' }],
    });
    expect(await text(roundsAfter([]), { method: 'POST' })).toEqual(
      expect.arrayContaining(['Your vote counts.', '1 more approval is needed.']),
    );
  });

  it('that was counted before is not sent again, and the answer says so', async () => {
    const link = linkOf({ recipient: ANN });
    const { statusCode, body, completed, forgotten } = await sent(AFTER_ANN, { method: 'POST', link });
    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Your vote was counted before.</h1>');
    expect({ completed, forgotten }).toEqual({ completed: [], forgotten: [] });
  });

  it('of a person can be changed by the other link', async () => {
    const link = linkOf({ recipient: ANN }, { action: REJECT });
    const { body, completed } = await sent(roundsAfter([{ by: ANN }], { ...REQUEST, rejections: 2 }), {
      method: 'POST',
      link,
    });
    expect(body).toContain('<h1>Your vote counts.</h1>');
    expect(body).toContain('0 of 2 approvals · 1 of 2 rejections: ann@example.com, ');
    expect(
      JSON.parse(completed[0]?.outcome.type === 'failure' ? String(completed[0].outcome.cause) : ''),
    ).toMatchObject({
      decision: { action: 'reject', replaces: 1 },
    });
  });

  it('has no redirect and no answer of its own: the link is of an approval', async () => {
    const response = { redirect: 'https://example.com/thanks', text: 'Thanks' };
    const link = linkOf({}, { action: { ...linkOf().action, response } as Payload['action'] });
    for (const history of [roundsAfter([]), AFTER_ANN]) {
      const { statusCode, headers } = await sent(history, { method: 'POST', link });
      expect(statusCode).toBe(200);
      expect(headers).not.toHaveProperty('location');
    }
  });
});

describe('the links of a person whose stage is over', () => {
  const stages = [{ approvers: [ANN] }, { approvers: [BEN] }];
  const history = roundsAfter([{ by: ANN }], { name: 'Ben', stages });
  const approve = linkOf({ recipient: ANN });
  const reject = linkOf({ recipient: ANN }, { action: REJECT });

  it.each([
    ['GET', approve],
    ['GET', reject],
    ['POST', approve],
  ])('say that the vote was counted, and how far the request is (%s)', async (method, link) => {
    const { statusCode, body, completed, forgotten } = await sent(history, { method, link });
    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Your vote was counted before.</h1>');
    expect(body).toContain('Stage 1 of 2 · 1 of 1 approval: ann@example.com, ');
    expect(body).toContain('1 more approval is needed.');
    expect(body).not.toContain('<form');
    expect({ completed, forgotten }).toEqual({ completed: [], forgotten: [] });
  });

  it('do not change the vote any more', async () => {
    const { statusCode, body, completed } = await sent(history, { method: 'POST', link: reject });
    expect(statusCode).toBe(400);
    expect(body).toContain('<h1>You cannot decide this</h1>');
    expect(completed).toEqual([]);
  });
});

describe('between two rounds', () => {
  it.each([
    ['the next round has not begun', BETWEEN],
    ['request-approval has not returned yet', AFTER_ANN.slice(0, 4)],
    ['the history is not complete', [...AFTER_ANN.slice(0, 2), ...AFTER_ANN.slice(3)]],
    ['the history does not have the task yet', []],
  ])(
    'the page asks to press again if %s: nothing was sent, and the form has what was typed',
    async (_, history) => {
      const { statusCode, headers, body, completed } = await sent(history, {
        method: 'POST',
        link: linkOf({ typed: 'Release "1.2"' }),
        body: 'comment=fine&typed=release+%221.2%22',
      });
      expect(statusCode).toBe(503);
      expect(headers).toMatchObject({ 'retry-after': '2' });
      expect(body).toContain('Another person has just answered, and your answer did not count yet.');
      expect(body).toContain('>fine</textarea>');
      expect(body).toContain('value="Release &quot;1.2&quot;"');
      expect(completed).toEqual([]);
    },
  );

  it('programs get the code and the form in JSON, and people the reason', async () => {
    expect(await json(BETWEEN, { method: 'POST' })).toMatchObject({
      error: 'NextRoundPending',
      confirm: { method: 'POST', title: 'Approval for Ben' },
    });
    expect(await text(BETWEEN, { method: 'POST' })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Another person has just answered/), 'Approve']),
    );
  });

  it('the page asks to press again also if the votes cannot be read', async () => {
    const { statusCode, headers, body, completed } = await sent(new Error('ECONNRESET'), { method: 'POST' });
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': '2' });
    expect(body).toContain('This request cannot be looked up at the moment.');
    expect(body).toContain('>fine</textarea>');
    expect(completed).toEqual([]);
  });

  it('a press waits for up to 6 seconds, sees the new round, and counts once', async () => {
    const { world, clock, reads, limits } = waitingWorld({ beginsAfter: 4_500 });
    const { statusCode, body } = await world.send(addressOf(linkOf()), {
      method: 'POST',
      headers: { ...HTML, ...FORM },
    });
    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Approved</h1>');
    expect(world.workflow.completed).toMatchObject([{ token: tokenOf(2) }]);
    expect(clock.now - NOW).toBe(5_000);
    expect(reads()).toBeLessThanOrEqual(6);
    // The time of all calls, and the same again from the first wait on.
    expect(limits.filter((limit) => limit === 7_000)).toHaveLength(2);
  });

  it('a press waits no longer', async () => {
    const { world, clock } = waitingWorld({ beginsAfter: 60_000 });
    const { statusCode } = await world.send(addressOf(linkOf()), {
      method: 'POST',
      headers: { ...HTML, ...FORM },
    });
    expect(statusCode).toBe(503);
    expect(clock.now - NOW).toBe(6_000);
  });
});

/** A world in which the next round begins after some time, as the container of `respond` sees it. */
function waitingWorld({ beginsAfter }: { readonly beginsAfter: number }) {
  const clock = { now: NOW };
  const limits: number[] = [];
  let reads = 0;
  const read: GetHistory = async () => {
    reads += 1;
    return clock.now - NOW < beginsAfter ? BETWEEN : AFTER_ANN;
  };
  const { getHistory, forget } = seldom(read, () => clock.now);
  const world = createRespondWorld({
    openLink: async () => linkOf(),
    getHistory,
    forgetHistory: forget,
    nextRoundWithinMs: 6_000,
    now: () => clock.now,
    pause: async (milliseconds) => {
      clock.now += milliseconds;
    },
    timeout: (milliseconds) => {
      limits.push(milliseconds);
      return new AbortController().signal;
    },
  });
  return { world, clock, limits, reads: () => reads };
}

it('a click that loses against the first one is told that the vote was counted', async () => {
  // The history of this container is from before the first click.
  const histories = [roundsAfter([]), roundsAfter([{ by: BEN }])];
  const { body } = await sent([], {
    method: 'POST',
    getHistory: async () => histories.shift() ?? roundsAfter([{ by: BEN }]),
    nextRoundWithinMs: 6_000,
    completeTask: () => Promise.reject(taskTimedOut()),
  });
  expect(body).toContain('<h1>Your vote was counted before.</h1>');
});

describe('after the end', () => {
  const decision = { action: 'approve', by: BEN, via: 'email', at: new Date(NOW).toISOString() };
  const approved = endedAfter(AFTER_ANN, { type: 'success', output: { decision } });
  const expired = endedAfter(AFTER_ANN, { type: 'failure', error: 'Countersign.Expired', cause: '' });

  it.each(['GET', 'POST'])('the page shows all votes that counted (%s)', async (method) => {
    const link = linkOf({ recipient: ANN });
    const { body } = await sent(approved, { method, link });
    expect(body).toContain('<h1>Already decided</h1>');
    expect(body).toMatch(/2 of 2 approvals: ann@example\.com, .*UTC; ben@example\.com, /);
    expect(await json(approved, { method, link })).toMatchObject({
      resolution: { status: 'approved', decisions: [{ by: ANN }, { by: BEN }] },
    });
  });

  it('the page of a link that has expired shows them too', async () => {
    const link = linkOf({}, { expiresAt: NOW / 1000 });
    const { statusCode, body } = await sent(expired, { link });
    expect(statusCode).toBe(400);
    expect(body).toContain('The time to decide ran out on 24 November 2026 at 12:30 UTC.');
    expect(body).toContain('1 of 2 approvals: ann@example.com, ');
  });
});
