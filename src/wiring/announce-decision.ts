import { SFNClient } from '@aws-sdk/client-sfn';
import { announceDecision } from '../approval/announce-decision.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory } from '../aws/step-functions.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredSurfaces, readId, wait } from './surfaces.ts';

/** The state SendConfirmation: tells every configured surface how an approval request ended. */
export function createAnnounceDecision(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const ports = {
    // The state machine names its execution by ARN.
    getHistory: createGetHistory(new SFNClient(clientOptions(env)), (arn) => arn),
    surfaces: configuredSurfaces(config, env, log),
    locale: config.LOCALE,
    readId,
    now: Date.now,
    wait,
    log,
  };
  return (event: unknown) => announceDecision(event, ports);
}
