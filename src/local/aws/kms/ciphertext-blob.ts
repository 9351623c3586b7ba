import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';

/**
 * A ciphertext blob, with sizes in bytes: version (4) | key id (16) | salt (104) | IV (12) | ciphertext | GCM tag (16).
 * It is 152 bytes longer than the plaintext. The blob of a 32-byte data key has 184 bytes, as in KMS.
 */
const VERSION = Buffer.from([1, 2, 2, 0]);
const KEY_ID_BYTES = 16;
const SALT_BYTES = 104;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = VERSION.length + KEY_ID_BYTES + SALT_BYTES;

export type EncryptionContext = Readonly<Record<string, string>>;

export interface BlobSealer {
  readonly seal: (plaintext: Buffer, context: EncryptionContext) => Buffer;
  /** Throws InvalidCiphertextException if the blob was changed, or sealed with another key or context. */
  readonly open: (blob: Buffer, context: EncryptionContext) => Buffer;
}

/**
 * Seals with AES-256-GCM under a random master key that never leaves this function. The header, the key ARN and the
 * encryption context are authenticated too.
 */
export function createBlobSealer(
  key: { readonly id: string; readonly arn: string },
  randomBytes: (size: number) => Buffer,
): BlobSealer {
  const master = randomBytes(32);
  const keyId = Buffer.from(key.id.replaceAll('-', ''), 'hex');

  // Each blob has its own key, derived from its salt. The salt is as long as it is to match the length of KMS's blobs.
  function blobKey(header: Buffer): Buffer {
    return Buffer.from(
      hkdfSync('sha256', master, header.subarray(-SALT_BYTES), 'countersign embedded KMS', 32),
    );
  }

  function boundData(header: Buffer, context: EncryptionContext): Buffer {
    const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
    return Buffer.concat([header, Buffer.from(JSON.stringify([key.arn, entries]))]);
  }

  return {
    seal(plaintext, context) {
      const header = Buffer.concat([VERSION, keyId, randomBytes(SALT_BYTES)]);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', blobKey(header), iv);
      cipher.setAAD(boundData(header, context));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([header, iv, ciphertext, cipher.getAuthTag()]);
    },

    open(blob, context) {
      if (blob.length < HEADER_BYTES + IV_BYTES + TAG_BYTES) throw invalidCiphertext();
      const header = blob.subarray(0, HEADER_BYTES);
      const iv = blob.subarray(HEADER_BYTES, HEADER_BYTES + IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', blobKey(header), iv);
      decipher.setAAD(boundData(header, context));
      decipher.setAuthTag(blob.subarray(-TAG_BYTES));
      const plaintext = decipher.update(blob.subarray(HEADER_BYTES + IV_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([plaintext, decipher.final()]);
      } catch {
        throw invalidCiphertext();
      }
    },
  };
}

/** KMS does not say what is wrong with a blob. */
function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '');
}
