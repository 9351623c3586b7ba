import { KMSClient } from '@aws-sdk/client-kms';
import { createKeyService } from '../aws/kms.ts';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { createFormats, type Formats } from '../callback/formats.ts';
import type { Features } from '../callback/resolve-action.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';

/**
 * Seals and opens payloads with the KMS key KEY_ID, for the deployment KEY_CONTEXT. Without KEY_ID, payloads are not
 * encrypted.
 *
 * @throws {ConfigError} when there is a key and no KEY_CONTEXT: other deployments under this key could use its payloads
 */
export function configuredFormats(config: Config, env: Environment, log: Log, patience?: Patience): Formats {
  const { KEY_ID: keyId, KEY_CONTEXT: deployment, URL_FORMAT: format, LEGACY_LINKS: legacyLinks } = config;
  if (!keyId) log({ level: 'warn', event: 'encryption_disabled', reason: 'KEY_ID is not set' });
  if (keyId && !deployment) throw new ConfigError('The environment variable KEY_CONTEXT is not set.');
  const keys = keyId ? createKeyService(new KMSClient(clientOptions(env, patience)), keyId) : undefined;
  return createFormats({ keys, deployment, format, legacyLinks });
}

/** The features that ENABLE_OUTPUT_PARAMETERS and ENABLE_POST_ACTIONS allow. By default, none is allowed. */
export function configuredFeatures(config: Config): Features {
  return {
    outputParameters: config.ENABLE_OUTPUT_PARAMETERS ?? false,
    postActions: config.ENABLE_POST_ACTIONS ?? false,
  };
}
