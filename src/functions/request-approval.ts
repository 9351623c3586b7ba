import { randomBytes } from 'node:crypto';
import { requestApproval } from '../approval/request-approval.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredMinter } from './mint.ts';
import { configuredSurfaces } from './surfaces.ts';

/** The state SendApprovalRequest: asks for an approval on every configured surface. */
export function createRequestApproval(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const ports = {
    createUrls: configuredMinter(config, env, log),
    surfaces: configuredSurfaces(config, env, log),
    locale: config.LOCALE,
    now: Date.now,
    newTransactionId: () => randomBytes(16).toString('hex'),
    log,
  };
  return (event: unknown) => requestApproval(event, ports);
}
