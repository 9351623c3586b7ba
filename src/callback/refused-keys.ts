import { createHash } from 'node:crypto';
import type { EncryptionContext, KeyService } from './data-key.ts';
import { Refusal } from './errors.ts';

/** Short, because what a key opens may change: a new deployment can have another key or another name. */
const LIFETIME_MS = 5 * 60_000;

/**
 * Remembers the data keys that KMS refused, so that the same foreign payload, sent again and again, costs one call. Other
 * errors say nothing about the data key, so they are not remembered.
 *
 * @param now the clock, in milliseconds since 1970
 * @param capacity the number of refusals; the oldest ones are forgotten first
 */
export function rememberRefusals(keys: KeyService, now: () => number, capacity = 1_000): KeyService {
  const refused = new Map<string, { readonly refusal: Refusal; readonly until: number }>();
  return {
    generate: (context) => keys.generate(context),

    async decrypt(encrypted, context) {
      const id = idOf(encrypted, context);
      const known = refused.get(id);
      if (known && now() < known.until) throw known.refusal;
      refused.delete(id);
      try {
        return await keys.decrypt(encrypted, context);
      } catch (error) {
        if (error instanceof Refusal) {
          refused.set(id, { refusal: error, until: now() + LIFETIME_MS });
          const [oldest = id] = refused.keys();
          if (refused.size > capacity) refused.delete(oldest);
        }
        throw error;
      }
    },
  };
}

/** A hash, because a sender chooses how long the data key is. */
function idOf(encrypted: Uint8Array, context: EncryptionContext): string {
  return createHash('sha256').update(encrypted).update(JSON.stringify(context)).digest('base64');
}
