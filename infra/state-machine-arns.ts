import type { Stack } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/**
 * The ARNs that a state machine will have, known by its name alone. Functions that the state machine calls, and those
 * that it waits for, need them; taken from the state machine itself they would be a circle.
 */
export interface StateMachineArns {
  readonly name: string;
  readonly arn: string;
  /** All executions of it */
  readonly executions: string;
}

export function stateMachineArns({ partition, region, account }: Stack, name: string): StateMachineArns {
  const prefix = `arn:${partition}:states:${region}:${account}`;
  return {
    name,
    arn: `${prefix}:stateMachine:${name}`,
    executions: `${prefix}:execution:${name}:*`,
  };
}

/** Whose tasks may be completed, and whose histories read. */
export interface Scope {
  /** State machines, and activities. */
  readonly tasks: readonly string[];
  readonly executions: readonly string[];
  /** The state machines of an EventBridge pattern; missing: all. */
  readonly watched: readonly string[] | undefined;
}

/** @param chosen the deployment's own state machine, all of this region and account, or its own and these ARNs */
export function scopeOf(stack: Stack, own: StateMachineArns, chosen: Settings['stateMachines']): Scope {
  if (chosen === 'all') {
    const prefix = `arn:${stack.partition}:states:${stack.region}:${stack.account}`;
    return {
      tasks: [`${prefix}:stateMachine:*`, `${prefix}:activity:*`],
      executions: [`${prefix}:execution:*`],
      watched: undefined,
    };
  }
  const others = chosen === 'own' ? [] : chosen;
  const machines = others.filter((arn) => arn.includes(':stateMachine:'));
  return {
    tasks: [own.arn, ...others],
    executions: [own.executions, ...machines.map(executionsOf)],
    watched: [own.arn, ...machines],
  };
}

function executionsOf(stateMachineArn: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:*`;
}
