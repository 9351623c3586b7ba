import { describe, expect, it } from 'vitest';
import { createRespondWorld, HTML, TRANSACTION_ID } from '../support/web-world.ts';

const GO = { name: 'go', type: 'success', output: null };

describe('the type of the answer', () => {
  it.each([
    { accept: 'application/json', type: 'application/json' },
    { accept: 'text/html', type: 'text/html' },
    { accept: 'text/plain', type: 'text/plain' },
    { accept: '*/*', type: 'application/json' },
    { accept: '', type: 'application/json' },
    { accept: 'image/png', type: 'application/json' },
    { accept: 'TEXT/HTML;charset=utf-8', type: 'text/html' },
    { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', type: 'text/html' },
    { accept: 'image/png, text/plain, text/html', type: 'text/plain' },
    // As in sfn-callback-urls, the order counts and q-values do not.
    { accept: 'application/json;q=0.1, text/html;q=0.9', type: 'application/json' },
    { accept: ',,;;', type: 'application/json' },
  ])('is $type for Accept "$accept"', async ({ accept, type }) => {
    const world = createRespondWorld();

    const { headers } = await world.send(await world.url(GO), { headers: { accept } });

    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
  });

  it('is JSON without Accept, with the transaction id and the action', async () => {
    const world = createRespondWorld();

    const { headers, body } = await world.send(await world.url(GO));

    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({
      transaction_id: TRANSACTION_ID,
      action: { name: 'go', type: 'success' },
    });
  });

  it('is the same JSON, in lines, as plain text', async () => {
    const world = createRespondWorld();

    const { body } = await world.send(await world.url(GO), { headers: { accept: 'text/plain' } });

    const json = { transaction_id: TRANSACTION_ID, action: { name: 'go', type: 'success' } };
    expect(body).toBe(`${JSON.stringify(json, null, 2)}\n`);
  });
});

describe('a response that the caller sets', () => {
  const response = { json: { mine: true }, html: '<b>mine</b>', text: 'mine' };

  it.each([
    { accept: 'application/json', body: '{"mine":true}' },
    { accept: 'text/html', body: '<b>mine</b>' },
    { accept: 'text/plain', body: 'mine' },
  ])('is sent for $accept', async ({ accept, body }) => {
    const world = createRespondWorld();

    const answer = await world.send(await world.url({ ...GO, response }), { headers: { accept } });

    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(body);
  });

  it('replaces only the types that it contains', async () => {
    const world = createRespondWorld();
    const url = await world.url({ ...GO, response: { text: 'mine' } });

    const { body } = await world.send(url, { headers: HTML });

    expect(body).toContain('Response accepted');
  });

  it('can be empty', async () => {
    const world = createRespondWorld();
    const url = await world.url({ ...GO, response: { text: '', html: '' } });

    const { body } = await world.send(url, { headers: { accept: 'text/plain' } });

    expect(body).toBe('');
  });

  it('redirects when it has a redirect, which has priority over the other types', async () => {
    const world = createRespondWorld();
    const redirect = 'https://intranet.example.org/done';
    const url = await world.url({ ...GO, response: { ...response, redirect } });

    const answer = await world.send(url, { method: 'POST', headers: HTML });

    expect(answer).toMatchObject({ statusCode: 303, headers: { location: redirect }, body: '' });
  });

  it('writes a redirect in ASCII, as a browser does', async () => {
    const world = createRespondWorld();
    const url = await world.url({ ...GO, response: { redirect: '/fertig/über uns?x=\r\ny: z' } });

    const { headers } = await world.send(url);

    expect(headers.location).toBe('/fertig/%C3%BCber%20uns?x=%0D%0Ay:%20z');
  });

  it('is not sent before the decision', async () => {
    const world = createRespondWorld();
    const redirect = 'https://intranet.example.org/done';
    const url = await world.url({ ...GO, confirm: true, response: { ...response, redirect } });

    const { statusCode, headers, body } = await world.send(url, { headers: HTML });

    expect(statusCode).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).not.toContain('<b>mine</b>');
  });

  it.each(['application/json', 'text/html', 'text/plain'])(
    'is not sent for a refusal (%s)',
    async (accept) => {
      const world = createRespondWorld();
      const url = await world.url({ ...GO, response });
      await world.send(url);

      const again = await world.send(url, { headers: { accept } });

      expect(again.statusCode).toBe(400);
      expect(again.body).not.toContain('mine');
    },
  );
});
