import type { Stack } from 'aws-cdk-lib';

/**
 * The ARNs that a state machine will have, known by its name alone. Functions that the state machine calls, and those
 * that it waits for, need them; taken from the state machine itself they would be a circle.
 */
export interface StateMachineArns {
  readonly name: string;
  readonly arn: string;
  /** All executions of it */
  readonly executions: string;
  /** Every state machine and activity of this region and account: whatever may have a task that waits */
  readonly allOfAccount: readonly string[];
}

export function stateMachineArns({ partition, region, account }: Stack, name: string): StateMachineArns {
  const prefix = `arn:${partition}:states:${region}:${account}`;
  return {
    name,
    arn: `${prefix}:stateMachine:${name}`,
    executions: `${prefix}:execution:${name}:*`,
    allOfAccount: [`${prefix}:stateMachine:*`, `${prefix}:activity:*`],
  };
}
