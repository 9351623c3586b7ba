import { createCipheriv, createDecipheriv, randomBytes as nodeRandomBytes } from 'node:crypto';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { cachedOpeningKeys, cachedSealingKey, type KeyService } from './data-key.ts';
import { Refusal } from './errors.ts';
import type { Payload } from './payload.ts';
import { decodePayload, encodePayload } from './payload-cbor.ts';

/**
 * The sealed payload, `3-` and base64url of a COSE_Encrypt0 (RFC 9052 §5.2): A256GCM, the KMS-encrypted data key
 * as `kid` in the protected header, a random 96-bit IV, and external data that names this format, so that a
 * message of another application or version under the same key does not open.
 */
const PREFIX = '3-';
const EXTERNAL_AAD = Buffer.from('countersign 3-');
/** KMS opens our data keys for nobody who does not name this purpose. */
const ENCRYPTION_CONTEXT = { application: 'countersign' };
const HEADER = { alg: 1, kid: 4, iv: 5 };
/** COSE's number for AES-GCM with a 256-bit key and a 128-bit tag (RFC 9053 §4.1). */
const A256GCM = 3;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const STRICT = { useMaps: true, strict: true };

export interface Sealer {
  /** A string of `[A-Za-z0-9_-]`, fit for a URL and for a Slack button's value. */
  seal(payload: Payload): Promise<string>;
  /**
   * @throws {Refusal} InvalidPayload when the string is not exactly one that was sealed under our key
   */
  open(sealed: string): Promise<Payload>;
}

/**
 * @param ports the KMS calls; the clock (milliseconds since 1970) and the randomness for IVs
 */
export function createSealer(ports: {
  keys: KeyService;
  now?: () => number;
  randomBytes?: (size: number) => Uint8Array;
}): Sealer {
  const { keys, now = Date.now, randomBytes = nodeRandomBytes } = ports;
  const sealingKey = cachedSealingKey(keys, ENCRYPTION_CONTEXT, now);
  const openingKey = cachedOpeningKeys(keys, ENCRYPTION_CONTEXT);

  return {
    async seal(payload) {
      const { key, encrypted } = await sealingKey();
      const header = encode(
        new Map<number, unknown>([
          [HEADER.alg, A256GCM],
          [HEADER.kid, encrypted],
        ]),
        rfc8949EncodeOptions,
      );
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(header));
      const ciphertext = Buffer.concat([
        cipher.update(encodePayload(payload)),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return toText(header, iv, ciphertext);
    },

    async open(sealed) {
      const { header, kid, iv, ciphertext } = parse(sealed);
      const key = await openingKey(kid);
      const tagAt = ciphertext.length - TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
        .setAAD(additionalData(header))
        .setAuthTag(ciphertext.subarray(tagAt));
      return decodePayload(decrypt(decipher, ciphertext.subarray(0, tagAt)));
    },
  };
}

function toText(header: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): string {
  const message = encode([header, new Map([[HEADER.iv, iv]]), ciphertext], rfc8949EncodeOptions);
  return PREFIX + Buffer.from(message).toString('base64url');
}

/** The Enc_structure of RFC 9052 §5.3. */
function additionalData(header: Uint8Array): Uint8Array {
  return encode(['Encrypt0', header, EXTERNAL_AAD], rfc8949EncodeOptions);
}

function decrypt(decipher: ReturnType<typeof createDecipheriv>, ciphertext: Uint8Array): Uint8Array {
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch (cause) {
    throw invalid(cause);
  }
}

function parse(sealed: string) {
  if (!sealed.startsWith(PREFIX)) throw invalid();
  try {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    const [header, unprotected, ciphertext] = decode(bytes, STRICT) as [
      Uint8Array,
      Map<number, unknown>,
      Uint8Array,
    ];
    const protectedHeader = decode(header, STRICT) as Map<number, unknown>;
    const kid = protectedHeader.get(HEADER.kid);
    const iv = unprotected.get(HEADER.iv);
    if (
      protectedHeader.get(HEADER.alg) !== A256GCM ||
      !(kid instanceof Uint8Array) ||
      !(iv instanceof Uint8Array) ||
      iv.length !== IV_BYTES ||
      !(ciphertext instanceof Uint8Array) ||
      ciphertext.length < TAG_BYTES ||
      // base64url and CBOR both have several spellings: without this, several strings would open as one payload.
      toText(header, iv, ciphertext) !== sealed
    ) {
      throw invalid();
    }
    return { header, kid, iv, ciphertext };
  } catch (cause) {
    throw cause instanceof Refusal ? cause : invalid(cause);
  }
}

function invalid(cause?: unknown): Refusal {
  return new Refusal('InvalidPayload', 'This link is not one of ours, or a part of it is missing.', {
    cause,
  });
}
