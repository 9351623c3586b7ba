import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { createActionSealer, type SealActions } from '../callback/url.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredFormats } from './formats.ts';

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
