import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { loadingLanguages } from '../approval/histories.ts';
import { tick } from '../approval/tick.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { createCompletion } from './complete-task.ts';
import { inLanguage } from './language.ts';
import { NOTATION } from './notation.ts';

/** For the state machine ApprovalTimer: ends approvals whose time is over. */
export function createTick(env: Environment, log: Log) {
  const config = loadConfig(env, ['OUTCOME_STATE_MACHINE_ARN']);
  const { OUTCOME_STATE_MACHINE_ARN: outcomeArn } = config;
  const stepFunctions = new SFNClient(clientOptions(env));
  const ports = {
    getHistory: loadingLanguages(
      createGetHistory(stepFunctions, (execution) => executionArn(execution, outcomeArn)),
    ),
    completeTask: createCompletion(stepFunctions, env),
    startOutcomeExecution: createStartExecution(stepFunctions, outcomeArn),
    locale: config.LOCALE,
    ...NOTATION,
    confirm: config.CONFIRM,
    now: Date.now,
    log,
  };
  return inLanguage(config.LOCALE, (event) => tick(event, ports));
}
