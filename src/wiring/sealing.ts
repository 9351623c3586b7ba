import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { createActionSealer, type SealActions } from '../callback/url.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredFormats } from './formats.ts';

/**
 * Seals the actions of an approval. With CREATE_URLS_FUNCTION, that Lambda function seals them. The URLs start with
 * CALLBACK_BASE_URL, which is optional with CREATE_URLS_FUNCTION: then that function chooses the address.
 *
 * @throws {ConfigError} when both variables are missing
 */
export function configuredSeal(config: Config, env: Environment, log: Log, patience?: Patience): SealActions {
  const { CALLBACK_BASE_URL: baseUrl, CREATE_URLS_FUNCTION: functionName } = config;
  if (functionName) return sealThrough(functionName, baseUrl, clientOptions(env, patience ?? 'invoke'));
  if (!baseUrl) throw new ConfigError('The environment variable CALLBACK_BASE_URL is not set.');
  return createActionSealer(configuredFormats(config, env, log, patience).seal, baseUrl);
}

function sealThrough(
  functionName: string,
  baseUrl: string | undefined,
  options: ReturnType<typeof clientOptions>,
): SealActions {
  let through: Promise<SealActions> | undefined;
  return async (payloads) => {
    // Loaded only when needed, because another AWS client slows a cold start.
    through ??= import('../aws/create-urls-function.ts').then(({ sealThroughFunction }) =>
      sealThroughFunction(options, functionName, baseUrl),
    );
    return (await through)(payloads);
  };
}
