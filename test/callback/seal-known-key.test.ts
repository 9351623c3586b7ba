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
  expect(keys.generated).toHaveLength(2);
});

it('A proof is not a payload, and a payload not a proof, also once the data key is known', async () => {
  const { seal, open, prove, isProof } = createSealer({ keys: createFakeKeyService() });
  const [sealed, proof] = [await seal(payload), await prove(['a'])];
  await open(sealed);

  expect(await isProof(proof, ['a'])).toBe(true);
  expect(await isProof(proof, ['b'])).toBe(false);
  expect(await isProof(sealed, ['a'])).toBe(false);
  await expect(open(proof)).rejects.toMatchObject({ code: 'InvalidPayload' });
});
