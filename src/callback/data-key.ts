import { createSecretKey, type KeyObject } from 'node:crypto';

/** A data key from KMS. The payload carries the encrypted copy. */
export interface DataKey {
  /** 32 bytes. */
  readonly plaintext: Uint8Array;
  /** The same key, encrypted under the KMS key. */
  readonly encrypted: Uint8Array;
  /** The ARN of the KMS key. */
  readonly keyArn: string;
}

/** KMS encryption context. KMS decrypts a data key only when the caller gives the same context again. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** The two KMS calls that this folder needs. `decrypt` refuses a key that is not ours with InvalidPayload. */
export interface KeyService {
  generate(context: EncryptionContext): Promise<DataKey>;
  decrypt(encrypted: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
}

export interface SealingKey {
  readonly key: KeyObject;
  readonly encrypted: Uint8Array;
}

const LIFETIME_MS = 5 * 60_000;
/** Far below 2^32, the maximum number of random 96-bit IVs for one key (NIST SP 800-38D §8.3). */
const MAX_SEALS = 2 ** 20;

/**
 * Caches one data key for all seals of this process. Replaces it after 5 minutes or 2^20 seals.
 *
 * @param now the clock, in milliseconds since 1970
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
      // This caller gets the error. The next seal asks KMS again.
      fresh.catch(() => {
        if (current === fresh) current = undefined;
      });
    }
    seals += 1;
    return current;
  };
}

/** Caches the most recently used data keys, so that a warm function asks KMS only once for each key. */
export function cachedOpeningKeys(
  keys: Pick<KeyService, 'decrypt'>,
  context: EncryptionContext,
  capacity = 100,
): (encrypted: Uint8Array) => Promise<KeyObject> {
  // Promises: a history is read with many proofs at once, most of them under the same key.
  const opened = new Map<string, Promise<KeyObject>>();
  return async (encrypted) => {
    const id = Buffer.from(encrypted.buffer, encrypted.byteOffset, encrypted.byteLength).toString('latin1');
    const key = opened.get(id) ?? keys.decrypt(encrypted, context).then((bytes) => createSecretKey(bytes));
    opened.delete(id);
    opened.set(id, key);
    for (const oldest of opened.keys()) {
      if (opened.size <= capacity) break;
      opened.delete(oldest);
    }
    try {
      return await key;
    } catch (error) {
      // The next one asks KMS again.
      if (opened.get(id) === key) opened.delete(id);
      throw error;
    }
  };
}

async function generate(keys: Pick<KeyService, 'generate'>, context: EncryptionContext): Promise<SealingKey> {
  const { plaintext, encrypted } = await keys.generate(context);
  return { key: createSecretKey(plaintext), encrypted };
}
