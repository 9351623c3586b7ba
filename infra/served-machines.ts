import { Annotations, AspectPriority, Aspects, Stack, Stage } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnStateMachine, type IStateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { rolesOf, separatePolicy } from './function.ts';
import { MachinesThatCall } from './machines-of-app.ts';
import { listStateMachines } from './permissions.ts';
import { type Servers, serveMachine } from './serve-machine.ts';
import { isNamed, servedMachine } from './served-machine.ts';

/** The state machines whose tasks a deployment completes, besides its own and those of the setting `stateMachines`. */
export class ServedMachines {
  readonly #scope: IConstruct;
  readonly #deployment: Deployment;
  readonly #servers: Servers;

  /** @param scope the construct of the deployment */
  constructor(scope: IConstruct, deployment: Deployment, servers: Servers) {
    this.#scope = scope;
    this.#deployment = deployment;
    this.#servers = servers;
  }

  /** Adds each state machine of the app that calls a function, when the app is synthesised. */
  addCallersOf(called: IFunction): void {
    const callers = new MachinesThatCall(called, (machine) => {
      this.add(machine);
      if (machine.stateMachineType === StateMachineType.EXPRESS) {
        Annotations.of(machine).addWarningV2('countersign:expressWorkflow', EXPRESS_WORKFLOW);
      }
    });
    const app = Stage.of(this.#scope) ?? this.#scope.node.root;
    Aspects.of(app).add(callers, { priority: AspectPriority.MUTATING });
  }

  /**
   * Adds a state machine, once.
   *
   * @throws {TypeError} unless it is in the account and the region of the deployment
   */
  add(stateMachine: IStateMachine | CfnStateMachine): void {
    const { served, settings } = this.#deployment;
    const stack = Stack.of(this.#scope);
    const machine = servedMachine(stateMachine, stack);
    const pattern = machine.patternIn(stack);
    const isOwn = stateMachine.node.scopes.includes(this.#scope);
    const isKnown = served.some(({ scope }) => scope === machine.scope);
    if (isOwn || isKnown || isNamed(pattern, settings)) return;
    served.push(machine);
    serveMachine(machine, this.#servers);
    if (pattern.includes('*')) this.#allowFinding();
    if (served.length === MOST_SERVED + 1) {
      Annotations.of(this.#scope).addWarningV2('countersign:manyStateMachines', MANY_STATE_MACHINES);
    }
  }

  /** Allows the commands to find state machines whose whole names only CloudFormation knows. */
  #allowFinding(): void {
    const { commanding } = this.#servers;
    const id = 'FindStateMachines';
    if (commanding.length === 0 || this.#scope.node.tryFindChild(id)) return;
    separatePolicy(this.#scope, id, rolesOf(commanding), listStateMachines());
  }
}

/** The policies of the function `slack` grow by about 1,000 characters for each state machine, from 2,200. */
const MOST_SERVED = 7;
const MANY_STATE_MACHINES =
  `More than ${MOST_SERVED} state machines ask for approvals. The policies of a role have at most 10,240 characters, so the deployment may fail. ` +
  'Name the state machines in the setting stateMachines, by one ARN with *.';
const EXPRESS_WORKFLOW =
  'This state machine asks for approvals, but an Express workflow cannot wait for an answer. Make it a Standard workflow.';
