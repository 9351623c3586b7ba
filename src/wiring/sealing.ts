import { KMSClient } from '@aws-sdk/client-kms';
import { isRestricted } from '../approval/policy.ts';
import { createKeyService } from '../aws/kms.ts';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { Refusal } from '../callback/errors.ts';
import { createFormats } from '../callback/formats.ts';
import type { Policy } from '../callback/payload.ts';
import type { Features } from '../callback/resolve-action.ts';
import type { Sealer } from '../callback/seal.ts';
import { createActionSealer, type SealActions } from '../callback/url.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';

/**
 * How the actions of an approval are sealed: here, or by the Lambda function CREATE_URLS_FUNCTION, whose URLs then point
 * to CALLBACK_BASE_URL, or where that function lets them point.
 *
 * @throws {ConfigError} when neither says where URLs point
 */
export function configuredSeal(config: Config, env: Environment, log: Log, patience?: Patience): SealActions {
  const { CALLBACK_BASE_URL: baseUrl, CREATE_URLS_FUNCTION: functionName } = config;
  if (functionName) return sealThrough(functionName, baseUrl, clientOptions(env, patience));
  if (!baseUrl) throw new ConfigError('The environment variable CALLBACK_BASE_URL is not set.');
  return createActionSealer(configuredFormats(config, env, log, patience).seal, baseUrl);
}

/**
 * The function CREATE_URLS_FUNCTION, as of sfn-callback-urls, may have an API of its own, which opens the same payload
 * under the same key, and does not know who may decide. Each person who can read a channel can read a button's payload.
 *
 * @returns a function that refuses a request with InvalidRequest where its URLs would get around who may decide
 */
export function assertSealable({ CREATE_URLS_FUNCTION: functionName }: Config): (policy: Policy) => void {
  return (policy) => {
    if (!functionName || !isRestricted(policy)) return;
    throw new Refusal(
      'InvalidRequest',
      `approvers and self_approval cannot be kept with URLs of the function ${functionName}: its own API takes them from anybody.`,
    );
  };
}

function sealThrough(
  functionName: string,
  baseUrl: string | undefined,
  options: ReturnType<typeof clientOptions>,
): SealActions {
  let through: Promise<SealActions> | undefined;
  return async (payloads) => {
    // Few use it; the others' cold starts need not load another AWS client.
    through ??= import('../aws/create-urls-function.ts').then(({ sealThroughFunction }) =>
      sealThroughFunction(options, functionName, baseUrl),
    );
    return (await through)(payloads);
  };
}

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
