import { KMSClient } from '@aws-sdk/client-kms';
import { createKeyService } from '../aws/kms.ts';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { createFormats } from '../callback/formats.ts';
import type { Features } from '../callback/resolve-action.ts';
import type { Sealer } from '../callback/seal.ts';
import type { Config, Environment } from '../config.ts';
import type { Log } from '../log.ts';

/** Seals and opens payloads under the KMS key, or without encryption where KEY_ID is not set. */
export function configuredFormats(config: Config, env: Environment, log: Log, patience?: Patience): Sealer {
  const { KEY_ID: keyId, URL_FORMAT: format, LEGACY_LINKS: legacyLinks } = config;
  if (!keyId) log({ level: 'warn', event: 'encryption_disabled', reason: 'KEY_ID is not set' });
  const keys = keyId ? createKeyService(new KMSClient(clientOptions(env, patience)), keyId) : undefined;
  return createFormats({ keys, format, legacyLinks });
}

/** What ENABLE_OUTPUT_PARAMETERS and ENABLE_POST_ACTIONS allow; nothing where they are not set. */
export function configuredFeatures(config: Config): Features {
  return {
    outputParameters: config.ENABLE_OUTPUT_PARAMETERS ?? false,
    postActions: config.ENABLE_POST_ACTIONS ?? false,
  };
}
