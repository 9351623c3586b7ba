import { randomBytes } from 'node:crypto';
import { createUrlMinter } from '../callback/create-urls.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { createUrlsHandler } from '../web/urls-endpoint.ts';
import { configuredFeatures, configuredFormats } from './formats.ts';

/** For Lambda Invoke and `POST /urls`: creates callback URLs for a task token. */
export function createCreateUrls(env: Environment, log: Log) {
  const config = loadConfig(env, ['CALLBACK_BASE_URL']);
  const { seal } = configuredFormats(config, env, log, 'web');
  return createUrlsHandler({
    createUrls: createUrlMinter({
      seal,
      baseUrl: config.CALLBACK_BASE_URL,
      region: config.AWS_REGION,
      features: configuredFeatures(config),
    }),
    newTransactionId: () => randomBytes(16).toString('hex'),
    now: Date.now,
    log,
  });
}
