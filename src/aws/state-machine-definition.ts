import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { callError } from './call-error.ts';
import { until } from './retries-and-timeouts.ts';

/** A state machine, as DescribeStateMachine tells it. */
export interface DescribedMachine {
  readonly name: string | undefined;
  /** In the Amazon States Language. */
  readonly definition: string | undefined;
  readonly type: string | undefined;
}

/** @returns a function that describes a state machine. It throws {@link CallError}. */
export function createDescribeMachine(client: SFNClient) {
  return async (stateMachineArn: string, signal?: AbortSignal): Promise<DescribedMachine> => {
    try {
      const { name, definition, type } = await client.send(
        new DescribeStateMachineCommand({ stateMachineArn }),
        until(signal),
      );
      return { name, definition, type };
    } catch (error) {
      throw callError(error);
    }
  };
}
