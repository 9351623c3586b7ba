import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { app } from '../../../infra/examples/webhook.ts';
import type { Handler } from '../../../src/local/functions.ts';
import { openLoopbackPort, readBody } from '../../../src/local/loopback-server.ts';
import { runExample } from './support/run-example.ts';
import { synthesizedExample } from './support/synthesized-example.ts';

const example = synthesizedExample(app, 'Webhook');

/** A scanner that remembers what it was asked for, and an execution that waits for its report. */
async function scan() {
  const { promise: asked, resolve } = Promise.withResolvers<{ image: string; callback: string }>();
  const scanner = await openLoopbackPort(0, fail);
  scanner.serve(async (request, response) => {
    resolve(JSON.parse(String(await readBody(request, 10_000))));
    response.writeHead(202).end();
  });
  onTestFinished(() => scanner.close());

  const { promise: endpoint, resolve: started } = Promise.withResolvers<string>();
  const startScan: Handler = async (event) => {
    vi.stubEnv('AWS_ENDPOINT_URL', await endpoint);
    return handlerOf('start-scan', { CREATE_URLS_FUNCTION: 'create-urls', SCANNER_URL: scanner.url })(event);
  };
  const credentials = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
  for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const running = await runExample(
    example,
    { image: 'shop:1.2' },
    { functions: { 'start-scan': startScan }, env: { ENABLE_POST_ACTIONS: 'true' } },
  );
  started(running.stack.awsUrl);
  const { image, callback } = await asked;
  const report = (body: object) =>
    fetch(callback, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ...running, image, callback, report };
}

test('a report without findings is the output of the state', async () => {
  const { image, report, ended } = await scan();
  expect(image).toBe('shop:1.2');

  expect((await report({ findings: 0, version: 'db-7' })).status).toBe(200);

  const { status, output = '' } = await ended();
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toEqual({ image: 'shop:1.2', report: { findings: 0, version: 'db-7' } });
});

test('a report with findings fails the execution, with its summary', async () => {
  const { report, ended } = await scan();

  await report({ findings: 2, summary: 'openssl 3.0.1, zlib 1.2' });

  expect(await ended()).toMatchObject({
    status: 'FAILED',
    error: 'Unsafe',
    cause: 'openssl 3.0.1, zlib 1.2',
  });
});

test('neither another body nor a GET decides anything', async () => {
  const { report, callback, execution } = await scan();

  const other = await report({ finding: 'none' });
  expect([other.status, await other.json()]).toMatchObject([400, { error: 'InvalidPostActionBody' }]);
  expect((await fetch(callback)).status).toBe(405);

  expect(execution()?.status).toBe('RUNNING');
});

test('without a report, the execution fails after an hour', async () => {
  const { advance, ended } = await scan();

  advance({ hours: 1 });

  expect(await ended()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

/** The handler in the inline code of a function, with these variables. */
function handlerOf(name: string, env: Record<string, string>): Handler {
  const exports: { handler?: Handler } = {};
  const parameters = ['exports', 'require', 'process'];
  compileFunction(example.code[name] ?? '', parameters)(exports, createRequire(import.meta.url), { env });
  return exports.handler ?? fail(new TypeError(`${name} has no handler`));
}

function fail(error: unknown): never {
  throw error;
}
