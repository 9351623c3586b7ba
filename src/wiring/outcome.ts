import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn, stateMachineName } from '../approval/execution.ts';
import { loadingLanguages } from '../approval/histories.ts';
import type { GetHistory } from '../approval/history.ts';
import type { StartExecution } from '../approval/ports.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import { type Config, type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { requestDefaults } from './request-defaults.ts';

/** What the functions share that only state machines call: they read how approvals ended, and start ApprovalOutcome. */
export function outcomePorts(env: Environment, log: Log) {
  const config = loadConfig(env, ['OUTCOME_STATE_MACHINE_ARN']);
  const { OUTCOME_STATE_MACHINE_ARN: outcomeArn } = config;
  const stepFunctions = new SFNClient(clientOptions(env));
  const ports = {
    getHistory: loadingLanguages(
      createGetHistory(stepFunctions, (execution) => executionArn(execution, outcomeArn)),
    ),
    getTimerHistory: configuredTimerHistory(config, stepFunctions),
    startOutcomeExecution: createStartExecution(stepFunctions, outcomeArn),
    ...requestDefaults(config),
    now: Date.now,
    log,
  };
  return { config, stepFunctions, ports };
}

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
