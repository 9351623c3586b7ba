import {
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { differences } from '../emulator-differences.ts';
import type { Statement } from '../ministack-policies.ts';
import type { Aws } from './aws.ts';
import type { DeployedFunction } from './functions.ts';

type Rewrite = (statement: Statement) => Statement;

/**
 * Converts the policies of the functions' roles and keys for the emulator (see {@link differences}). On AWS, the
 * deployed policies do not change.
 */
export async function adaptPermissions(
  functions: readonly DeployedFunction[],
  tasks: readonly string[],
  aws: Aws,
): Promise<void> {
  const { statement: adapted } = differences();
  if (!adapted) return;
  const secrets = await arnsOf(
    ['SLACK_SECRET_ARN', 'TEAMS_SECRET_ID'].flatMap((variable) => named(functions, variable)),
    aws,
  );
  const rewrite: Rewrite = (statement) => adapted(statement, { tasks, secrets });
  for (const key of named(functions, 'KEY_ID')) await rewriteKeyPolicy(key, rewrite);
  for (const { role } of functions) await rewriteRole(role.split('/').at(-1) ?? '', rewrite, aws);
}

function named(functions: readonly DeployedFunction[], variable: string): string[] {
  return [...new Set(functions.flatMap(({ variables }) => variables[variable] ?? []))];
}

async function arnsOf(secrets: readonly string[], { secretsManager }: Aws): Promise<Record<string, string>> {
  const arns = secrets.map(async (secret) => {
    const { ARN = '' } = await secretsManager.send(new DescribeSecretCommand({ SecretId: secret }));
    return [secret, ARN];
  });
  return Object.fromEntries(await Promise.all(arns));
}

async function rewriteKeyPolicy(KeyId: string, rewrite: Rewrite): Promise<void> {
  const kms = new KMSClient();
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
  await kms.send(
    new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: rewritten(Policy, rewrite) }),
  );
}

async function rewriteRole(RoleName: string, rewrite: Rewrite, { iam }: Aws): Promise<void> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const policy = rewritten(decodeURIComponent(PolicyDocument), rewrite);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policy }));
  }
}

function rewritten(policy: string, rewrite: Rewrite): string {
  const { Statement: statements, ...rest } = JSON.parse(policy);
  return JSON.stringify({ ...rest, Statement: statements.map(rewrite) });
}

/** Asks IAM whether the policies of a role allow an action. Used where the emulator itself does not check them. */
export async function allows(role: string, action: string, resource: string, { iam }: Aws): Promise<boolean> {
  const question = { PolicySourceArn: role, ActionNames: [action], ResourceArns: [resource] };
  const { EvaluationResults = [] } = await iam.send(new SimulatePrincipalPolicyCommand(question));
  return EvaluationResults[0]?.EvalDecision === 'allowed';
}
