import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Formats } from '../callback/formats.ts';
import { createActionSealer, type SealActions, type SealLinks } from '../callback/url.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';

export interface Sealing {
  readonly seal: SealActions;
  /** Missing where the format, or the function that seals, has no links by reference. */
  readonly sealLinks?: SealLinks;
}

/**
 * Seals the actions of an approval. With CREATE_URLS_FUNCTION, that Lambda function seals them. The URLs start with
 * CALLBACK_BASE_URL, which is optional with CREATE_URLS_FUNCTION: then that function chooses the address.
 *
 * @param formats those that also open payloads and proofs: they share their data keys
 * @throws {ConfigError} when both variables are missing
 */
export function configuredSealing(
  config: Config,
  env: Environment,
  { seal, sealLink }: Pick<Formats, 'seal' | 'sealLink'>,
  patience?: Patience,
): Sealing {
  const { CALLBACK_BASE_URL: baseUrl, CREATE_URLS_FUNCTION: functionName } = config;
  if (functionName)
    return { seal: sealThrough(functionName, baseUrl, clientOptions(env, patience ?? 'invoke')) };
  if (!baseUrl) throw new ConfigError('The environment variable CALLBACK_BASE_URL is not set.');
  return {
    seal: createActionSealer(seal, baseUrl),
    ...(sealLink && { sealLinks: createActionSealer(sealLink, baseUrl) }),
  };
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
