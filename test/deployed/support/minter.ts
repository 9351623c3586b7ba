import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import type { Aws, Credentials } from './aws.ts';
import type { Cleanup } from './cleanup.ts';
import type { Outputs } from './deployment.ts';
import { send } from './http.ts';

const JSON_BODY = { 'content-type': 'application/json' };

/** Creates an IAM user with only these managed policies. The user can request callback URLs in both ways. */
export async function createMinter(
  name: string,
  policies: readonly string[],
  { outputs, aws, cleanup }: { outputs: Outputs; aws: Aws; cleanup: Cleanup },
) {
  const credentials = await createUser(name, policies, aws, cleanup);
  const lambda = new LambdaClient({ credentials });
  return {
    async post(input: object) {
      const request = { url: `${outputs.Api}/urls`, method: 'POST', body: JSON.stringify(input) };
      const headers = await aws.sign('execute-api', { ...request, headers: JSON_BODY }, credentials);
      return send(request.url, { ...request, headers });
    },
    async invoke(input: object) {
      const command = new InvokeCommand({ FunctionName: outputs.Function, Payload: JSON.stringify(input) });
      try {
        const { StatusCode: status, Payload } = await lambda.send(command);
        return { status, body: Payload?.transformToString() ?? '' };
      } catch (error) {
        if (!(error instanceof LambdaServiceException)) throw error;
        return { status: error.$metadata.httpStatusCode, body: error.message };
      }
    },
  };
}

async function createUser(
  UserName: string,
  policies: readonly string[],
  { iam }: Aws,
  cleanup: Cleanup,
): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  cleanup.add(() => iam.send(new DeleteUserCommand({ UserName })));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  cleanup.add(() => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  for (const PolicyArn of policies) {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    cleanup.add(() => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}
