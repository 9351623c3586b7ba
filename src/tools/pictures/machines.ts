import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { arnOf, REGION } from '../../local/aws/arn.ts';
import type { Stack } from '../../local/stack.ts';

/** A state machine that asks, and times out after this many seconds. */
export function askFor(seconds: number) {
  const Payload = { 'token.$': '$$.Task.Token', 'execution.$': '$$.Execution.Id', 'request.$': '$' };
  const Ask = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: arnOf('lambda', 'function:request-approval'), Payload },
    TimeoutSeconds: seconds,
    End: true,
  };
  return { StartAt: 'Ask', States: { Ask } };
}

/** A state machine that asks, and fails in another branch. */
export const whileAnotherFails = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        askFor(60),
        {
          StartAt: 'Build',
          States: {
            Build: { Type: 'Wait', Seconds: 1, Next: 'Broken' },
            Broken: { Type: 'Fail', Error: 'Broken' },
          },
        },
      ],
      End: true,
    },
  },
};

/** Creates a state machine. Gives its ARN. */
export async function create(stack: Stack, name: string, definition: object): Promise<string> {
  const client = stepFunctions(stack);
  const roleArn = arnOf('iam', 'role/pictures');
  const create = new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn });
  const { stateMachineArn = '' } = await client.send(create);
  client.destroy();
  return stateMachineArn;
}

export function stepFunctions({ awsUrl }: Stack): SFNClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new SFNClient({ endpoint: awsUrl, region: REGION, credentials });
}
