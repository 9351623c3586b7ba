import { SFNClient } from '@aws-sdk/client-sfn';
import { announceDecision } from '../approval/announce-decision.ts';
import { loadingLanguages } from '../approval/histories.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { inLanguage } from './language.ts';
import { configuredSurfaces, readId, wait } from './surfaces.ts';

/** For the state SendConfirmation: announces the result of an approval request on all configured surfaces. */
export function createAnnounceDecision(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const ports = {
    // The state machine passes the ARN of its execution, so it needs no conversion.
    getHistory: loadingLanguages(createGetHistory(new SFNClient(clientOptions(env)), (arn) => arn)),
    surfaces: configuredSurfaces(config, env, log),
    locale: config.LOCALE,
    readId,
    now: Date.now,
    wait,
    log,
  };
  return inLanguage(config.LOCALE, (event) => announceDecision(event, ports));
}
