import { parseJson } from '../../json.ts';
import { createNewest } from '../../newest.ts';
import { arnOf } from '../arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { Operations } from '../protocol/operation.ts';
import { compileDefinition } from './definition.ts';
import { type Execution, type ExecutionHost, type RunningExecution, startExecution } from './execution.ts';
import { executionOperations } from './execution-operations.ts';
import type { StateMachine, StepFunctionsService } from './service.ts';
import { stateMachineOperations } from './state-machine-operations.ts';
import { LONGEST_DATA } from './task.ts';
import { taskCallbackOperations } from './task-callback-operations.ts';

export interface StepFunctions extends StepFunctionsService {
  readonly operations: Operations;
  readonly close: () => void;
}

export interface StepFunctionsOptions extends ExecutionHost {
  readonly newId: () => string;
  /** How many ended executions stay. Those that run always stay. */
  readonly keep: number;
}

/**
 * 1 to 80 characters without white space, control characters and reserved punctuation (Step Functions:
 * "StartExecution").
 */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ud800-\udfff]{1,80}$/u;

export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock, newId } = options;
  const stateMachines = new Map<string, StateMachine>();
  const executions = createNewest<RunningExecution>({
    limit: options.keep,
    waits: ({ execution }) => execution.status === 'RUNNING',
    waitingLimit: Number.POSITIVE_INFINITY,
  });

  const host: ExecutionHost = {
    ...options,
    onStatusChange(execution) {
      const { executionArn } = execution;
      const running = executions.get(executionArn);
      // Set again, so that it counts as running or as ended from now on.
      if (running) executions.set(executionArn, running);
      options.onStatusChange(execution);
    },
  };

  function createStateMachine(name: string, source: string, roleArn: string): StateMachine {
    requireName(name);
    const arn = arnOf('states', `stateMachine:${name}`);
    const existing = stateMachines.get(arn);
    if (existing?.source === source) return existing;
    if (existing) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    const definition = compileDefinition(source);
    const stateMachine = { arn, name, roleArn, source, definition, creationDate: clock.now() };
    stateMachines.set(arn, stateMachine);
    return stateMachine;
  }

  function requireStateMachine(arn: string): StateMachine {
    requireArn(arn);
    const stateMachine = stateMachines.get(arn);
    if (!stateMachine)
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return stateMachine;
  }

  function start(stateMachineArn: string, name = newId(), input = '{}'): Execution {
    const stateMachine = requireStateMachine(stateMachineArn);
    requireName(name);
    requireInput(input);
    const executionArn = arnOf('states', `execution:${stateMachine.name}:${name}`);
    const existing = executions.get(executionArn)?.execution;
    if (existing?.status === 'RUNNING' && existing.input === input) return existing;
    if (existing) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    const running = startExecution({ executionArn, name, input, stateMachine }, host);
    executions.set(executionArn, running);
    return running.execution;
  }

  function requireExecution(arn: string): RunningExecution {
    requireArn(arn);
    const execution = executions.get(arn);
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  const service = {
    stateMachines: () => [...stateMachines.values()],
    createStateMachine,
    requireStateMachine,
    executions: () =>
      executions
        .values()
        .map(({ execution }) => execution)
        .reverse(),
    startExecution: start,
    requireExecution,
  };
  return {
    ...service,
    operations: {
      ...stateMachineOperations(service),
      ...executionOperations(service),
      ...taskCallbackOperations(options.tokens),
    },
    close() {
      for (const execution of executions.values()) execution.abandon();
    },
  };
}

function requireName(name: string): void {
  if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

function requireArn(arn: string): void {
  if (!arn.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}

function requireInput(input: string): void {
  if (parseJson(input) !== undefined && Buffer.byteLength(input) <= LONGEST_DATA) return;
  throw new AwsError(
    'InvalidExecutionInput',
    "Invalid State Machine Execution Input: 'Invalid execution input.'",
  );
}
