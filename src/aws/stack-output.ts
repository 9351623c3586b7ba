import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CallError, callError } from './call-error.ts';
import { until } from './retries-and-timeouts.ts';

/** @returns a function that reads an output of a stack. It throws {@link CallError}, also if the stack has no such output. */
export function createStackOutput(client: CloudFormationClient) {
  return async (stack: string, output: string, signal?: AbortSignal): Promise<string> => {
    const { Stacks: [found] = [] } = await describe(client, stack, signal);
    const { OutputValue: value } = found?.Outputs?.find(({ OutputKey }) => OutputKey === output) ?? {};
    if (value !== undefined) return value;
    throw new CallError('noStack', `The stack ${stack} has no output ${output}.`);
  };
}

async function describe(client: CloudFormationClient, StackName: string, signal?: AbortSignal) {
  try {
    return await client.send(new DescribeStacksCommand({ StackName }), until(signal));
  } catch (error) {
    // CloudFormation API reference, DescribeStacks: "If the stack doesn't exist, an ValidationError is returned."
    if (error instanceof Error && error.name === 'ValidationError') {
      throw new CallError('noStack', error.message, error);
    }
    throw callError(error);
  }
}
