import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DescribedExecution } from '../approval/asked-request.ts';
import { callError } from './call-error.ts';
import { until } from './retries-and-timeouts.ts';

/**
 * @returns a function that starts an execution and returns its ARN. The name makes a repeated call start nothing more. It throws
 *   {@link CallError}.
 */
export function createStart(client: SFNClient, stateMachineArn: string) {
  return async (name: string, input: string, signal?: AbortSignal): Promise<string> => {
    try {
      const { executionArn = '' } = await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input }),
        until(signal),
      );
      return executionArn;
    } catch (error) {
      throw callError(error);
    }
  };
}

/** @returns a function that describes an execution. It throws {@link CallError}. */
export function createDescribe(client: SFNClient) {
  return async (executionArn: string, signal?: AbortSignal): Promise<DescribedExecution> => {
    try {
      const {
        status = '',
        input,
        output,
        error,
        cause,
        stopDate,
      } = await client.send(new DescribeExecutionCommand({ executionArn }), until(signal));
      return { status, input, output, error, cause, endedAt: stopDate };
    } catch (error) {
      throw callError(error);
    }
  };
}
