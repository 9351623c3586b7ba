import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { runScript } from '../local/support/run-script.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

const ASK = ['ask', '--title', 'Release 1.2'];
const ARN = 'arn:aws:states:us-east-1:123456789012';
const KEYS = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
const REGION = { AWS_REGION: 'us-east-1' };
const ANY = { ...KEYS, ...REGION };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ port: 0, awsPort: 0 });
});
afterAll(() => stack.close());

/** Nothing is read from the files of the person who runs the tests, or from a machine of EC2. */
const NOTHING_ELSE = { AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nowhere' };

function run(args: readonly string[], env: Record<string, string>) {
  return runScript('cli/main.ts', args, { AWS_ENDPOINT_URL: stack.awsUrl, ...NOTHING_ELSE, ...env }).exited;
}

test.each([
  ['no credentials', ASK, REGION, 'There are no AWS credentials.'],
  ['no region', ASK, KEYS, 'The AWS region is missing or wrong.'],
  [
    'no such state machine',
    [...ASK, '--state-machine', `${ARN}:stateMachine:No`],
    KEYS,
    'no such state machine',
  ],
  ['no such stack', ASK, { ...ANY, COUNTERSIGN_STACK: 'Nothing' }, 'Stack with id Nothing does not exist'],
  ['no such request', ['get', `${ARN}:execution:ApprovalEmails:1`], KEYS, 'There is no such request'],
  ['no endpoint', [...ASK, '--endpoint-url', 'http://127.0.0.1:1'], ANY, 'AWS cannot be reached'],
])('%s: %j exits with 69, and says what to do', async (_, args, env, sentence) => {
  const before = stack.executions();

  const { code, stdout, stderr } = await run(args, env);

  expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stack.executions()).toEqual(before);
});

test('a named state machine needs no look at a stack, and its ARN has the region', async () => {
  const { stateMachineArn } = stack;

  const { code, stdout } = await run(ASK, {
    ...KEYS,
    COUNTERSIGN_STATE_MACHINE: stateMachineArn,
    COUNTERSIGN_STACK: 'No',
  });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:cli-/);
});

/** `ask --wait` with a Step Functions that answers the looks like this, and the sentences that it printed. */
async function waitThrough(...looks: readonly object[]) {
  const id = `${ARN}:execution:A:1`;
  const left = [...looks];
  const { options } = await startAwsJsonServer(({ operation }) =>
    operation === 'StartExecution'
      ? { executionArn: id, startDate: 1 }
      : { executionArn: id, ...left.shift() },
  );
  const args = [...ASK, '--state-machine', `${ARN}:stateMachine:A`, '--wait', '--interval', '1s'];
  return run([...args, '--endpoint-url', options.endpoint], KEYS);
}

test('a request that Step Functions does not know yet was sent nevertheless', async () => {
  const unknown = { __type: 'ExecutionDoesNotExist', message: 'Execution Does Not Exist' };
  const decision = { action: 'approve', via: 'email', at: '2026-11-28T12:00:00Z' };
  const output = JSON.stringify({ output: { decision } });

  const { code, stdout } = await waitThrough(unknown, { status: 'SUCCEEDED', output });

  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Approved by e-mail') });
});

test('if it cannot wait on, it says that the request may still wait', async () => {
  const expired = { __type: 'ExpiredTokenException', message: 'expired' };

  const { code, stderr } = await waitThrough({ status: 'RUNNING' }, expired);

  expect(code).toBe(69);
  expect(stderr).toContain('The AWS credentials have expired.');
  expect(stderr).toMatch(/may still wait for an answer\. countersign get arn:\S+ --wait shows it\./);
});
