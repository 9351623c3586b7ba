import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, Server } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import type { EmbeddedSlack } from '../../src/local/slack/embedded-slack.ts';
import type { EmbeddedTeams } from '../../src/local/teams/embedded-teams.ts';
import { rawRequest } from '../local/support/raw-request.ts';
import { startTestStack } from '../local/support/test-stack.ts';

type TestStack = Awaited<ReturnType<typeof startTestStack>>;
type Headers = Readonly<Record<string, string>>;

const EVIL = 'evil.example';

/**
 * A page of evil.example whose name now points to this machine (DNS rebinding). To the browser, each port here has the
 * origin of the page, so the page may send any header and read every answer.
 */
function rebindingPage(awsUrl: string) {
  const { port } = new URL(awsUrl);
  return async (operation: string, input: object) => {
    const { body } = await rawRequest(awsUrl, {
      method: 'POST',
      headers: {
        host: `${EVIL}:${port}`,
        origin: `http://${EVIL}:${port}`,
        'sec-fetch-site': 'same-origin',
        authorization: 'AWS4-HMAC-SHA256 Credential=any',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${operation}`,
      },
      body: JSON.stringify(input),
    });
    return JSON.parse(body);
  };
}

test('a page behind DNS rebinding cannot start an approval', async () => {
  const { stack } = await startTestStack();
  const call = rebindingPage(stack.awsUrl);
  const answer = await call('StartExecution', {
    stateMachineArn: stack.stateMachineArn,
    input: '{"name":"Ben"}',
  });
  expect(answer).toMatchObject({ error: 'ForeignHost' });
  expect(stack.executions()).toEqual([]);
});

test('a page behind DNS rebinding cannot read the token of an approval, and complete it', async () => {
  const { stack, startExecution, until } = await startTestStack();
  await startExecution({ name: 'Ben' });
  await until('the request to be sent', () =>
    stack.executions()[0]?.history.some(({ type }) => type === 'TaskSubmitted'),
  );
  const [{ executionArn, history } = { executionArn: '', history: [] }] = stack.executions();
  const [, taskToken] = /"token":"([^"]+)"/.exec(JSON.stringify(history).replaceAll('\\', '')) ?? [];
  expect(taskToken).toBeDefined();

  const call = rebindingPage(stack.awsUrl);
  expect(await call('GetExecutionHistory', { executionArn })).toMatchObject({ error: 'ForeignHost' });
  expect(await call('SendTaskSuccess', { taskToken, output: '{}' })).toMatchObject({ error: 'ForeignHost' });
  expect(stack.executions()[0]?.status).toBe('RUNNING');
});

/** Every port of the stack: the console and the HTTP API, AWS, Slack, and Teams with its authority and its webhook. */
const PORTS: readonly [name: string, urlOf: (world: TestStack) => string][] = [
  ['the console', ({ stack }) => `${stack.url}/`],
  ['the data of the console', ({ stack }) => `${stack.url}/_local/executions`],
  ['the HTTP API', ({ stack }) => `${stack.url}/respond?data=3-AAAA`],
  ['AWS', ({ stack }) => `${stack.awsUrl}/`],
  ['Slack', ({ stack }) => `${(stack.slack as EmbeddedSlack).variables.SLACK_API_URL}auth.test`],
  ['the connector of Teams', ({ stack }) => `${teamsOf(stack).TEAMS_SERVICE_URL}v3/conversations`],
  ['the authority of Teams', ({ stack }) => teamsOf(stack).TEAMS_OPENID_URL],
  ['the webhook of Teams', ({ stack }) => stack.teams.webhookUrl],
];

function teamsOf({ teams }: { teams: EmbeddedTeams }) {
  return teams.variables;
}

const SERVES_PAGES = new Set(['the console', 'the data of the console', 'the HTTP API']);

describe.each(PORTS)('%s', (name, urlOf) => {
  async function opened() {
    const world = await startTestStack();
    const url = urlOf(world);
    const ask = (method: string, headers: Headers) => rawRequest(url, { method, headers });
    return { url, port: new URL(url).port, ask };
  }

  test('refuses each host name that is not of this machine', async () => {
    const { port, ask } = await opened();
    const hosts = [
      EVIL,
      `${EVIL}:${port}`,
      `127.0.0.1.${EVIL}:${port}`,
      `localhost.${EVIL}`,
      `evil.localhost:${port}`,
      `localhost.:${port}`,
      `0.0.0.0:${port}`,
      `127.0.0.1:${port}@${EVIL}`,
      '[::ffff:127.0.0.1]',
    ];
    for (const host of hosts) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, body } = await ask(method, { host });
        expect([host, method, status, JSON.parse(body).error]).toEqual([host, method, 403, 'ForeignHost']);
      }
    }
  });

  test('answers under each name of this machine, also through a forwarded port', async () => {
    const { port, ask } = await opened();
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      `[::1]:${port}`,
      'localhost:1',
      'localhost',
    ])
      expect([host, (await ask('GET', { host })).body]).not.toEqual([
        host,
        expect.stringContaining('Foreign'),
      ]);
  });

  test('refuses requests of another site, also with an opaque origin and before a preflight', async () => {
    const { ask, port } = await opened();
    const foreign: Headers[] = [
      { origin: `https://${EVIL}` },
      { origin: 'null' },
      { origin: `http://localhost:${Number(port) + 1}` },
      { origin: `https://${EVIL}`, 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      {
        origin: 'null',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      },
      { 'sec-fetch-site': 'same-origin, cross-site' },
    ];
    for (const headers of foreign) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, body, headers: answered } = await ask(method, headers);
        expect([headers, method, status, JSON.parse(body).error]).toEqual([
          headers,
          method,
          403,
          'ForeignOrigin',
        ]);
        expect(answered).not.toHaveProperty('access-control-allow-origin');
      }
    }
  });

  test(`${SERVES_PAGES.has(name) ? 'lets' : 'does not let'} a link of another site open it as a page`, async () => {
    const { ask } = await opened();
    const navigation = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    const { body } = await ask('GET', navigation);
    if (SERVES_PAGES.has(name)) expect(body).not.toContain('Foreign');
    else expect(JSON.parse(body)).toMatchObject({ error: 'ForeignOrigin' });
    // Never a form that another site sends.
    expect(JSON.parse((await ask('POST', navigation)).body)).toMatchObject({ error: 'ForeignOrigin' });
  });

  test('answers programs, which send no Origin', async () => {
    const { url, ask } = await opened();
    for (const method of ['GET', 'POST']) {
      expect((await ask(method, {})).body).not.toContain('Foreign');
      // Node's fetch sends Sec-Fetch-Mode.
      expect(await (await fetch(url, { method })).text()).not.toContain('Foreign');
    }
  });

  test('refuses a request that names another host in its target, two hosts, or none', async () => {
    const { url, port } = await opened();
    const { pathname, search } = new URL(url);
    const path = pathname + search;
    for (const lines of [
      [`GET http://${EVIL}${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`],
      [`GET http://127.0.0.1:${port}${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`],
      [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Host: ${EVIL}`],
      [`GET ${path} HTTP/1.1`, 'Host:'],
      [`GET ${path} HTTP/1.0`],
      ['OPTIONS * HTTP/1.1', `Host: 127.0.0.1:${port}`],
    ])
      expect([lines, await statusOf(url, lines)]).toEqual([lines, 403]);
    expect(await statusOf(url, [`GET ${path} HTTP/1.1`])).toBe(400);
  });
});

test('the page of a link may send its form, with the Origin that its referrer policy leaves', async () => {
  const { stack } = await startTestStack();
  const { host } = new URL(stack.url);
  for (const origin of ['null', `http://${host}`]) {
    const headers = { origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
    const { body } = await rawRequest(`${stack.url}/respond?data=3-AAAA`, { method: 'POST', headers });
    expect(JSON.parse(body)).toMatchObject({ error: 'InvalidPayload' });
  }
});

test('the store behind Slack listens on no port, because it allows every site', async () => {
  const listen = vi.spyOn(Server.prototype, 'listen');
  const { stack } = await startTestStack();
  const opened = listen.mock.contexts.map((server) => (server as Server).address());
  listen.mockRestore();
  const urls = [stack.url, stack.awsUrl, stack.slack?.variables.SLACK_API_URL ?? '', stack.teams.webhookUrl];
  const guarded = urls.map((url) => Number(new URL(url).port)).sort();
  expect(opened.flatMap((at) => (typeof at === 'object' && at ? [at.port] : [])).sort()).toEqual(guarded);
  const [folder = ''] = opened.filter((at) => typeof at === 'string').map((at) => path.dirname(at));
  expect((await stat(folder)).mode & 0o077).toBe(0);
  await stack.close();
  await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

/** The status of a request with exactly these lines. */
async function statusOf(url: string, lines: readonly string[]): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  return Number((await text(socket)).split(' ')[1]);
}
