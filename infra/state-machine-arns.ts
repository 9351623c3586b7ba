import type { Stack } from 'aws-cdk-lib';
import { type Permission, useStateMachineKeys } from './permissions.ts';
import type { Settings } from './settings.ts';

/**
 * The ARNs of a state machine, built from its name. The functions that the state machine calls need them. References to
 * the state machine itself would be a circular dependency.
 */
export interface StateMachineArns {
  readonly name: string;
  readonly arn: string;
  /** All executions of the state machine, with a `*`. */
  readonly executions: string;
}

/** @param name the name of the state machine */
export function stateMachineArns({ partition, region, account }: Stack, name: string): StateMachineArns {
  const prefix = `arn:${partition}:states:${region}:${account}`;
  return {
    name,
    arn: `${prefix}:stateMachine:${name}`,
    executions: `${prefix}:execution:${name}:*`,
  };
}

/**
 * The state machines whose tasks may be completed, and whose histories may be read. All values are ARNs. The children of
 * a distributed Map are executions of `MACHINE/LABEL` (Step Functions developer guide: "Distributed mode").
 */
export interface Scope {
  /** State machines and activities, as the setting names them. */
  readonly tasks: readonly string[];
  /** The same, and the children of their distributed Maps. */
  readonly completable: readonly string[];
  readonly executions: readonly string[];
  /** The state machines whose executions are listed. */
  readonly listed: readonly string[];
  /** The state machines for an EventBridge pattern. Missing for all state machines. */
  readonly watched: readonly string[] | undefined;
  /** Permissions to use the KMS keys of these state machines. */
  readonly keys: readonly Permission[];
}

/**
 * @param own the deployment's own state machine
 */
export function scopeOf(
  stack: Stack,
  own: StateMachineArns,
  { stateMachines: chosen, stateMachineKeys }: Settings,
): Scope {
  const keys = useStateMachineKeys(stateMachineKeys, stack);
  if (chosen === 'all') {
    const prefix = `arn:${stack.partition}:states:${stack.region}:${stack.account}`;
    const tasks = [`${prefix}:stateMachine:*`, `${prefix}:activity:*`];
    return {
      tasks,
      completable: tasks,
      executions: [`${prefix}:execution:*`],
      listed: [`${prefix}:stateMachine:*`],
      watched: undefined,
      keys,
    };
  }
  const others = chosen === 'own' ? [] : chosen;
  const machines = others.filter((arn) => arn.includes(':stateMachine:'));
  const children = machines.map((arn) => `${arn}/*`);
  return {
    tasks: [own.arn, ...others],
    completable: [own.arn, ...others, ...children],
    executions: [own.executions, ...machines.flatMap(executionsOf)],
    listed: [own.arn, ...machines],
    watched: [own.arn, ...machines, ...children],
    keys,
  };
}

/** The executions of a state machine, and those of its distributed Maps. */
function executionsOf(stateMachineArn: string): string[] {
  const arn = stateMachineArn.replace(':stateMachine:', ':execution:');
  return [`${arn}:*`, `${arn}/*`];
}
