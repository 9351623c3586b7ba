import { describe, expect, it } from 'vitest';
import { createRespondWorld, type RespondWorld } from '../support/web-world.ts';

const SCRIPT = encodeURIComponent('<script>alert("x")</script>');
const REDIRECT = { redirect: 'https://example.org/by/$who/done' };

const answering = (world: RespondWorld, response: object) =>
  world.url({ name: 'go', type: 'success', output: 1, response }, { enable_output_parameters: true });

describe('a response that the caller sets', () => {
  it.each([
    {
      accept: 'text/html',
      body: '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;">thanks</p>',
    },
    { accept: 'text/plain', body: 'thanks, <script>alert("x")</script>' },
    { accept: 'application/json', body: '{"<script>alert(\\"x\\")</script>":true}' },
  ])('contains the parameter, escaped for its type ($accept)', async ({ accept, body }) => {
    const world = createRespondWorld();
    const response = { html: '<p title="$who">thanks</p>', text: 'thanks, $who', json: { $who: true } };
    const url = await answering(world, response);

    const answer = await world.send(`${url}&who=${SCRIPT}`, { headers: { accept } });

    expect(answer.body).toBe(body);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    'ann',
    '@evil.example',
    '../../evil',
    '//evil.example',
    '?x#y',
    '\\evil.example\\',
    'a\r\nset-cookie: b=c',
  ])('redirects to its own host and path, with the parameter %j encoded', async (who) => {
    const world = createRespondWorld();
    const url = await answering(world, REDIRECT);

    const { statusCode, headers } = await world.send(`${url}&who=${encodeURIComponent(who)}`);

    expect(statusCode).toBe(303);
    expect(headers.location).toMatch(/^[!-~]+$/);
    const location = new URL(headers.location ?? '');
    expect(location.origin).toBe('https://example.org');
    expect(location.pathname).toBe(`/by/${encodeURIComponent(who)}/done`);
  });

  it('is refused before the decision when a parameter moves the redirect up in its path', async () => {
    const world = createRespondWorld();
    const url = await answering(world, REDIRECT);

    const { statusCode, body } = await world.send(`${url}&who=..`, { headers: { accept: 'text/html' } });

    expect(statusCode).toBe(400);
    expect(body).toContain('A part of the address is missing or wrong.');
    expect(world.workflow.completed).toEqual([]);
  });
});
