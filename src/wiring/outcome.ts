import type { SFNClient } from '@aws-sdk/client-sfn';
import type { StartExecution } from '../approval/ports.ts';
import { createStartExecution } from '../aws/step-functions.ts';
import type { Config } from '../config.ts';

/** Starts the state machine ApprovalTimer; undefined without TIMER_STATE_MACHINE_ARN. */
export function configuredTimer(
  { TIMER_STATE_MACHINE_ARN: arn }: Config,
  stepFunctions: SFNClient,
): StartExecution | undefined {
  return arn === undefined ? undefined : createStartExecution(stepFunctions, arn);
}

/** Starts the state machine ApprovalOutcome; undefined without OUTCOME_STATE_MACHINE_ARN. */
export function configuredOutcome(
  { OUTCOME_STATE_MACHINE_ARN: arn }: Config,
  stepFunctions: SFNClient,
): StartExecution | undefined {
  return arn === undefined ? undefined : createStartExecution(stepFunctions, arn);
}
