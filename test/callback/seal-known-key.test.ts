import { decode, encode } from 'cborg';
import { expect, it } from 'vitest';
import { createSealer } from '../../src/callback/seal.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { taskToken } from '../support/task-tokens.ts';

/*
 * A message whose data key was used just before is not decoded up to its IV. It opens and is refused as if it were.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const payload = {
  token: taskToken(700),
  transactionId: '0f',
  action: { name: 'approve', type: 'success', output: {} },
} as const;

it('Each character counts, also once the data key is known', async () => {
  const { seal, open } = createSealer({ keys: createFakeKeyService() });
  const sealed = await seal(payload);
  expect(await open(sealed)).toEqual(payload);

  for (let at = 0; at < sealed.length; at++) {
    const other = ALPHABET[(ALPHABET.indexOf(sealed[at] ?? '') + 1) % ALPHABET.length];
    const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
    await expect(open(changed), `character ${at}`).rejects.toMatchObject({ code: 'InvalidPayload' });
  }
  expect(await open(sealed)).toEqual(payload);
});

it('Each shorter and each longer text is refused, also once the data key is known', async () => {
  const { seal, open } = createSealer({ keys: createFakeKeyService() });
  const sealed = await seal(payload);
  await open(sealed);

  for (let length = 0; length < sealed.length; length++) {
    await expect(open(sealed.slice(0, length))).rejects.toMatchObject({ code: 'InvalidPayload' });
  }
  for (const more of ['A', 'AA', 'AAAA', '=', '==', '.', ' ', '\n']) {
    await expect(open(sealed + more)).rejects.toMatchObject({ code: 'InvalidPayload' });
  }
});

it('Messages of two data keys open in turn, each with one call to KMS', async () => {
  const keys = createFakeKeyService();
  const [one, two] = [createSealer({ keys }), createSealer({ keys })];
  const [first, second] = [await one.seal(payload), await two.seal(payload)];
  const { open } = createSealer({ keys });
  for (const sealed of [first, second, first, second]) expect(await open(sealed)).toEqual(payload);
  expect(keys.decrypted).toHaveLength(2);
});

it('Each message and each proof has another IV, also of those that are made at the same time', async () => {
  const { seal, prove } = createSealer({ keys: createFakeKeyService() });
  const texts = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => (index % 3 === 0 ? prove(['a']) : seal(payload))),
  );
  expect(new Set(texts.map(ivOf)).size).toBe(1_000);
});

it('The IVs of two sealers differ, also under the same data key', async () => {
  const dataKey = await createFakeKeyService().generate();
  const sealers = [1, 2].map(() => createSealer({ keys: createFakeKeyService(() => dataKey) }));
  const texts = await Promise.all(sealers.flatMap(({ seal }) => [1, 2, 3].map(() => seal(payload))));
  expect(new Set(texts.map(ivOf)).size).toBe(6);
});

it.each([
  ['never opened before', false],
  ['known', true],
])('KMS is asked for nothing that is no whole message, with a data key that was %s', async (_, isKnown) => {
  const keys = createFakeKeyService();
  const sealed = await createSealer({ keys }).seal(payload);
  const { open } = createSealer({ keys });
  if (isKnown) await open(sealed);
  const bytes = Buffer.from(sealed.slice(2), 'base64url');
  const text = (changed: Buffer) => `3-${changed.toString('base64url')}`;
  const [header, unprotected, ciphertext] = decode(bytes, { useMaps: true });
  const members: Map<number, unknown> = decode(header, { useMaps: true });
  const withHeader = (changed: Map<unknown, unknown>) =>
    text(Buffer.from(encode([encode(changed), unprotected, ciphertext])));
  const malformed = [
    ...Array.from({ length: bytes.length }, (_, end) => text(bytes.subarray(0, end))),
    text(Buffer.concat([bytes, Buffer.of(0)])),
    `${sealed}=`,
    `2-${sealed.slice(2)}`,
    withHeader(new Map(members).set(1, 1)),
    withHeader(new Map(members).set(5, 0)),
    withHeader(new Map([...members].filter(([key]) => key !== 1))),
    // The algorithm in two bytes, where one is enough.
    text(
      Buffer.from(
        encode([
          Buffer.from(Buffer.from(header).toString('hex').replace('a20103', 'a2011803'), 'hex'),
          unprotected,
          ciphertext,
        ]),
      ),
    ),
  ];
  const asked = keys.decrypted.length;
  for (const one of malformed) await expect(open(one)).rejects.toMatchObject({ code: 'InvalidPayload' });
  expect(keys.decrypted).toHaveLength(asked);
});

/** In hexadecimal. */
function ivOf(sealed: string): string {
  const [, unprotected] = decode(Buffer.from(sealed.slice(2), 'base64url'), { useMaps: true });
  return Buffer.from(unprotected.get(5)).toString('hex');
}

it('A proof is not a payload, and a payload not a proof, also once the data key is known', async () => {
  const { seal, open, prove, isProof } = createSealer({ keys: createFakeKeyService() });
  const [sealed, proof] = [await seal(payload), await prove(['a'])];
  await open(sealed);

  expect(await isProof(proof, ['a'])).toBe(true);
  expect(await isProof(proof, ['b'])).toBe(false);
  expect(await isProof(sealed, ['a'])).toBe(false);
  await expect(open(proof)).rejects.toMatchObject({ code: 'InvalidPayload' });
});
