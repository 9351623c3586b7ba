import { randomBytes } from 'node:crypto';
import { requestApproval } from '../approval/request-approval.ts';
import { createUrlMinter } from '../callback/create-urls.ts';
import { type Environment, loadConfig } from '../config.ts';
import { jsonLog } from '../log.ts';
import { kmsSealer } from './sealer.ts';
import { configuredSurfaces } from './surfaces.ts';

/** The state SendApprovalRequest: asks for an approval on every configured surface. */
export function createRequestApproval(env: Environment, log = jsonLog) {
  const config = loadConfig(env, ['KEY_ID', 'CALLBACK_BASE_URL']);
  const { seal } = kmsSealer(env, config.KEY_ID);
  const ports = {
    createUrls: createUrlMinter({ seal, baseUrl: config.CALLBACK_BASE_URL }),
    surfaces: configuredSurfaces(config, env, log),
    locale: config.LOCALE,
    now: Date.now,
    newTransactionId: () => randomBytes(16).toString('hex'),
    log,
  };
  return (event: unknown) => requestApproval(event, ports);
}
