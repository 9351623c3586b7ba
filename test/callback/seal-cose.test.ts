import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { decode, encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import type { Payload } from '../../src/callback/payload.ts';
import { encodePayload } from '../../src/callback/payload-cbor.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { type Encrypt0Parts, encrypt0, sealedText } from '../support/cose-encrypt0.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const keys = createFakeKeyService();
const dataKey = await keys.generate();
const { open } = createSealer({ keys });

const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
  transactionId: '00112233445566778899aabbccddeeff',
};
const plaintext = encodePayload(payload);
const payloadMap = (): Map<number, unknown> => decode(plaintext, { useMaps: true });
/** A payload as a map with its token, and the deflated map of the rest. */
const deflatedMap = (deflated: Uint8Array) =>
  new Map<number, unknown>([
    [1, 'AAAA'],
    [15, deflated],
  ]);
const message = (parts: Partial<Encrypt0Parts> = {}) => encrypt0(dataKey, { plaintext, ...parts });

async function expectRefused(bytes: Uint8Array): Promise<void> {
  await expect(open(sealedText(bytes))).rejects.toMatchObject({ name: 'InvalidPayload' });
}

test('A COSE_Encrypt0 message that the test builds from the RFC opens', async () => {
  expect(await open(sealedText(message()))).toStrictEqual(payload);
});

describe('a COSE_Encrypt0 is refused as InvalidPayload', () => {
  test.each<[string, Partial<Encrypt0Parts>]>([
    ['another algorithm', { alg: 1 }],
    ['no algorithm', { alg: null }],
    ['no key', { kid: null }],
    ['a key that is text', { kid: dataKey.encrypted.toString() }],
    ['a key that KMS did not encrypt', { kid: randomBytes(184) }],
    ['no IV', { statedIv: null }],
    ['an IV of 11 bytes', { iv: Buffer.alloc(11) }],
    ['an IV of 16 bytes', { iv: Buffer.alloc(16) }],
    ['an IV that is text', { statedIv: 'AAAAAAAAAAAA' }],
    ['another IV than the one used', { statedIv: Buffer.alloc(12, 8) }],
    ['the external data of another version', { externalAad: 'countersign 4-' }],
    ['no external data', { externalAad: '' }],
    ['one more unprotected member', { unprotected: new Map([[6, 'more']]) }],
    ['one more element', { more: [null] }],
  ])('with %s', async (_, parts) => {
    await expectRefused(message(parts));
  });

  test('with a member that uses more bytes than necessary', async () => {
    const [header, , ciphertext] = decode(message(), { useMaps: true });
    const parts = [encode(header), encode(new Map([[5, Buffer.alloc(12, 7)]])), encode(ciphertext)];
    await expectRefused(Buffer.concat([Buffer.from([0x98, 3]), ...parts]));
    await expectRefused(Buffer.concat([Buffer.from([0x9f]), ...parts, Buffer.from([0xff])]));
  });

  test.each<[string, unknown]>([
    ['a number', 1],
    ['null', null],
    ['text', 'text'],
    ['an empty array', []],
    ['a map', new Map([[1, 2]])],
    ['numbers for parts', [1, 2, 3]],
    ['empty parts', [Buffer.alloc(0), new Map(), Buffer.alloc(0)]],
    ['a header that is not a map', [encode(1), new Map([[5, Buffer.alloc(12)]]), Buffer.alloc(16)]],
  ])('when it is %s', async (_, value) => {
    await expectRefused(encode(value));
  });

  test.each(['ff', '9f', '5f4100ff', 'fb', 'a1', 'd8', '1bffffffffffffffff', '9bffffffffffffffff', '83'])(
    'when it is the broken CBOR %s',
    async (hex) => {
      await expectRefused(Buffer.from(hex, 'hex'));
    },
  );

  test('with a ciphertext that is too short for its tag', async () => {
    const [header, unprotected] = decode(message(), { useMaps: true });
    await expectRefused(encode([header, unprotected, Buffer.alloc(15)]));
  });
});

describe('a plaintext that is encrypted with our key is refused as InvalidPayload', () => {
  test.each<[string, Uint8Array]>([
    ['empty', Buffer.alloc(0)],
    ['not CBOR', Buffer.from('ff', 'hex')],
    ['not a map', encode([1, 2])],
    ['a map without members', encode(new Map())],
    ['a payload of an unknown action type', encode(payloadMap().set(5, 9))],
    ['a payload with broken JSON', encode(payloadMap().set(6, '{'))],
    ['bytes after the payload', Buffer.concat([plaintext, Buffer.alloc(1)])],
    ['a byte string', encode(Buffer.from('text'))],
    ['not deflated data', encode(deflatedMap(Buffer.from('not deflated')))],
    ['deflated garbage', encode(deflatedMap(deflateRawSync('garbage')))],
    ['a deflated number', encode(deflatedMap(deflateRawSync(encode(1))))],
    ['a text for deflated data', encode(new Map([...payloadMap(), [15, 'text']]))],
  ])('when it is %s', async (_, bytes) => {
    await expectRefused(message({ plaintext: bytes }));
  });

  test('when it inflates to more bytes than the product deflates', async () => {
    const large = encode(payloadMap().set(6, `"${'x'.repeat(70_000)}"`));
    const bomb = encode(new Map([[1, Buffer.alloc(64 * 1024 * 1024)]]));
    for (const bytes of [large, bomb]) {
      await expectRefused(message({ plaintext: encode(deflatedMap(deflateRawSync(bytes))) }));
    }
  });
});

test('A large payload is deflated, except its task token', async () => {
  const large: Payload = { ...payload, action: { name: 'a', type: 'success', output: 'x'.repeat(10_000) } };
  const map: Map<number, unknown> = decode(encodePayload(large), { useMaps: true });
  expect([...map.keys()]).toStrictEqual([1, 15]);
  expect(encodePayload(large).length).toBeLessThan(200);
  const sealer = createSealer({ keys });
  expect(await sealer.open(await sealer.seal(large))).toStrictEqual(large);
});

test('A payload that is too large to inflate is not deflated, so its URL is refused before a click', async () => {
  const sealer = createSealer({ keys });
  const large: Payload = { ...payload, action: { name: 'a', type: 'success', output: 'x'.repeat(100_000) } };
  const sealed = await sealer.seal(large);
  expect(sealed.length).toBeGreaterThan(100_000);
  expect(await sealer.open(sealed)).toStrictEqual(large);
});
