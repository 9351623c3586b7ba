import { describe, expect, test } from 'vitest';
import type { CreateUrlsOutput } from '../../src/callback/schemas.ts';
import { ConfigError } from '../../src/config.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../local/aws/embedded-aws.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { httpEvent } from '../support/web-event.ts';
import { HTML } from '../support/web-world.ts';

/** Starts a task that waits, and creates the functions with and without KEY_ID. */
async function createWorld() {
  const aws = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const execution = await aws.start(approvalMachine());
  await aws.recorded(execution, 'TaskSubmitted');
  const event = { token: tokens[0], actions: [{ name: 'go', type: 'success', output: 'gone' }] };
  const plain = {
    AWS_ENDPOINT_URL: aws.endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    CALLBACK_BASE_URL: 'https://example.com/prod',
  };

  function functionsIn(env: Readonly<Record<string, string>>) {
    const { lines, log } = createFakeLog();
    const createUrls = createCreateUrls(env, log);
    const respond = createRespond(env, log);
    return {
      lines,
      respond,
      url: async () => ((await createUrls(event)) as CreateUrlsOutput).urls.go ?? '',
    };
  }

  const encrypted = { ...plain, KEY_ID: aws.endpoint.kmsKeyArn, KEY_CONTEXT: 'Countersign' };
  return {
    ended: () => aws.ended(execution),
    status: () => aws.execution(execution).status,
    plain: functionsIn(plain),
    encrypted: functionsIn(encrypted),
    legacy: functionsIn({ ...encrypted, URL_FORMAT: '2' }),
    /** Another deployment under the same key. */
    other: functionsIn({ ...encrypted, KEY_CONTEXT: 'Staging' }),
    /** The functions without the name of their deployment. */
    unnamed: () => functionsIn({ ...encrypted, KEY_CONTEXT: '' }),
  };
}

describe('without KEY_ID', () => {
  test('create-urls makes links that are not encrypted, and respond accepts them', async () => {
    const { plain, ended } = await createWorld();

    const url = await plain.url();
    const { statusCode } = await plain.respond(httpEvent(url));

    expect(url).toContain('/respond?data=1-');
    expect(statusCode).toBe(200);
    expect(await ended()).toMatchObject({ status: 'SUCCEEDED', output: '"gone"' });
  });

  test('each function logs a warning when it starts', async () => {
    const { plain, encrypted } = await createWorld();
    const warning = { level: 'warn', event: 'encryption_disabled', reason: 'KEY_ID is not set' };

    expect(plain.lines).toEqual([warning, warning]);
    expect(encrypted.lines).toEqual([]);
  });

  test.each(['encrypted', 'legacy'] as const)(
    'an encrypted link is refused, because it cannot be decrypted (%s)',
    async (from) => {
      const world = await createWorld();
      const url = await world[from].url();

      const json = await world.plain.respond(httpEvent(url));
      const page = await world.plain.respond(httpEvent(url, { headers: HTML }));

      expect(url).toMatch(/\?data=[23]-/);
      expect(json.statusCode).toBe(400);
      expect(JSON.parse(json.body)).toEqual({
        error: 'DecryptionUnsupported',
        message:
          'This link is encrypted. This service cannot open encrypted links. Ask the sender for a new one.',
      });
      expect(page.statusCode).toBe(400);
      expect(page.body).toContain('<h1>This link does not work</h1>');
      expect(page.body).toContain(
        'This link or button is encrypted, and this service cannot read it. Tell the sender.',
      );
      expect(world.status()).toBe('RUNNING');
    },
  );
});

test('with KEY_ID, a link that is not encrypted is refused, because every person can write such a link', async () => {
  const { plain, encrypted, status } = await createWorld();
  const url = await plain.url();

  const json = await encrypted.respond(httpEvent(url, { method: 'POST' }));
  const page = await encrypted.respond(httpEvent(url, { headers: HTML }));

  expect(json.statusCode).toBe(400);
  expect(JSON.parse(json.body)).toEqual({
    error: 'EncryptionRequired',
    message:
      'This link is not encrypted. This service accepts only encrypted links. Ask the sender for a new one.',
  });
  expect(page.statusCode).toBe(400);
  expect(page.body).toContain('<h1>This link does not work</h1>');
  expect(page.body).toContain(
    'This link or button is not encrypted, and this service accepts only encrypted ones. Ask the sender for a new one.',
  );
  expect(encrypted.lines).toMatchObject([
    { event: 'respond', outcome: 'EncryptionRequired' },
    { event: 'respond', outcome: 'EncryptionRequired' },
  ]);
  expect(status()).toBe('RUNNING');
});

describe('another deployment under the same key', () => {
  test('cannot open a link, and the task goes on waiting', async () => {
    const { encrypted, other, status } = await createWorld();
    const url = await encrypted.url();

    const { statusCode, body } = await other.respond(httpEvent(url, { method: 'POST' }));

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: 'InvalidPayload' });
    expect(other.lines).toMatchObject([{ event: 'respond', outcome: 'InvalidPayload' }]);
    expect(status()).toBe('RUNNING');
  });

  test('opens links of the format 2, which name no deployment, as with sfn-callback-urls', async () => {
    const { legacy, other, ended } = await createWorld();
    const url = await legacy.url();

    expect((await other.respond(httpEvent(url))).statusCode).toBe(200);
    expect(await ended()).toMatchObject({ status: 'SUCCEEDED' });
  });
});

test('with KEY_ID, a function does not start without the name of its deployment', async () => {
  const { unnamed } = await createWorld();
  expect(unnamed).toThrow(new ConfigError('The environment variable KEY_CONTEXT is not set.'));
});
