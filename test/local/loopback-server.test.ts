import { once } from 'node:events';
import { request as send } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { openLoopbackPort, readBody, sendJson } from '../../src/local/loopback-server.ts';

test('a request that arrives before there is a listener is answered, with its body', async () => {
  const server = await openLoopbackPort(0, () => undefined);
  onTestFinished(server.close);
  const early = send(server.url, { method: 'POST', headers: { expect: '100-continue' } });
  early.flushHeaders();
  // The server has the request now.
  await once(early, 'continue');

  server.serve(async (request, response) => {
    sendJson(response, 200, { body: String(await readBody(request, 100)) });
  });
  early.end('early');

  const [response] = await once(early, 'response');
  expect(JSON.parse(String(await readBody(response, 100)))).toEqual({ body: 'early' });
});
