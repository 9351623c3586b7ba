import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { rememberSucceeded } from '../approval/histories.ts';
import type { ListStateMachines, StartExecution } from '../approval/ports.ts';
import type { WorkflowPorts } from '../approval/until-deadline.ts';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import {
  createGetHistory,
  createListExecutions,
  createListStateMachines,
  createStartExecution,
  createStopExecution,
} from '../aws/step-functions.ts';
import type { Proofs } from '../callback/seal.ts';
import type { Config, Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { createCompletion } from './complete-task.ts';
import { readable } from './histories.ts';
import { configuredOutcome } from './outcome-and-timer.ts';

interface ChatWorkflow extends WorkflowPorts {
  readonly proofs: Proofs | undefined;
  readonly startOutcomeExecution: StartExecution | undefined;
  readonly stateMachineArn: string;
  /** The deployment's own state machine is the first. */
  readonly stateMachines: readonly string[];
}

/**
 * What a chat needs of Step Functions: for the presses and the commands of people who wait.
 *
 * @param proofs of the same formats that open the payloads of presses: their data keys are then at hand
 */
export function configuredWorkflow(
  config: Config<'STATE_MACHINE_ARN'>,
  env: Environment,
  log: Log,
  patience: Patience,
  proofs: Proofs | undefined,
): ChatWorkflow {
  const { STATE_MACHINE_ARN: stateMachineArn, REQUEST_APPROVAL_FUNCTION: askingFunction } = config;
  const stepFunctions = new SFNClient(clientOptions(env, patience));
  const reader = new SFNClient(clientOptions(env, patience === 'interactive' ? 'reading' : patience));
  const resolveArn = (execution: string) => executionArn(execution, stateMachineArn);
  const stateMachines = [stateMachineArn, ...(config.STATE_MACHINES ?? [])];
  return {
    completeTask: createCompletion(stepFunctions, env, patience),
    getHistory: rememberSucceeded(
      readable(createGetHistory(reader, resolveArn), { proofs, askingFunction, log }),
    ),
    proofs,
    startExecution: createStartExecution(stepFunctions, stateMachineArn),
    listStateMachines: onlyOfRequests(createListStateMachines(reader, stateMachines), config),
    listExecutions: createListExecutions(reader),
    stopExecution: createStopExecution(stepFunctions, resolveArn),
    startOutcomeExecution: configuredOutcome(config, stepFunctions),
    stateMachineArn,
    stateMachines,
    log,
  };
}

/** A pattern may match ApprovalOutcome and ApprovalTimer too, which ask for nothing. */
function onlyOfRequests(
  listStateMachines: ListStateMachines,
  { OUTCOME_STATE_MACHINE_ARN: outcome, TIMER_STATE_MACHINE_ARN: timer }: Config,
): ListStateMachines {
  return async () => (await listStateMachines()).filter((arn) => arn !== outcome && arn !== timer);
}
