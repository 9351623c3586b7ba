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
 * The context object, with the member names of the rewritten paths. Each read of the task token calls `currentToken`,
 * so each attempt at a state gets its own token, and intrinsic functions get the real token.
 */
export function contextObject(
  start: ExecutionStart,
  { startDate, now, currentToken }: { startDate: Date; now: () => Date; currentToken: () => string },
) {
  return {
    StateNames: start.stateMachine.definition.stateNames,
    WholeExecution: {
      Id: start.executionArn,
      Name: start.name,
      Input: JSON.parse(start.input),
      StartTime: startDate.toISOString(),
      RoleArn: start.stateMachine.roleArn,
    },
    State: {
      // The interpreter resolves the Parameters at the moment when it enters the state.
      get EnteredTime() {
        return now().toISOString();
      },
    },
    StateMachine: { Id: start.stateMachine.arn, Name: start.stateMachine.name },
    Task: {
      get Token() {
        return currentToken();
      },
    },
  };
}
