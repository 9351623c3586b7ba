import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { expect, onTestFinished, test } from 'vitest';
import type { AskedRequest } from '../../../src/approval/asked-request.ts';
import { CallError } from '../../../src/aws/call-error.ts';
import { Misuse } from '../../../src/cli/arguments.ts';
import { createToolServer } from '../../../src/cli/mcp/tools.ts';

const ID = 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:1';
const ANN = {
  action: 'approve',
  who: { name: 'Ann', email: 'ann@example.com' },
  via: 'slack',
  at: new Date(0),
};
const WAITING: AskedRequest = { title: 'Delete staging', details: { Reason: 'unused' }, votes: [] };
const ended = (resolution: AskedRequest['resolution'] & object): AskedRequest => ({
  ...WAITING,
  resolution,
  votes: resolution.vote ? [resolution.vote] : [],
});

/** An agent that is connected to the tools of a deployment, which answers each look with the next of these. */
async function connect(
  looks: readonly (AskedRequest | Error)[] = [],
  fixed: Readonly<Record<string, unknown>> = {},
  start: () => Promise<string> = async () => ID,
  agent = 'test-agent',
) {
  const started: unknown[] = [];
  const left = [...looks];
  const server = createToolServer({
    deployment: {
      async start(input) {
        started.push(JSON.parse(input));
        return start();
      },
      async look(id) {
        if (id !== ID) throw new Misuse(`“${id}” is not the id of a request.`);
        const next = left.shift();
        if (!next || next instanceof Error) throw next ?? new Error('looked too often');
        return next;
      },
    },
    fixed,
    version: '1.2.3',
    pause: async () => undefined,
  });
  const [theirs, ours] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: agent, version: '1' });
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  onTestFinished(() => client.close());

  async function call(name: string, args: Readonly<Record<string, unknown>>) {
    const {
      content,
      structuredContent: result,
      isError = false,
    } = await client.callTool({ name, arguments: args });
    return { text: (content as { text: string }[]).map(({ text }) => text).join('\n'), result, isError };
  }
  return { client, started, call };
}

test('the tools tell the agent to wait for the approval', async () => {
  const { client } = await connect();
  expect(client.getServerVersion()).toMatchObject({ name: 'countersign', version: '1.2.3' });
  expect(client.getInstructions()).toContain('act only after get_approval says that the request is approved');

  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['request_approval', 'get_approval']);
  expect(tools[0]?.description).toContain('Do not act yet');
  expect(tools[0]?.inputSchema).toMatchObject({ required: ['title'], additionalProperties: false });
  expect(tools[1]?.annotations).toMatchObject({ readOnlyHint: true });
});

test('request_approval returns the id at once, and names the agent as the requester', async () => {
  const { started, call } = await connect();

  const { text, result, isError } = await call('request_approval', {
    title: 'Delete staging',
    details: { Reason: 'unused' },
    approvers: ['ann@example.com'],
  });

  expect({ text, isError }).toEqual({ text: expect.stringContaining('Do not act yet.'), isError: false });
  expect(text).toContain(ID);
  const details = { Reason: 'unused' };
  expect(result).toEqual({ id: ID, title: 'Delete staging', details, status: 'waiting' });
  expect(started).toEqual([
    {
      name: 'Delete staging',
      title: 'Delete staging',
      details: { Reason: 'unused' },
      approvers: ['ann@example.com'],
      requester: 'test-agent (AI agent)',
    },
  ]);
});

test('a program with a long name is still shown as an agent', async () => {
  const { started, call } = await connect([], {}, undefined, `Ann ${'x'.repeat(100)}`);
  await call('request_approval', { title: 'x' });
  const [{ requester }] = started as [{ requester: string }];
  expect(requester).toMatch(/^Ann x+… \(AI agent\)$/);
  expect(requester).toHaveLength(75);
});

test('the agent cannot change what the command line says', async () => {
  const fixed = { approvers: ['ann@example.com'], requester: 'Build 7', details: { Agent: 'nightly' } };
  const { client, started, call } = await connect([], fixed);

  const { tools } = await client.listTools();
  expect(Object.keys(tools[0]?.inputSchema.properties ?? {})).not.toContain('approvers');
  const refused = await call('request_approval', { title: 'x', approvers: ['eve@example.com'] });
  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('approvers') });
  expect(started).toEqual([]);

  await call('request_approval', { title: 'x', details: { Agent: 'none', Reason: 'unused' } });
  expect(started).toEqual([
    { name: 'x', title: 'x', ...fixed, details: { Agent: 'nightly', Reason: 'unused' } },
  ]);
});

test('the agent cannot hide the details of the command line behind its own', async () => {
  const { started, call } = await connect([], { details: { Agent: 'nightly' } });
  await call('request_approval', { title: 'x', details: { Reason: 'unused', Agent: 'none', Note: 'old' } });
  const [{ details }] = started as [{ details: object }];
  expect(Object.entries(details)).toEqual([
    ['Agent', 'nightly'],
    ['Reason', 'unused'],
    ['Note', 'old'],
  ]);
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a title', { title: 't'.repeat(151) }, 'title'],
  ['a label', { title: 'x', details: { ['l'.repeat(76)]: 'y' } }, 'details'],
  ['a detail', { title: 'x', details: { Command: 'c'.repeat(501) } }, 'Command'],
  [
    'the list of details',
    { title: 'x', details: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, 'y'])) },
    'at most 40, with 3,500 characters in all',
  ],
  [
    'the text of all details together',
    {
      title: 'x',
      details: Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`a${index}`, 'y'.repeat(480)])),
    },
    'with 3,500 characters in all',
  ],
])('the agent cannot ask for more than a person sees: %s is too long', async (_, args, sentence) => {
  const { started, call } = await connect([], { details: { Agent: 'nightly' } });
  expect(await call('request_approval', args)).toMatchObject({
    isError: true,
    text: expect.stringContaining(sentence),
  });
  expect(started).toEqual([]);
});

test('the agent does not see what the rule on the command line excludes', async () => {
  const shown = async (fixed: Readonly<Record<string, unknown>>) => {
    const { tools } = await (await connect([], fixed)).client.listTools();
    return Object.keys(tools[0]?.inputSchema.properties ?? {});
  };
  expect(await shown({ unanimous: true, approvers: ['ann@example.com'] })).not.toContain('approvals');
  const besideStages = await shown({ stages: [{ approvers: ['ann@example.com'] }] });
  expect(besideStages).not.toContain('approvers');
  expect(besideStages).not.toContain('approvals');
});

test.each([
  [{}, 'title'],
  [{ title: 'x', approvers: ['Ann'] }, 'The approver "Ann" is neither'],
  [{ title: 'x', approvals: 0 }, 'approvals'],
  [{ title: 'x', self_approval: true }, 'self_approval'],
])('request_approval refuses %j with a sentence, and sends nothing', async (args, sentence) => {
  const { started, call } = await connect();
  expect(await call('request_approval', args)).toMatchObject({
    isError: true,
    text: expect.stringContaining(sentence),
  });
  expect(started).toEqual([]);
});

test('request_approval says why nothing could be sent', async () => {
  const { call } = await connect([], {}, () => Promise.reject(new CallError('noCredentials', '')));
  const { isError, text } = await call('request_approval', { title: 'x' });
  expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining('no AWS credentials') });
});

test.each([
  [
    ended({ status: 'approved', vote: ANN }),
    'approved',
    'Approved by Ann (ann@example.com) in Slack',
    'You may do it now',
  ],
  [
    ended({ status: 'rejected', vote: { ...ANN, action: 'reject' } }),
    'rejected',
    'Rejected by Ann',
    'Do not do it.',
  ],
  [
    ended({ status: 'answered', vote: { ...ANN, action: 'hold', outcome: 'other', label: 'Hold' } }),
    'answered',
    'Answered (Hold) by Ann',
    'neither an approval nor a rejection',
  ],
  [ended({ status: 'expired' }), 'expired', 'Expired', 'Do not do it.'],
  [ended({ status: 'cancelled', cause: 'stopped' }), 'cancelled', 'Cancelled: stopped', 'Do not do it.'],
  [WAITING, 'waiting', 'There is no answer yet. Do not act.', ID],
] as const)('get_approval says what the agent may do: %j', async (request, status, sentence, may) => {
  const { text, result, isError } = await (await connect([request])).call('get_approval', { id: ID });

  expect(isError).toBe(false);
  expect(result).toMatchObject({ id: ID, title: 'Delete staging', details: { Reason: 'unused' }, status });
  expect(text).toContain(sentence);
  expect(text).toContain(may);
  if (status !== 'waiting') expect(text).toContain('The request was: Delete staging\nReason: unused\n');
});

test('get_approval waits for the answer if it is asked to', async () => {
  const { call } = await connect([WAITING, WAITING, ended({ status: 'approved', vote: ANN })]);
  const { result } = await call('get_approval', { id: ID, wait_seconds: 50 });
  expect(result).toMatchObject({ status: 'approved', decision: { by: 'Ann', email: 'ann@example.com' } });
});

test.each([
  [{ id: 'Ben' }, '“Ben” is not the id of a request'],
  [{ id: ID, wait_seconds: 51 }, 'wait_seconds'],
  [{ id: ID }, 'AWS cannot be reached'],
])('get_approval refuses %j with a sentence', async (args, sentence) => {
  const { call } = await connect([new CallError('unavailable', 'ECONNREFUSED')]);
  expect(await call('get_approval', args)).toMatchObject({
    isError: true,
    text: expect.stringContaining(sentence),
  });
});
