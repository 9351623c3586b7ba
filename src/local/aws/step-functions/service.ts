import type { CompiledDefinition } from './definition.ts';
import type { Execution, RunningExecution } from './execution.ts';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** As it was given to CreateStateMachine. */
  readonly source: string;
  readonly definition: CompiledDefinition;
  readonly creationDate: Date;
}

/** What the operations, and the console page in the same process, work on. */
export interface StepFunctionsService {
  readonly stateMachines: () => readonly StateMachine[];
  readonly createStateMachine: (name: string, source: string, roleArn: string) => StateMachine;
  readonly requireStateMachine: (arn: string) => StateMachine;
  /** All executions with their histories, newest first. */
  readonly executions: () => readonly Execution[];
  readonly startExecution: (stateMachineArn: string, name: string | undefined, input: string) => Execution;
  readonly requireExecution: (arn: string) => RunningExecution;
}
