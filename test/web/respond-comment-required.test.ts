import { describe, expect, it } from 'vitest';
import { APPROVAL, createRespondWorld, FORM, HTML, type RespondWorld } from '../support/web-world.ts';

const REASON = 'This request needs a comment. Write one, and decide again.';

/** The links of a request that needs a comment. */
function links(world: RespondWorld, overrides: object = {}) {
  return world.urls({ ...APPROVAL, comment: 'required', ...overrides });
}

describe('a link of a request that needs a comment', () => {
  it.each([
    { action: 'approve', label: 'Comment' },
    { action: 'reject', label: 'Reason' },
  ])('shows a required field ($action)', async ({ action, label }) => {
    const world = createRespondWorld();
    const { [action]: link = '' } = await links(world);

    const { body } = await world.send(link, { headers: HTML });

    expect(body).toMatch(new RegExp(`<label>${label} \\(required\\)<textarea name="comment"[^>]* required>`));
  });

  it.each(['approve', 'reject'])('decides with a comment (%s)', async (action) => {
    const world = createRespondWorld();
    const { [action]: link = '' } = await links(world);

    const { statusCode } = await world.send(link, { method: 'POST', headers: FORM, body: 'comment=fine' });

    expect(statusCode).toBe(200);
    expect(JSON.stringify(world.workflow.completed)).toContain('fine');
  });

  it.each([
    { action: 'approve', body: '' },
    { action: 'approve', body: 'comment=%20%0A' },
    { action: 'reject', body: 'comment=' },
  ])('decides nothing without one, and shows the page again ($action, "$body")', async ({ action, body }) => {
    const world = createRespondWorld();
    const { [action]: link = '' } = await links(world);

    const page = await world.send(link, { method: 'POST', headers: { ...FORM, ...HTML }, body });
    const json = await world.send(link, { method: 'POST', headers: FORM, body });

    expect(page.statusCode).toBe(400);
    expect(page.body).toContain(`<p role="alert">${REASON}</p>`);
    expect(page.body).toContain('<textarea');
    expect(page.headers?.['content-security-policy']).toContain("form-action 'self'");
    expect(JSON.parse(json.body ?? '')).toMatchObject({ error: 'CommentRequired', message: REASON });
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines.at(-1)).toMatchObject({ outcome: 'CommentRequired' });
  });

  it('shows the page when it was to decide by GET', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await links(world, { confirm: false });

    const { statusCode, body } = await world.send(approve, { headers: HTML });

    expect(statusCode).toBe(200);
    expect(body).toContain('<textarea');
    expect(world.workflow.completed).toEqual([]);
  });

  it('tells how the request ended if it has ended, and not that the comment is missing', async () => {
    const world = createRespondWorld();
    const { approve = '', reject = '' } = await links(world);
    await world.send(approve, { method: 'POST', headers: FORM, body: 'comment=fine' });

    const { body } = await world.send(reject, { method: 'POST', headers: { ...FORM, ...HTML } });

    expect(body).toContain('<h1>Already decided</h1>');
    expect(body).toContain(': fine</p>');
  });
});

it('a link with an optional comment decides at once if it was made for that', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await links(world, { confirm: false, comment: 'optional' });

  await world.send(approve);

  expect(world.workflow.completed).toHaveLength(1);
});
