import { randomBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions } from '../aws/client-options.ts';
import { createKeyService } from '../aws/kms.ts';
import { createUrlMinter } from '../callback/create-urls.ts';
import { createSealer } from '../callback/seal.ts';
import { type Environment, loadConfig } from '../config.ts';
import { jsonLog } from '../log.ts';
import { createUrlsHandler } from '../web/urls-endpoint.ts';

/** Lambda Invoke and `POST /urls`: mints callback URLs for a task token. */
export function createCreateUrls(env: Environment, log = jsonLog) {
  const config = loadConfig(env, ['KEY_ID', 'CALLBACK_BASE_URL']);
  const { seal } = createSealer({ keys: createKeyService(new KMSClient(clientOptions(env)), config.KEY_ID) });
  return createUrlsHandler({
    createUrls: createUrlMinter({ seal, baseUrl: config.CALLBACK_BASE_URL, region: config.AWS_REGION }),
    newTransactionId: () => randomBytes(16).toString('hex'),
    log,
  });
}
