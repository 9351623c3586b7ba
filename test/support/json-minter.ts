import { createUrlMinter } from '../../src/callback/create-urls.ts';
import { parseCreateUrlsInput } from '../../src/callback/create-urls-input.ts';
import type { CreateUrlsOutput } from '../../src/callback/schemas.ts';

/** Creates create-urls with unvalidated JSON as its input. */
export function createJsonMinter(
  ports: Parameters<typeof createUrlMinter>[0],
): (json: unknown, transactionId: string) => Promise<CreateUrlsOutput> {
  const createUrls = createUrlMinter(ports);
  return async (json, transactionId) => createUrls(parseCreateUrlsInput(json), transactionId);
}
