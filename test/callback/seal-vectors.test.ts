import { decode, encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import type { Payload } from '../../src/callback/payload.ts';
import { createSealer } from '../../src/callback/seal.ts';
import fixture from '../fixtures/sealed-3.json' with { type: 'json' };
import { encrypt0, sealedText } from '../support/cose-encrypt0.ts';
import { createFakeKeyService, KEY_ARN } from '../support/fake-key-service.ts';

const bytes = (base64: string) => Buffer.from(base64, 'base64');
const iv = bytes(fixture.iv);
const dataKey = {
  plaintext: bytes(fixture.dataKey.plaintext),
  encrypted: bytes(fixture.dataKey.encrypted),
  keyArn: KEY_ARN,
};
const keys = createFakeKeyService(() => dataKey);
await keys.generate();
const { seal, open } = createSealer({ keys, nextIv: () => iv });

describe.each(fixture.vectors)('the frozen vector "$name"', ({ payload, sealed }) => {
  test('opens to exactly its payload', async () => {
    expect(await open(sealed)).toStrictEqual(payload);
  });

  test('is the result of sealing its payload with the same key and IV', async () => {
    expect(await seal(payload as Payload)).toBe(sealed);
  });
});

test('The smallest vector is byte for byte the message that RFC 9052 and the documented map define', () => {
  const least = fixture.vectors[2];
  const plaintext = encode(
    new Map<number, unknown>([
      [1, Buffer.from('AAAA', 'base64')],
      [2, Buffer.from('5f0c7d0e9b1a4c2f8d3e6a7b90c1d2e3', 'hex')],
      [4, 'ping'],
      [5, 2],
    ]),
  );
  expect(sealedText(encrypt0(dataKey, { plaintext, iv }))).toBe(least?.sealed);
});

test('The vectors are COSE_Encrypt0 messages that carry the encrypted data key', () => {
  for (const { sealed } of fixture.vectors) {
    const [header] = decode(Buffer.from(sealed.slice(2), 'base64url'), { useMaps: true });
    expect(decode(header, { useMaps: true })).toEqual(
      new Map<number, unknown>([
        [1, 3],
        [4, new Uint8Array(dataKey.encrypted)],
      ]),
    );
  }
});
