import type { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn, stateMachineName } from '../approval/execution.ts';
import type { GetHistory } from '../approval/history.ts';
import type { StartExecution } from '../approval/ports.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import type { Config } from '../config.ts';

/** Starts the state machine ApprovalTimer; undefined without TIMER_STATE_MACHINE_ARN. */
export function configuredTimer(
  { TIMER_STATE_MACHINE_ARN: arn }: Config,
  stepFunctions: SFNClient,
): StartExecution | undefined {
  return arn === undefined ? undefined : createStartExecution(stepFunctions, arn);
}

/** Reads the histories of ApprovalTimer, by the names of its executions; undefined without TIMER_STATE_MACHINE_ARN. */
export function configuredTimerHistory(
  { TIMER_STATE_MACHINE_ARN: arn }: Config,
  stepFunctions: SFNClient,
): GetHistory | undefined {
  if (arn === undefined) return undefined;
  const machine = stateMachineName(arn);
  return createGetHistory(stepFunctions, (name) => executionArn(`${machine}:${name}`, arn));
}

/** Starts the state machine ApprovalOutcome; undefined without OUTCOME_STATE_MACHINE_ARN. */
export function configuredOutcome(
  { OUTCOME_STATE_MACHINE_ARN: arn }: Config,
  stepFunctions: SFNClient,
): StartExecution | undefined {
  return arn === undefined ? undefined : createStartExecution(stepFunctions, arn);
}
