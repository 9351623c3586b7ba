import { SFNClient } from '@aws-sdk/client-sfn';
import { executionArn } from '../approval/execution.ts';
import { loadingLanguages } from '../approval/histories.ts';
import { type OutcomePorts, tellOutcome } from '../approval/tell-outcome.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory, createStartExecution } from '../aws/step-functions.ts';
import { isObject } from '../callback/json.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { inLanguage } from './language.ts';
import { NOTATION } from './notation.ts';
import { configuredSurfaces } from './surfaces.ts';

/**
 * For the state machine ApprovalOutcome: tells on each configured surface how an approval ended. For the EventBridge rule of
 * SES: tells the requester which mails came back.
 */
export function createTellOutcome(env: Environment, log: Log) {
  const config = loadConfig(env, ['OUTCOME_STATE_MACHINE_ARN']);
  const { OUTCOME_STATE_MACHINE_ARN: outcomeArn } = config;
  const stepFunctions = new SFNClient(clientOptions(env));
  const ports = {
    getHistory: loadingLanguages(
      createGetHistory(stepFunctions, (execution) => executionArn(execution, outcomeArn)),
    ),
    surfaces: configuredSurfaces(config, env, log, { patience: 'telling' }),
    startOutcomeExecution: createStartExecution(stepFunctions, outcomeArn),
    locale: config.LOCALE,
    ...NOTATION,
    confirm: config.CONFIRM,
    now: Date.now,
    log,
  };
  return inLanguage<unknown>(config.LOCALE, (event) => {
    const isOfMail = isObject(event) && event.source === 'aws.ses';
    return isOfMail ? tellOfMail(event, ports) : tellOutcome(event, ports);
  });
}

/** Loads its code when it is needed: few mails come back. */
async function tellOfMail(event: unknown, ports: OutcomePorts): Promise<void> {
  const [{ readUndelivered }, { tellUndelivered }] = await Promise.all([
    import('../aws/ses-event.ts'),
    import('../approval/tell-undelivered.ts'),
  ]);
  return tellUndelivered(readUndelivered(event), ports);
}
