import { createSecretKey, type KeyObject } from 'node:crypto';

/** A data key from KMS: its 32 bytes, and the same encrypted under the KMS key, to travel in the payload. */
export interface DataKey {
  readonly plaintext: Uint8Array;
  readonly encrypted: Uint8Array;
  /** The ARN of the KMS key. */
  readonly keyArn: string;
}

/** What KMS binds a data key to: it opens for nobody who does not name the same. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** The two KMS calls that sealing and opening need. `decrypt` refuses what is not ours with InvalidPayload. */
export interface KeyService {
  generate(context: EncryptionContext): Promise<DataKey>;
  decrypt(encrypted: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
}

export interface SealingKey {
  readonly key: KeyObject;
  readonly encrypted: Uint8Array;
}

const LIFETIME_MS = 5 * 60_000;
/** Far below the 2^32 random 96-bit IVs that NIST SP 800-38D §8.3 allows for one key. */
const MAX_SEALS = 2 ** 20;

/**
 * One data key for all seals of this container, replaced after 5 minutes or 2^20 seals.
 *
 * @param now milliseconds since 1970
 */
export function cachedSealingKey(
  keys: Pick<KeyService, 'generate'>,
  context: EncryptionContext,
  now: () => number,
): () => Promise<SealingKey> {
  let current: Promise<SealingKey> | undefined;
  let bornAt = 0;
  let seals = 0;
  return () => {
    if (!current || now() - bornAt >= LIFETIME_MS || seals >= MAX_SEALS) {
      bornAt = now();
      seals = 0;
      const fresh = generate(keys, context);
      current = fresh;
      // The next seal asks again; this one's caller sees the error.
      fresh.catch(() => {
        if (current === fresh) current = undefined;
      });
    }
    seals += 1;
    return current;
  };
}

/** Opened data keys, the most recently used 100 of them, so that a warm container asks KMS once a key. */
export function cachedOpeningKeys(
  keys: Pick<KeyService, 'decrypt'>,
  context: EncryptionContext,
  capacity = 100,
): (encrypted: Uint8Array) => Promise<KeyObject> {
  const opened = new Map<string, KeyObject>();
  return async (encrypted) => {
    const id = Buffer.from(encrypted).toString('base64');
    const key = opened.get(id) ?? createSecretKey(await keys.decrypt(encrypted, context));
    opened.delete(id);
    opened.set(id, key);
    for (const oldest of opened.keys()) {
      if (opened.size <= capacity) break;
      opened.delete(oldest);
    }
    return key;
  };
}

async function generate(keys: Pick<KeyService, 'generate'>, context: EncryptionContext): Promise<SealingKey> {
  const { plaintext, encrypted } = await keys.generate(context);
  return { key: createSecretKey(plaintext), encrypted };
}
