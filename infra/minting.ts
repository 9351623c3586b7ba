import type { Deployment } from './deployment.ts';
import { invoke, type Permission, sealPayloads } from './permissions.ts';

/** The variables and permissions that a function needs to create the callback URLs of an approval request. */
export interface Minting {
  readonly variables: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
}

/**
 * The function seals the URLs itself, or calls the existing function `createUrlsFunction`. The URLs of that function
 * start with our API only if we have its key, because otherwise our API cannot open them.
 */
export function mintThrough({ settings, sealing }: Deployment, baseUrl: string): Minting {
  const { createUrlsFunction, keyArn } = settings;
  if (!createUrlsFunction) {
    return {
      variables: { ...sealing.variables, CALLBACK_BASE_URL: baseUrl },
      permissions: sealPayloads(sealing),
    };
  }
  return {
    variables: { CREATE_URLS_FUNCTION: createUrlsFunction, ...(keyArn && { CALLBACK_BASE_URL: baseUrl }) },
    permissions: [invoke(createUrlsFunction)],
  };
}
