import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { differences } from '../emulator-differences.ts';
import type { Aws } from './aws.ts';
import type { DeployedFunction } from './functions.ts';
import { send } from './http.ts';

/** Does to keys and roles what {@link differences} says; on AWS, nothing: there they have to do as they were deployed. */
export async function adaptPermissions(functions: readonly DeployedFunction[], aws: Aws): Promise<void> {
  const keys = new Set(functions.flatMap(({ variables }) => variables.KEY_ID ?? []));
  if (!differences().knowsEncryptionContext) for (const key of keys) await dropConditions(key);
  for (const one of functions) await addToRole(one, aws);
}

async function dropConditions(KeyId: string): Promise<void> {
  const kms = new KMSClient();
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
  const policy = JSON.parse(Policy, (name, value) => (name === 'Condition' ? undefined : value));
  await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: JSON.stringify(policy) }));
}

async function addToRole({ role, variables }: DeployedFunction, aws: Aws): Promise<void> {
  const Statement = differences().missingPermissions(variables);
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (Statement.length === 0 || !endpoint) return;
  const body = new URLSearchParams({
    Action: 'PutRolePolicy',
    Version: '2010-05-08',
    RoleName: role.split('/').at(-1) ?? '',
    PolicyName: 'emulator-differences',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  }).toString();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const url = `${endpoint}/`;
  const headers = await aws.sign('iam', 'POST', url, form, body);
  const { status, body: answer } = await send(url, { method: 'POST', headers, body });
  if (status !== 200) throw new Error(`PutRolePolicy: ${answer}`);
}
