import { isRestricted } from '../approval/policy.ts';
import { clientOptions, type Patience } from '../aws/client-options.ts';
import { type CreateUrls, createUrlMinter } from '../callback/create-urls.ts';
import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredFeatures } from './features.ts';
import { configuredFormats } from './payload-formats.ts';

/**
 * How an approval request gets its callback URLs: sealed here, or by the Lambda function CREATE_URLS_FUNCTION, whose
 * URLs then point to CALLBACK_BASE_URL, or where that function lets them point.
 *
 * @throws {ConfigError} when neither says where URLs point
 */
export function configuredMinter(
  config: Config,
  env: Environment,
  log: Log,
  patience?: Patience,
): CreateUrls {
  const { CALLBACK_BASE_URL: baseUrl, CREATE_URLS_FUNCTION: functionName, AWS_REGION: region } = config;
  if (functionName) return minterThrough(functionName, baseUrl, clientOptions(env, patience));
  if (!baseUrl) throw new ConfigError('The environment variable CALLBACK_BASE_URL is not set.');
  const { seal } = configuredFormats(config, env, log, patience);
  return createUrlMinter({ seal, baseUrl, region, features: configuredFeatures(config) });
}

/**
 * The function CREATE_URLS_FUNCTION, as of sfn-callback-urls, may have an API of its own, which opens the same payload
 * under the same key, and does not know who may decide. Whoever can read a channel can read a button's payload.
 *
 * @returns a function that refuses a request with InvalidRequest where its URLs would get around who may decide
 */
export function assertMintable({ CREATE_URLS_FUNCTION: functionName }: Config): (policy: Policy) => void {
  return (policy) => {
    if (!functionName || !isRestricted(policy)) return;
    throw new Refusal(
      'InvalidRequest',
      `approvers and self_approval cannot be kept with URLs of the function ${functionName}: its own API takes them from anybody.`,
    );
  };
}

function minterThrough(
  functionName: string,
  baseUrl: string | undefined,
  options: ReturnType<typeof clientOptions>,
): CreateUrls {
  let through: Promise<CreateUrls> | undefined;
  return async (input, transactionId) => {
    // Few use it; the others' cold starts need not load another AWS client.
    through ??= import('../aws/create-urls-function.ts').then(({ createUrlsThrough }) =>
      createUrlsThrough(options, functionName, baseUrl),
    );
    return (await through)(input, transactionId);
  };
}
