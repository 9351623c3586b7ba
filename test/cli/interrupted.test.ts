import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { runScript } from '../local/support/run-script.ts';
import { startTestServer } from '../support/test-server.ts';
import { CREDENTIALS } from './support/command.ts';

/** An AWS that receives calls and answers none. */
async function startSilentAws() {
  let call: (socket: Socket) => void;
  const called = new Promise<Socket>((resolve) => {
    call = resolve;
  });
  const { url } = await startTestServer(({ socket }) => call(socket));
  return { url, called };
}

const ID = 'arn:aws:states:us-east-1:123456789012:execution:Countersign-ApprovalEmails:cli-1';
const GET = { stderr: 'Interrupted before AWS told how the request stands.\n' };
const GET_WAITING = { stderr: expect.stringMatching(/^Interrupted\. The request still waits/) };

test.each([
  ['mcp', [], 'SIGTERM', { code: 0, stderr: '' }],
  ['mcp', [], 'SIGINT', { code: 0, stderr: '' }],
  ['ask', ['--title', 'x'], 'SIGTERM', { code: 143, stderr: 'Interrupted. Nothing was sent.\n' }],
  ['ask', ['--title', 'x'], 'SIGINT', { code: 130, stderr: 'Interrupted. Nothing was sent.\n' }],
  ['get', [ID], 'SIGTERM', { code: 143, ...GET }],
  ['get', [ID], 'SIGINT', { code: 130, ...GET }],
  ['get', [ID, '--wait'], 'SIGTERM', { code: 143, ...GET_WAITING }],
] as const)('%s %j ends at %s before AWS has answered', async (command, args, signal, expected) => {
  const { url, called } = await startSilentAws();
  const { child, exited } = runScript('cli/main.ts', [command, ...args, '--endpoint-url', url], CREDENTIALS);
  const socket = await called;
  const left = once(socket, 'close');
  child.kill(signal);

  expect(await exited).toEqual({ stdout: '', ...expected });
  await left;
});
