import type { CompiledDefinition } from './definition.ts';

export interface ExecutionStart {
  readonly executionArn: string;
  readonly name: string;
  readonly input: string;
  readonly stateMachine: {
    readonly arn: string;
    readonly name: string;
    readonly roleArn: string;
    readonly definition: CompiledDefinition;
  };
}

/**
 * The context object, by the names that the rewritten paths use. A task token is minted when a path asks for it, so each
 * attempt at a state has its own, and an intrinsic function works on the token itself.
 */
export function contextObject(start: ExecutionStart, startDate: Date, currentToken: () => string) {
  return {
    StateNames: start.stateMachine.definition.stateNames,
    WholeExecution: {
      Id: start.executionArn,
      Name: start.name,
      Input: JSON.parse(start.input),
      StartTime: startDate.toISOString(),
      RoleArn: start.stateMachine.roleArn,
    },
    StateMachine: { Id: start.stateMachine.arn, Name: start.stateMachine.name },
    Task: {
      get Token() {
        return currentToken();
      },
    },
  };
}
