import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createSealing, type Sealing } from './sealing.ts';
import type { Settings } from './settings.ts';
import { type Scope, type StateMachineArns, scopeOf, stateMachineArns } from './state-machine-arns.ts';

/** Values that all parts of a deployment share. */
export interface Deployment {
  readonly settings: Settings;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles: string;
  readonly sealing: Sealing;
  /** The ARNs of the deployment's own state machine. */
  readonly stateMachine: StateMachineArns;
  /** The ARNs of the state machine that tells how approvals ended. */
  readonly outcome: StateMachineArns;
  /** The ARNs of the state machine that reminds, escalates, and ends approvals whose time is over. */
  readonly timer: StateMachineArns;
  /** The state machines whose tasks the deployment may complete. */
  readonly scope: Scope;
}

/**
 * Creates the values that all parts of a deployment share.
 *
 * @param bundles the directory of the bundles
 */
export function createDeployment(scope: Construct, settings: Settings, bundles: string): Deployment {
  const stack = Stack.of(scope);
  const stateMachine = stateMachineArns(stack, `${stack.stackName}-ApprovalEmails`);
  return {
    settings,
    bundles,
    sealing: createSealing(scope, settings),
    stateMachine,
    outcome: stateMachineArns(stack, `${stack.stackName}-ApprovalOutcome`),
    timer: stateMachineArns(stack, `${stack.stackName}-ApprovalTimer`),
    scope: scopeOf(stack, stateMachine, settings),
  };
}

/** The features that a deployment allows. They are checked when a URL is created, and again when it is used. */
export function featureVariables({ outputParameters, postActions }: Settings): Record<string, string> {
  return {
    ENABLE_OUTPUT_PARAMETERS: String(outputParameters),
    ENABLE_POST_ACTIONS: String(postActions),
  };
}
