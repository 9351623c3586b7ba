import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { startWithCommand } from './support/command.ts';

const ASK = ['ask', '--title', 'Release 1.2', '--approvers', 'ann@example.com'];
const WAIT = [...ASK, '--wait', '--interval', '1s'];
const ID = /^arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:cli-[0-9a-f-]{36}$/;

test('ask sends a request and prints its id; get shows that it waits', async () => {
  const { run, stack } = await startWithCommand();

  const asked = await run([...ASK, '--detail', 'Environment=production', '--requester', 'the pipeline']);
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  const id = asked.stdout.trim();
  expect(id).toMatch(ID);
  expect(JSON.parse(String(stack.executions()[0]?.input))).toEqual({
    name: 'Release 1.2',
    title: 'Release 1.2',
    details: { Environment: 'production' },
    approvers: ['ann@example.com'],
    requester: 'the pipeline',
  });

  expect(await run(['get', id])).toEqual({
    code: 5,
    stdout: 'Waiting for an answer: Release 1.2\n',
    stderr: '',
  });
});

test('ask --wait prints who approved, and exits with 0', async () => {
  const { start, answer } = await startWithCommand();
  const { exited, output } = start(WAIT);
  await answer('approve');

  const { code, stdout } = await exited;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Approved by ann \(U\w+\) in Slack, .* UTC · Release 1\.2\n$/);
  expect(output.stderr).toMatch(/^Sent: Release 1\.2\nWaiting for the answer to arn:\S+\n$/);
});

test('ask --wait prints who rejected and why, and exits with 1', async () => {
  const { start, reject } = await startWithCommand();
  const { exited } = start(WAIT);
  await reject('not before\n::error::Monday');

  const { code, stdout } = await exited;
  expect(code).toBe(1);
  // On one line: GitHub Actions runs commands that a line begins with.
  expect(stdout).toMatch(/^Rejected by ann.* in Slack, .* UTC: not before ::error::Monday · Release 1\.2\n$/);
});

test('ask --wait exits with 2 when no person answered in time', async () => {
  const { run, stack } = await startWithCommand();
  const machine = await createHastyMachine(stack.awsUrl);

  const { code, stdout } = await run([...WAIT, '--state-machine', machine]);

  expect({ code, stdout }).toEqual({
    code: 2,
    stdout: 'Expired: no decision was made in time. · Release 1.2\n',
  });
});

test('ask --wait exits with 3 for an answer that is neither, and --json tells which', async () => {
  const { start, answer } = await startWithCommand();
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-request-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const request = path.join(folder, 'request.json');
  const actions = [
    { name: 'deploy', label: 'Deploy', outcome: 'approve' },
    { name: 'hold', label: 'Hold for a day', outcome: 'other' },
  ];
  await writeFile(request, JSON.stringify({ title: 'Other', details: { Build: 7 }, actions }));
  const { exited } = start([...WAIT, '--request', request, '--json']);
  await answer('hold');

  const { code, stdout } = await exited;
  expect(code).toBe(3);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(stdout)).toEqual({
    id: expect.stringMatching(ID),
    title: 'Release 1.2',
    details: { Build: '7' },
    status: 'answered',
    decision: expect.objectContaining({ action: 'hold', outcome: 'other', label: 'Hold for a day' }),
    decisions: [expect.objectContaining({ action: 'hold', by: 'ann', via: 'slack' })],
  });
});

test('get --wait exits with 4 and the reason when the request is withdrawn', async () => {
  const { run, start, stopExecution } = await startWithCommand();
  const { stdout: id } = await run(ASK);
  const waiting = start(['get', id.trim(), '--wait', '--interval', '1s', '--json']);
  await stopExecution('no longer needed');

  const { code, stdout } = await waiting.exited;
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled', reason: 'no longer needed' });
});

test('a request of standard input is sent', async () => {
  const { start, stack } = await startWithCommand();
  const { child, exited } = start(['ask', '--request', '-', '--json', '--approvals', '2']);
  child.stdin.end('{"name": "Ben", "locale": "de"}');

  const { code, stdout } = await exited;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'waiting', title: 'Ben' });
  expect(JSON.parse(String(stack.executions()[0]?.input))).toEqual({
    name: 'Ben',
    locale: 'de',
    approvals: 2,
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the waiting, and the request still waits', async (signal, code) => {
  const { start, stack } = await startWithCommand();
  const { child, output, exited } = start(WAIT);
  while (!output.stderr.includes('Waiting')) await once(child.stderr, 'data');
  child.kill(signal);

  expect(await exited).toMatchObject({ code, stdout: '' });
  expect(output.stderr).toContain('The request still waits for an answer.');
  expect(output.stderr).toMatch(/countersign get arn:\S+ --wait/);
  expect(stack.executions()[0]?.status).toBe('RUNNING');
});

const VALUES: Readonly<Record<string, string>> = {
  DecideWithinSeconds: '1',
  Partition: 'aws',
  RequestApprovalFunction: 'request-approval',
  TellOutcomeFunction: 'tell-outcome',
};

/** ApprovalEmails, with one second to decide. */
async function createHastyMachine(endpoint: string): Promise<string> {
  const source = await readFile('workflow/approval-emails.asl.json', 'utf8');
  const definition = source.replace(/\$\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? '');
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new SFNClient({ endpoint, region: 'us-east-1', credentials });
  const roleArn = 'arn:aws:iam::123456789012:role/any';
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'Hasty', definition, roleArn }),
  );
  client.destroy();
  return String(stateMachineArn);
}
