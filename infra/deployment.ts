import { Lazy, Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Hosting } from './hosting.ts';
import { createSealing, type Sealing } from './sealing.ts';
import type { ServedMachine } from './served-machine.ts';
import type { Settings } from './settings.ts';
import { type Scope, type StateMachineArns, scopeOf, stateMachineArns } from './state-machine-arns.ts';

/** Values that all parts of a deployment share. */
export interface Deployment {
  readonly settings: Settings;
  readonly hosting: Hosting;
  readonly sealing: Sealing;
  /** The ARNs of the deployment's own state machine. */
  readonly stateMachine: StateMachineArns;
  /** The ARNs of the state machine that tells how approvals ended. */
  readonly outcome: StateMachineArns;
  /** The ARNs of the state machine that reminds, escalates, and ends approvals whose time is over. */
  readonly timer: StateMachineArns;
  /** The state machines whose tasks the deployment may complete. */
  readonly scope: Scope;
  /** Other state machines of the same app, which call the deployment. They are added while the app is synthesised. */
  readonly served: ServedMachine[];
  /** The ARNs of all these, with `*`, separated by commas: the value of the variable STATE_MACHINES. */
  readonly completed: string;
  /** An existing topic for the e-mails. */
  readonly topic: ITopic | undefined;
}

/** Creates the values that all parts of a deployment share. */
export function createDeployment(
  construct: Construct,
  { settings, hosting, topic }: Pick<Deployment, 'settings' | 'hosting' | 'topic'>,
): Deployment {
  const stack = Stack.of(construct);
  const stateMachine = stateMachineArns(stack, `${hosting.name}-ApprovalEmails`);
  const scope = scopeOf(stack, stateMachine, settings);
  const served: ServedMachine[] = [];
  return {
    settings,
    hosting,
    sealing: createSealing(construct, settings, hosting.name),
    stateMachine,
    outcome: stateMachineArns(stack, `${hosting.name}-ApprovalOutcome`),
    timer: stateMachineArns(stack, `${hosting.name}-ApprovalTimer`),
    scope,
    served,
    completed: Lazy.string({
      produce: () => [...scope.tasks, ...served.map(({ patternIn }) => patternIn(stack))].join(','),
    }),
    topic,
  };
}

/** The features that a deployment allows. They are checked when a URL is created, and again when it is used. */
export function featureVariables({ outputParameters, postActions }: Settings): Record<string, string> {
  return {
    ENABLE_OUTPUT_PARAMETERS: String(outputParameters),
    ENABLE_POST_ACTIONS: String(postActions),
  };
}
