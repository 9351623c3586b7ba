import { expect, onTestFinished, test, vi } from 'vitest';
import { EXAMPLES } from '../../../src/local/console/examples.ts';
import { request } from '../../support/requests.ts';
import { startFakeConsole } from '../support/fake-console.ts';
import { rawRequest } from '../support/raw-request.ts';
import { startTestStack } from '../support/test-stack.ts';

const COMMAND = '/_local/slack/command';
const JSON_TYPE = { 'content-type': 'application/json' };

test('the page loads nothing from other sites', async () => {
  const { stack } = await startTestStack();
  const response = await fetch(stack.url);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).not.toContain('unsafe');
  const page = await response.text();
  expect(page).toContain('Start an approval for Ben');
  const references = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(references.length).toBeGreaterThan(0);
  for (const path of references) {
    const asset = await fetch(new URL(path, stack.url));
    expect(asset.status, path).toBe(200);
    expect(new URL(asset.url).origin).toBe(stack.url);
    await asset.body?.cancel();
  }
});

test('the event stream sends the panes at once, and again after a change', async () => {
  const { stack, startExecution, until } = await startTestStack();
  const response = await fetch(new URL('/_local/events', stack.url));
  const events = panesOf(response);
  expect((await events.next()).value).toMatchObject({ slack: [], modals: [], inbox: [], executions: [] });
  await startExecution({ name: '<b>Ben</b>' });
  await until('the mail', () => stack.emails()[0]);
  for await (const { slack, inbox } of events) {
    if (slack.length === 0 || inbox.length === 0) continue;
    expect(inbox[0]?.html).toContain('Approval for &lt;b&gt;Ben&lt;/b&gt;');
    expect(slack[0]?.html).not.toContain('<b>');
    break;
  }
});

test('a rendering makes no call to Slack, however many threads there are', async () => {
  const { url, slack } = await startFakeConsole({});
  const channel = slack.workspace.channel.id;
  for (const text of ['first', 'second', 'third']) {
    const { ts } = await slack.call('chat.postMessage', { channel, text });
    await slack.call('chat.postMessage', { channel, text: `answer to ${text}`, thread_ts: ts });
  }
  const fetched = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => fetched.mockRestore());

  const events = panesOf(await fetch(new URL('/_local/events', url)));

  expect((await events.next()).value.slack).toHaveLength(6);
  await events.return(undefined);
  // The one call is that of this test.
  expect(fetched.mock.calls.map(([called]) => String(called))).toEqual([`${url}/_local/events`]);
});

test('the console returns e-mails, messages and executions as JSON', async () => {
  const { stack, startExecution, until, getJson } = await startTestStack();
  await startExecution({ name: 'Ben' });
  await until('the task to wait', async () => (await getJson('/_local/executions'))[0]?.waitingStates[0]);
  expect(await getJson('/_local/emails')).toMatchObject([
    {
      to: 'approvers@example.com',
      subject: 'Approval needed: Approval for Ben',
      message: expect.stringContaining(`${stack.url}/respond?data=`),
      sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
  expect(await getJson('/_local/slack/messages')).toMatchObject([
    { channel: expect.any(String), ts: expect.any(String), blocks: expect.any(Array) },
  ]);
  expect(await getJson('/_local/executions')).toMatchObject([
    {
      status: 'RUNNING',
      input: '{"name":"Ben"}',
      waitingStates: ['SendApprovalRequest'],
      history: expect.arrayContaining([expect.objectContaining({ type: 'TaskSubmitted' })]),
    },
  ]);
});

test.each(EXAMPLES)('the console starts the ready-made request “$label”', async ({ id, input }) => {
  expect(request(input)).toBeDefined();
  const { postJson, getJson, until } = await startTestStack();
  expect((await postJson('/_local/executions/start', { example: id })).status).toBe(200);
  const waiting = await until('the request to wait', async () =>
    (await getJson('/_local/executions')).find((one: { waitingStates: string[] }) => one.waitingStates[0]),
  );
  expect(JSON.parse(waiting.input)).toEqual(input);
  expect(await getJson('/_local/slack/messages')).toHaveLength(1);
});

test('the ready-made requests have each type of input, four answers, reminders and an escalation', () => {
  const [form, reminders] = EXAMPLES.map(({ input }) => request(input));
  expect(new Set(form?.inputs.map(({ type }) => type)).size).toBe(5);
  expect(form?.actions.map(({ outcome }) => outcome)).toEqual(['approve', 'approve', 'other', 'reject']);
  expect(reminders).toMatchObject({
    remind: { after: 20, every: 20 },
    stages: [{ escalate: [{ after: 50 }] }],
  });
});

test('the console accepts commands with and without their name', async () => {
  const { postJson, getJson } = await startTestStack();
  expect((await postJson(COMMAND, { text: '/approval help' })).status).toBe(200);
  expect((await postJson(COMMAND, { user: 'ben', text: 'help' })).status).toBe(200);
  expect(await getJson('/_local/slack/messages')).toMatchObject([
    { text: expect.stringContaining('/approval start') },
    { text: expect.stringContaining('/approval start') },
  ]);
});

test('the console accepts a body without a content length', async () => {
  const { stack } = await startTestStack();
  const response = await rawRequest(stack.url + COMMAND, {
    method: 'POST',
    headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
    body: '{"text":"help"}',
  });
  expect(response.status).toBe(200);
});

test('the console answers HEAD for the events, and opens no stream', async () => {
  const { stack } = await startTestStack();
  const response = await rawRequest(`${stack.url}/_local/events`, { method: 'HEAD' });
  expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } });
});

test.each([
  [COMMAND, { text: '/shrug' }, 400, 'UnknownCommand'],
  [COMMAND, { user: 'eve', text: 'help' }, 404, 'UnknownUser'],
  [COMMAND, { text: 1 }, 400, 'InvalidRequest'],
  [COMMAND, ['text'], 400, 'InvalidRequest'],
  ['/_local/slack/press', { channel: 'C1', ts: '1.0', action_id: 'x' }, 404, 'UnknownMessage'],
  ['/_local/executions/start', { example: 'constructor' }, 400, 'UnknownExample'],
  ['/_local/executions/start', { example: 'x'.repeat(2_000) }, 400, 'UnknownExample'],
  ['/_local/nothing', {}, 404, 'NotFound'],
])('the console refuses POST %s %j', async (path, body, status, error) => {
  const { postJson } = await startTestStack();
  const response = await postJson(path, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error, message: expect.any(String) });
});

test.each([
  ['another origin', { origin: 'https://evil.example' }, 403],
  ['an opaque origin', { origin: 'null' }, 403],
  ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a form', { 'content-type': 'text/plain' }, 415],
])('the console refuses requests that another site could send: %s', async (_, headers, status) => {
  const { postJson, getJson } = await startTestStack();
  const response = await postJson(COMMAND, { text: 'start Ben' }, headers);
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await getJson('/_local/executions')).toEqual([]);
});

test('the console accepts the requests of its own page', async () => {
  const { stack, postJson } = await startTestStack();
  const headers = { origin: stack.url, 'sec-fetch-site': 'same-origin' };
  expect((await postJson(COMMAND, { text: 'help' }, headers)).status).toBe(200);
});

test.each(['/', '/_local/emails', '/_local/events'])(
  '%s answers only requests with a host name of this machine',
  async (path) => {
    const { stack } = await startTestStack();
    const { port } = new URL(stack.url);
    const open = (host: string) => rawRequest(stack.url + path, { headers: { host }, method: 'HEAD' });
    expect((await open(`evil.example:${port}`)).status).toBe(403);
    expect((await open(`127.0.0.1.evil.example:${port}`)).status).toBe(403);
    expect((await open(`localhost:${port}`)).status).toBe(200);
    expect((await open(`[::1]:${port}`)).status).toBe(200);
  },
);

test('the console refuses a command with a foreign host name', async () => {
  const { stack } = await startTestStack();
  const headers = { ...JSON_TYPE, host: 'evil.example', origin: 'http://evil.example' };
  const response = await rawRequest(stack.url + COMMAND, {
    method: 'POST',
    headers,
    body: '{"text":"help"}',
  });
  expect(response.status).toBe(403);
});

interface Panes {
  readonly slack: readonly { html: string }[];
  readonly inbox: readonly { html: string }[];
}

/** Reads the documents of an event stream, in the order of their arrival. */
async function* panesOf({ body }: Response): AsyncGenerator<Panes> {
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data: ')) yield JSON.parse(event.slice('data: '.length));
    }
  }
}
