import { expect, it } from 'vitest';
import { createRespondWorld, HTML } from '../support/web-world.ts';

const DONE = { name: 'done', type: 'success', output: {} };

it('HTML of the caller is in a sandbox: no scripts, no forms, no frame around it', async () => {
  const world = createRespondWorld();
  const url = await world.url({ ...DONE, response: { html: '<script>alert(1)</script>' } });

  const { body, headers } = await world.send(url, { headers: HTML });

  expect(body).toBe('<script>alert(1)</script>');
  expect(headers).toMatchObject({
    'content-security-policy': "sandbox; frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
  });
});

it('a refusal of the same link has our own page and its policy', async () => {
  const world = createRespondWorld();
  const url = await world.url({ ...DONE, response: { html: '<b>mine</b>' } });

  const { headers } = await world.send(url.replace('action=done', 'action=other'), { headers: HTML });

  expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
});
