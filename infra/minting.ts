import type { Deployment } from './deployment.ts';
import { invoke, type Permission, sealPayloads } from './permissions.ts';

/** How a function gets the callback URLs of an approval request. */
export interface Minting {
  readonly variables: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
}

/**
 * By sealing them itself, or through a create-urls function that was there before. The URLs of that function point to our
 * API only where we have its key, and can open them.
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
