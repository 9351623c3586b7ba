import { createRemoteJWKSet, customFetch } from 'jose';
import { isObject } from '../callback/json.ts';

/** The keys are loaded again after this time, and when a token names an unknown key. */
const KEYS_AGE_MS = 24 * 60 * 60 * 1000;
/** The keys are not loaded again more often than this: the key id of a token may be invented. */
const RELOAD_AFTER_MS = 60_000;
/** After a failure, nothing is loaded for this time: in an outage, each delivery would wait for another one. */
const RETRY_AFTER_MS = 5_000;
/** Teams waits for an answer. */
const LOAD_WITHIN_MS = 1_500;

/**
 * The keys that sign what Teams delivers. The metadata, which names their place, is read once. Keys that were loaded stay in
 * use if newer ones cannot be loaded.
 *
 * @param now milliseconds since 1970
 * @returns a function that rejects if the metadata cannot be read
 */
export function createSigningKeys(openIdUrl: string, now: () => number) {
  const load = createLoad(now);
  let found: ReturnType<typeof findKeys> | undefined;
  return () => {
    found ??= findKeys(openIdUrl, load).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

type Load = (url: string, init: RequestInit) => Promise<Response>;

async function findKeys(openIdUrl: string, load: Load) {
  const response = await load(openIdUrl, { signal: AbortSignal.timeout(LOAD_WITHIN_MS) });
  const metadata: unknown = await response.json();
  const address = isObject(metadata) && typeof metadata.jwks_uri === 'string' ? metadata.jwks_uri : '';
  return createRemoteJWKSet(new URL(address), {
    cacheMaxAge: KEYS_AGE_MS,
    cooldownDuration: RELOAD_AFTER_MS,
    timeoutDuration: LOAD_WITHIN_MS,
    [customFetch]: load,
  });
}

/** Loads JSON. After a failure, it gives the same error for a while. */
function createLoad(now: () => number): Load {
  let failed: { readonly error: unknown; readonly until: number } | undefined;
  return async (url, init) => {
    if (failed && now() < failed.until) throw failed.error;
    try {
      const response = await fetch(url, init);
      if (!response.ok) throw new Error(`The keys of Teams cannot be read: HTTP ${response.status}.`);
      // Read here, so that an answer that breaks off, or is no JSON, is a failure too.
      return Response.json(await response.json());
    } catch (error) {
      failed = { error, until: now() + RETRY_AFTER_MS };
      throw error;
    }
  };
}
