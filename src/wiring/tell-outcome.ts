import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { loadingLanguages } from '../approval/histories.ts';
import { tellOutcome } from '../approval/tell-outcome.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { inLanguage } from './language.ts';
import { readId } from './read-id.ts';
import { configuredSurfaces } from './surfaces.ts';

/** For the state machine ApprovalOutcome: tells on each configured surface how an approval ended. */
export function createTellOutcome(env: Environment, log: Log) {
  const config = loadConfig(env, ['OUTCOME_STATE_MACHINE_ARN']);
  const { OUTCOME_STATE_MACHINE_ARN: outcomeArn } = config;
  const stepFunctions = new SFNClient(clientOptions(env));
  const ports = {
    getHistory: loadingLanguages(
      createGetHistory(stepFunctions, (execution) => executionArn(execution, outcomeArn)),
    ),
    surfaces: configuredSurfaces(config, env, log, 'telling'),
    startOutcomeExecution: createStartExecution(stepFunctions, outcomeArn),
    locale: config.LOCALE,
    confirm: config.CONFIRM,
    readId,
    now: Date.now,
    log,
  };
  return inLanguage(config.LOCALE, (event) => tellOutcome(event, ports));
}
