import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { ANN, addressOf, BEN, linkOf, roundsAfter } from '../support/web-rounds.ts';
import { createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const CLEO = 'cleo@example.com';
const REQUEST = { name: 'Ben', approvals: 2, approvers: [ANN, BEN], delegation: 'anyone' };
const ASKED = roundsAfter([], REQUEST);
const LINK = linkOf();

/** Sends Ben's link, by this history. */
async function sent(
  history: readonly HistoryEvent[],
  {
    method = 'GET',
    body = '',
    accept = HTML.accept,
  }: { method?: string; body?: string; accept?: string } = {},
) {
  const world = createRespondWorld({ openLink: async () => LINK, getHistory: async () => history });
  const response = await world.send(addressOf(LINK), { method, headers: { accept, ...FORM }, body });
  return { ...response, completed: world.workflow.completed };
}

describe('the page of an approver', () => {
  it('has a closed form to name another person', async () => {
    const { body } = await sent(ASKED);
    expect(body).toMatch(/<details><summary>Delegate<\/summary><form method="post" action="\?data=3-AAAA/);
    expect(body).toContain('Who decides in your place?<input name="delegate_to" required');
  });

  it.each<[string, object, readonly { by: string }[]]>([
    ['the request cannot be delegated', { ...REQUEST, delegation: 'off' }, []],
    [
      'the request has no other approver',
      { ...REQUEST, approvers: [BEN], approvals: 1, rejections: 2, delegation: 'approvers' },
      [],
    ],
    ['the approver has voted', REQUEST, [{ by: BEN }]],
  ])('has none if %s', async (_, request, votes) => {
    expect((await sent(roundsAfter(votes, request))).body).not.toContain('delegate_to');
  });

  it('names the person, who decides then', async () => {
    const { statusCode, body, completed } = await sent(ASKED, {
      method: 'POST',
      body: `delegate_to=${CLEO}`,
    });
    expect(statusCode).toBe(200);
    expect(body).toContain('cleo@example.com decides in your place now.');
    const [{ outcome } = {}] = completed as { outcome?: { error?: string; cause?: string } }[];
    expect(outcome?.error).toBe('Countersign.NextRound');
    expect(JSON.parse(outcome?.cause ?? '')).toMatchObject({
      delegation: { from: { by: BEN }, to: CLEO, via: 'email' },
    });
  });

  it('says it as JSON', async () => {
    const { body } = await sent(ASKED, {
      method: 'POST',
      body: `delegate_to=${CLEO}`,
      accept: 'application/json',
    });
    expect(JSON.parse(body)).toMatchObject({ delegation: { from: { by: BEN }, to: CLEO } });
  });

  it.each([
    ['', 'Name one person'],
    ['somebody', 'Name one person'],
    [`${CLEO}, dora@example.com`, 'Name one person'],
    [BEN, 'You cannot delegate to yourself.'],
  ])('asks again, with the reason, if "%s" was named', async (named, reason) => {
    const { statusCode, body, completed } = await sent(ASKED, {
      method: 'POST',
      body: new URLSearchParams({ delegate_to: named }).toString(),
    });
    expect(statusCode).toBe(400);
    expect(body).toContain(`<p role="alert">${reason}`);
    expect(body).toContain(`<details open>`);
    expect(body).toContain(`value="${named}"`);
    expect(completed).toEqual([]);
  });

  it('asks to send it again between two rounds, and keeps the person', async () => {
    const between = roundsAfter([{ by: ANN }], REQUEST).slice(0, 3);
    const { statusCode, body, completed } = await sent(between, {
      method: 'POST',
      body: `delegate_to=${CLEO}`,
    });
    expect(statusCode).toBe(503);
    expect(body).toContain(`value="${CLEO}"`);
    expect(completed).toEqual([]);
  });

  it('is refused if too few people could approve then', async () => {
    const request = { ...REQUEST, approvals: 3, approvers: [ANN, BEN, CLEO] };
    const { statusCode, body } = await sent(roundsAfter([], request), {
      method: 'POST',
      body: `delegate_to=${CLEO}`,
    });
    expect(statusCode).toBe(400);
    expect(body).toContain('Then too few people could approve.');
  });
});
