import type { createUrlMinter } from '../../src/callback/create-urls.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createJsonMinter } from './json-minter.ts';

export const TRANSACTION_ID = '00112233445566778899aabbccddeeff';

/** Creates create-urls with a sealer that only records the payloads, so no URL is too long. */
export function createRecordingMinter(ports: Partial<Parameters<typeof createUrlMinter>[0]> = {}) {
  const sealed: Payload[] = [];
  const seal = async (payload: Payload) => {
    sealed.push(payload);
    return '3-AAAA';
  };
  const createUrls = createJsonMinter({ seal, baseUrl: 'https://example.com/v1', now: () => 0, ...ports });
  return { sealed, mint: (input: unknown) => createUrls(input, TRANSACTION_ID) };
}
