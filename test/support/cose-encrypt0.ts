import { createCipheriv } from 'node:crypto';
import { encode } from 'cborg';
import type { DataKey } from '../../src/callback/data-key.ts';

/** The parts of a COSE_Encrypt0 message (RFC 9052 §5.2). A test can replace each part, or omit it with null. */
export interface Encrypt0Parts {
  readonly plaintext: Uint8Array;
  readonly alg?: unknown;
  readonly kid?: unknown;
  readonly iv?: Uint8Array;
  /** The IV in the message, if it differs from the IV of the encryption. */
  readonly statedIv?: unknown;
  readonly externalAad?: string;
  readonly unprotected?: ReadonlyMap<number, unknown>;
  readonly more?: readonly unknown[];
}

/** Creates a message directly from the RFC, independent of the code under test. */
export function encrypt0(dataKey: DataKey, parts: Encrypt0Parts): Buffer {
  const { plaintext, alg = 3, kid = dataKey.encrypted, iv = Buffer.alloc(12, 7) } = parts;
  const { statedIv = iv, externalAad = 'countersign 3-', unprotected = new Map(), more = [] } = parts;
  const header = encode(mapOf([1, alg], [4, kid]));
  const cipher = createCipheriv('aes-256-gcm', dataKey.plaintext, iv);
  cipher.setAAD(encode(['Encrypt0', header, Buffer.from(externalAad)]));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return Buffer.from(encode([header, mapOf([5, statedIv], ...unprotected), ciphertext, ...more]));
}

/** Returns the text form of a message. */
export const sealedText = (message: Uint8Array) => `3-${Buffer.from(message).toString('base64url')}`;

function mapOf(...members: [number, unknown][]): Map<number, unknown> {
  return new Map(members.filter(([, value]) => value !== null));
}
