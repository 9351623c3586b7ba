import { randomBytes } from 'node:crypto';
import { Refusal } from '../../src/callback/errors.ts';
import { createSealer, type Sealer } from '../../src/callback/seal.ts';

/** A real sealer whose key service is this process's memory: another one's payloads do not open. */
export function createMemorySealer(): Sealer {
  const dataKeys = new Map<string, Uint8Array>();
  return createSealer({
    keys: {
      async generate() {
        const dataKey = { plaintext: randomBytes(32), encrypted: randomBytes(184) };
        dataKeys.set(dataKey.encrypted.toString('hex'), dataKey.plaintext);
        return dataKey;
      },
      async decrypt(encrypted) {
        const plaintext = dataKeys.get(Buffer.from(encrypted).toString('hex'));
        if (!plaintext) throw new Refusal('InvalidPayload', 'This link was not made by this service.');
        return plaintext;
      },
    },
  });
}

/** Another string of the same length: one character in the middle differs. */
export function tamper(sealed: string): string {
  const middle = Math.floor(sealed.length / 2);
  return `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`;
}
