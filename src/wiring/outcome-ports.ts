import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { CLOCK } from './clock.ts';
import { configuredFormats } from './formats.ts';
import { readable } from './histories.ts';
import { configuredTimerHistory } from './outcome-and-timer.ts';
import { requestDefaults } from './request-defaults.ts';

/** What the functions share that only state machines call: they read how approvals ended, and start ApprovalOutcome. */
export function outcomePorts(env: Environment, log: Log) {
  const config = loadConfig(env, ['OUTCOME_STATE_MACHINE_ARN']);
  const { OUTCOME_STATE_MACHINE_ARN: outcomeArn, REQUEST_APPROVAL_FUNCTION: askingFunction } = config;
  const stepFunctions = new SFNClient(clientOptions(env));
  const formats = configuredFormats(config, env, log);
  const { proofs } = formats;
  const read = createGetHistory(stepFunctions, (execution) => executionArn(execution, outcomeArn));
  const ports = {
    getHistory: readable(read, { proofs, askingFunction, log }),
    getTimerHistory: configuredTimerHistory(config, stepFunctions),
    proofs,
    startOutcomeExecution: createStartExecution(stepFunctions, outcomeArn),
    ...requestDefaults(config),
    ...CLOCK,
    log,
  };
  return { config, stepFunctions, formats, ports };
}
