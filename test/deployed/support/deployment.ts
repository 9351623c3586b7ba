import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { APP_ID, CHANNEL, TENANT_ID } from '../../../src/local/teams/tenant.ts';
import { differences } from '../emulator-differences.ts';
import type { Aws } from './aws.ts';
import { cdk } from './cdk.ts';
import type { Cleanup } from './cleanup.ts';
import { teamsIsReachable } from './teams.ts';

/**
 * The ARNs of the test's own resources. They are known before the deployment, which must allow completing their tasks.
 */
export interface Others {
  readonly stateMachine: string;
  readonly activity: string;
}

/** The outputs of the stack (docs/deploy.md). */
export interface Outputs {
  readonly Api: string;
  readonly Function: string;
  readonly Policy: string;
  readonly StateMachine: string;
  readonly RequestApprovalFunction: string;
  readonly TellOutcomeFunction: string;
  readonly SlackRequestUrl: string;
  readonly TeamsMessagesUrl: string;
}

/** Deploys the stack under a unique name, so that existing deployments in the account do not change. */
export async function deploy(aws: Aws, cleanup: Cleanup) {
  const stackName = `CountersignTest${randomBytes(4).toString('hex')}`;
  const prefix = `arn:aws:states:${await aws.region()}:${await aws.account()}`;
  const others: Others = {
    stateMachine: `${prefix}:stateMachine:${stackName}-Short`,
    activity: `${prefix}:activity:${stackName}-Waits`,
  };
  const directory = await mkdtemp(path.join(tmpdir(), 'countersign-deployed-'));
  cleanup.add(() => rm(directory, { recursive: true }));
  const outputsFile = path.join(directory, 'outputs.json');
  const settings = [
    ['stackName', stackName],
    // The test does not read e-mails at this address. It reads them from its own queue, which also subscribes.
    ['emails', 'approver@example.com'],
    ['slackChannel', 'C0123456789'],
    ['teamsAppId', APP_ID],
    ['teamsTenantId', TENANT_ID],
    // Otherwise without a channel, so that no function calls Microsoft.
    ...(teamsIsReachable() ? [['teamsChannel', CHANNEL.id]] : []),
    ['postActions', 'true'],
    // `cdk destroy` leaves nothing.
    ['removalPolicy', 'destroy'],
    ['stateMachines', Object.values(others).join(',')],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const common = ['--output', path.join(directory, 'cdk.out'), ...settings];
  if (differences().destroys) cleanup.add(() => cdk(['destroy', '--force', ...common]));
  await cdk(['deploy', '--require-approval', 'never', '--outputs-file', outputsFile, ...common]);
  const outputs: Record<string, Outputs> = JSON.parse(await readFile(outputsFile, 'utf8'));

  return { stackName, others, outputs: outputs[stackName] as Outputs };
}
