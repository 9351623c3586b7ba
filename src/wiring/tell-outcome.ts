import { type OutcomePorts, tellOutcome } from '../approval/tell-outcome.ts';
import { isObject } from '../callback/json.ts';
import type { Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredEvents } from './events.ts';
import { outcomePorts } from './outcome-ports.ts';
import { configuredSurfaces } from './surfaces.ts';

/**
 * For the state machine ApprovalOutcome: tells on each configured surface how an approval ended. For the EventBridge rule of
 * SES: tells the requester which mails came back.
 */
export function createTellOutcome(env: Environment, log: Log) {
  const { config, ports: shared } = outcomePorts(env, log);
  const ports = {
    ...shared,
    surfaces: configuredSurfaces(config, env, log, { patience: 'telling' }),
    durableFunctions: config.DURABLE_FUNCTIONS,
    publishEvents: configuredEvents(config, env, 'background'),
  };
  return (event: unknown): Promise<unknown> => {
    const isOfMail = isObject(event) && event.source === 'aws.ses';
    return isOfMail ? tellOfMail(event, ports) : tellOutcome(event, ports);
  };
}

/** Loads its code when it is needed: few mails come back. */
async function tellOfMail(event: unknown, ports: OutcomePorts): Promise<void> {
  const [{ readUndelivered }, { tellUndelivered }] = await Promise.all([
    import('../aws/ses-event.ts'),
    import('../approval/tell-undelivered.ts'),
  ]);
  return tellUndelivered(readUndelivered(event), ports);
}
