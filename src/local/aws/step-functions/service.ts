import type { CompiledDefinition } from './definition.ts';
import type { Execution, RunningExecution } from './execution.ts';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The definition text of CreateStateMachine. */
  readonly source: string;
  readonly definition: CompiledDefinition;
  readonly creationDate: Date;
}

/** Step Functions as functions, for the API operations and for other code in this process. */
export interface StepFunctionsService {
  readonly stateMachines: () => readonly StateMachine[];
  readonly createStateMachine: (name: string, source: string, roleArn: string) => StateMachine;
  readonly requireStateMachine: (arn: string) => StateMachine;
  /** All executions with their histories, newest first. */
  readonly executions: () => readonly Execution[];
  readonly startExecution: (stateMachineArn: string, name: string | undefined, input: string) => Execution;
  readonly requireExecution: (arn: string) => RunningExecution;
}
