import { createUrlMinter } from '../../src/callback/create-urls.ts';
import { parseCreateUrlsInput } from '../../src/callback/create-urls-input.ts';
import type { CreateUrlsOutput } from '../../src/callback/schemas.ts';

/** create-urls from JSON, as its callers have it. */
export function createJsonMinter(
  ports: Parameters<typeof createUrlMinter>[0],
): (json: unknown, transactionId: string) => Promise<CreateUrlsOutput> {
  const createUrls = createUrlMinter(ports);
  return async (json, transactionId) => createUrls(parseCreateUrlsInput(json), transactionId);
}
