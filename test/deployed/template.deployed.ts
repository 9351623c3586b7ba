import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../infra/bundle.ts';
import { writeDeployment } from '../../src/tools/release/run.ts';
import { differences } from './emulator-differences.ts';
import { createCleanup } from './support/cleanup.ts';
import { send } from './support/http.ts';

const NAME = `countersign-test-${randomBytes(4).toString('hex')}`;
const cleanup = createCleanup();
let folder: string;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  const bundles = await temporary();
  folder = await temporary();
  await buildAll(bundles);
  await writeDeployment(bundles, folder);
  await run('aws', 's3', 'mb', `s3://${NAME}`);
  if (differences().destroys) cleanup.add(() => run('aws', 's3', 'rb', '--force', `s3://${NAME}`));
  outputs = await deploy('Email1=approver@example.com', 'SlackChannel=C0123456789');
  if (differences().destroys) cleanup.add(remove);
});
afterAll(() => cleanup.run());

describe('the template without CDK', () => {
  it('is deployed by deploy.sh, and its functions run', async () => {
    expect(outputs).toMatchObject({
      StateMachine: expect.stringContaining(`:stateMachine:${NAME}-ApprovalEmails`),
      SlackRequestUrl: `${outputs.Api}/slack/events`,
    });
    expect(outputs).not.toHaveProperty('TeamsMessagesUrl');
    expect(await send(`${outputs.Api}/respond?data=3-x`)).toMatchObject({
      status: 400,
      body: expect.stringContaining('InvalidPayload'),
    });
  });

  it('refuses parameters that need each other, before it changes anything', async () => {
    await expect(deploy('TeamsAppId=11111111-2222-3333-4444-555555555555')).rejects.toThrow(
      'TeamsAppId needs TeamsTenantId.',
    );
  });

  it('keeps the parameters that a later deployment does not name', async () => {
    const later = await deploy('TimeoutSeconds=3600');
    expect(later).toEqual(outputs);
  });
});

/** Runs deploy.sh, and reads the outputs that it prints. */
async function deploy(...parameters: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const printed = await run('bash', path.join(folder, 'deploy.sh'), NAME, ...parameters);
  const lines = printed.split('\n').map((line) => line.split('\t'));
  return Object.fromEntries(lines.filter(({ length }) => length === 2));
}

/** Deletes the stack, and then what it keeps (docs/operate.md: "Remove a deployment"). */
async function remove(): Promise<void> {
  const ofStack = ['--stack-name', NAME];
  const list = async (type: string) => {
    const query = `StackResourceSummaries[?ResourceType=='${type}'].[PhysicalResourceId]`;
    const args = ['list-stack-resources', ...ofStack, '--output', 'text', '--query', query];
    return (await run('aws', 'cloudformation', ...args)).split('\n').filter(Boolean);
  };
  const [keys, logs] = [await list('AWS::KMS::Key'), await list('AWS::Logs::LogGroup')];
  await run('aws', 'cloudformation', 'delete-stack', ...ofStack);
  await run('aws', 'cloudformation', 'wait', 'stack-delete-complete', ...ofStack);
  for (const key of keys)
    await run('aws', 'kms', 'schedule-key-deletion', '--pending-window-in-days', '7', '--key-id', key);
  for (const log of logs) await run('aws', 'logs', 'delete-log-group', '--log-group-name', log);
}

async function run(command: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, STACK_NAME: NAME, AWS_PAGER: '' };
  const { stdout } = await promisify(execFile)(command, args, { env });
  return stdout;
}

async function temporary(): Promise<string> {
  const created = await mkdtemp(path.join(tmpdir(), 'countersign-template-'));
  cleanup.add(() => rm(created, { recursive: true }));
  return created;
}
