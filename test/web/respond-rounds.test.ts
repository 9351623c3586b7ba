import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { EXECUTION, endOf, scheduled, TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createRespondWorld, FORM, HTML, NOW, TRANSACTION_ID } from '../support/web-world.ts';

const ANN = 'ann@example.com';
const BEN = 'ben@example.com';
const REQUEST = { name: 'Ben', approvals: 2, approvers: [ANN, BEN] };
const VOTED_AT = new Date(NOW - 60_000);

/** What a link of Ben means. */
const PAYLOAD: Payload = {
  token: TASK_TOKEN,
  action: { name: 'approve', type: 'success', output: {}, confirm: true },
  transactionId: TRANSACTION_ID,
  since: 2,
  context: {
    title: 'Approval for Ben',
    surface: 'email',
    execution: EXECUTION,
    recipient: BEN,
    rounds: true,
  },
};
const VOTE = {
  decision: { action: 'approve', by: ANN, via: 'email', at: VOTED_AT.toISOString() },
};
const FIRST = scheduled(REQUEST, new Date(NOW - 3_600_000)).slice(1);
const VOTED = endOf(
  { type: 'failure', error: 'Countersign.NextRound', cause: JSON.stringify(VOTE) },
  VOTED_AT,
);
const SECOND: readonly HistoryEvent[] = scheduled(REQUEST, VOTED_AT, 'AAAA/second=')
  .slice(1)
  .map((event, index) => ({ ...event, id: 5 + index, previousEventId: 4 + index }));

/** Sends Ben's link, by this history. */
async function sent(history: readonly HistoryEvent[] | Error, { method = 'GET', accept = HTML.accept } = {}) {
  const forgotten: string[] = [];
  const world = createRespondWorld({
    openLink: async () => PAYLOAD,
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    forgetHistory: (execution) => void forgotten.push(execution),
  });
  const url = 'https://example.com/respond?data=3-AAAA&action=approve&type=success';
  const response = await world.send(url, {
    method,
    headers: { accept, ...FORM },
    body: method === 'POST' ? 'comment=fine' : '',
  });
  return { ...response, forgotten, completed: world.workflow.completed };
}

it('the page shows who has voted, and decides nothing', async () => {
  const { statusCode, body, completed } = await sent([...FIRST, VOTED, ...SECOND]);
  expect(statusCode).toBe(200);
  expect(body).toContain('1 of 2 approvals: ann@example.com, ');
  expect(body).toContain('<form method="post"');
  expect(completed).toEqual([]);
});

it('a vote that settles the request completes the task of the round that waits', async () => {
  const { statusCode, body, completed, forgotten } = await sent([...FIRST, VOTED, ...SECOND], {
    method: 'POST',
  });
  expect(statusCode).toBe(200);
  expect(body).toContain('Approved');
  expect(completed).toMatchObject([{ token: 'AAAA/second=', outcome: { type: 'success' } }]);
  expect(forgotten).toEqual([EXECUTION]);
});

it('a vote that does not is counted, and the page and the JSON say how many are missing', async () => {
  const page = await sent(FIRST, { method: 'POST' });
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Your vote counts.');
  expect(page.body).toContain('1 more approval is needed.');
  expect(page.completed).toMatchObject([{ outcome: { error: 'Countersign.NextRound' } }]);
  expect(page.forgotten).toEqual([EXECUTION]);
  const json = await sent(FIRST, { method: 'POST', accept: 'application/json' });
  expect(JSON.parse(json.body)).toMatchObject({ action: { name: 'approve' }, approvals_needed: 1 });
});

it.each([
  ['the next round has not begun', [...FIRST, VOTED]],
  ['request-approval has not returned yet', FIRST.slice(0, 1)],
  ['the history is not complete', [...FIRST, ...SECOND]],
  ['the history does not have the task yet', []],
])(
  'a vote is to be sent again if %s: nothing was sent, and the page has the form with the comment',
  async (_, history) => {
    const { statusCode, headers, body, completed } = await sent(history, { method: 'POST' });
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': '2' });
    expect(body).toContain('Another person has just answered, and your answer did not count yet.');
    expect(body).toContain('>fine</textarea>');
    expect(completed).toEqual([]);
  },
);

it('a vote is refused for the moment if the votes cannot be read', async () => {
  const { statusCode, completed } = await sent(new Error('ECONNRESET'), { method: 'POST' });
  expect(statusCode).toBe(503);
  expect(completed).toEqual([]);
});
