import { randomBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { requestApproval } from '../approval/request-approval.ts';
import { clientOptions } from '../aws/client-options.ts';
import { createKeyService } from '../aws/kms.ts';
import { createUrlMinter } from '../callback/create-urls.ts';
import { createSealer } from '../callback/seal.ts';
import { type Environment, loadConfig } from '../config.ts';
import { jsonLog } from '../log.ts';
import { configuredSurfaces } from './surfaces.ts';

/** The state SendApprovalRequest: asks for an approval on every configured surface. */
export function createRequestApproval(env: Environment, log = jsonLog) {
  const config = loadConfig(env, ['KEY_ID', 'CALLBACK_BASE_URL']);
  const { seal } = createSealer({ keys: createKeyService(new KMSClient(clientOptions(env)), config.KEY_ID) });
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
