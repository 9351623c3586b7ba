import { SFNClient } from '@aws-sdk/client-sfn';
import { announceDecision } from '../approval/announce-decision.ts';
import { loadingLanguages } from '../approval/histories.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { inLanguage } from './language.ts';
import { readId, wait } from './surfaces.ts';

/** For the state SendConfirmation, and for EventBridge: starts ApprovalOutcome for each approval that has ended. */
export function createAnnounceDecision(env: Environment, log: Log) {
  const config = loadConfig(env, ['OUTCOME_STATE_MACHINE_ARN']);
  const stepFunctions = new SFNClient(clientOptions(env));
  const ports = {
    // The event has the ARN of the execution, so it needs no conversion.
    getHistory: loadingLanguages(createGetHistory(stepFunctions, (arn) => arn)),
    startOutcomeExecution: createStartExecution(stepFunctions, config.OUTCOME_STATE_MACHINE_ARN),
    locale: config.LOCALE,
    readId,
    now: Date.now,
    wait,
    log,
  };
  return inLanguage(config.LOCALE, (event) => announceDecision(event, ports));
}
