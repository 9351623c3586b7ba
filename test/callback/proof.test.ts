import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { createMemorySealer, tamper } from '../support/web-sealer.ts';

const STATEMENT = ['Release:one', '0123456789abcdef', '{"decision":{"by":"Ann"}}'];
const PAYLOAD = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success' as const, output: {} },
  transactionId: '0f',
};

describe('a proof', () => {
  test('opens with what it proves, and with nothing else', async () => {
    const { prove, isProof } = createMemorySealer();
    const proof = await prove(STATEMENT);
    const [execution = '', task = '', record = ''] = STATEMENT;

    expect(await isProof(proof, STATEMENT)).toBe(true);
    expect(await isProof(proof, ['Release:two', task, record])).toBe(false);
    expect(await isProof(proof, [execution, 'f', record])).toBe(false);
    expect(await isProof(proof, [execution, task, '{"decision":{"by":"Ben"}}'])).toBe(false);
    expect(await isProof(proof, [execution, task])).toBe(false);
    expect(await isProof(proof, [`${execution}${task}`, '', record])).toBe(false);
    expect(await isProof(tamper(proof), STATEMENT)).toBe(false);
  });

  test.each(['', 'a text', '3-', '3-AAAA', '1-AAAA', '2-AAAA'])('is not %j', async (text) => {
    expect(await createMemorySealer().isProof(text, STATEMENT)).toBe(false);
  });

  test('is short', async () => {
    expect((await createMemorySealer().prove(STATEMENT)).length).toBeLessThanOrEqual(320);
  });

  test('is no payload, and a payload is no proof', async () => {
    const sealer = createMemorySealer();
    const sealed = await sealer.seal(PAYLOAD);

    expect(await sealer.isProof(sealed, STATEMENT)).toBe(false);
    expect(await sealer.isProof(sealed, [])).toBe(false);
    await expect(sealer.open(await sealer.prove(STATEMENT))).rejects.toMatchObject({
      code: 'InvalidPayload',
    });
  });

  test('of another deployment does not open', async () => {
    const proof = await createMemorySealer().prove(STATEMENT);
    expect(await createMemorySealer().isProof(proof, STATEMENT)).toBe(false);
  });

  test('cannot be told while KMS does not answer', async () => {
    const keys = createFakeKeyService();
    const proof = await createSealer({ keys }).prove(STATEMENT);
    const down = new Error('KMSInternalException');
    const { isProof } = createSealer({ keys: { ...keys, decrypt: () => Promise.reject(down) } });

    await expect(isProof(proof, STATEMENT)).rejects.toBe(down);
  });

  test('of an answer asks KMS for no more than the payload of its button', async () => {
    const keys = createFakeKeyService();
    const sealed = await createSealer({ keys }).seal(PAYLOAD);
    const answering = createSealer({ keys });
    await answering.open(sealed);

    const proof = await answering.prove(STATEMENT);

    expect(keys.decrypted).toHaveLength(1);
    expect(keys.generated).toHaveLength(1);
    expect(await createSealer({ keys }).isProof(proof, STATEMENT)).toBe(true);
  });

  test('is made under a new data key where none is at hand', async () => {
    const keys = createFakeKeyService();
    const { prove, isProof } = createSealer({ keys });
    expect(await isProof(await prove(STATEMENT), STATEMENT)).toBe(true);
    expect(keys.generated).toHaveLength(1);
  });

  test('is asked of KMS once, also if many are read at the same time', async () => {
    const keys = createFakeKeyService();
    const proof = await createSealer({ keys }).prove(STATEMENT);
    const { isProof } = createSealer({ keys });

    await Promise.all(Array.from({ length: 10 }, () => isProof(proof, STATEMENT)));

    expect(keys.decrypted).toHaveLength(1);
  });

  test('is asked of KMS again after an error', async () => {
    const keys = createFakeKeyService();
    const proof = await createSealer({ keys }).prove(STATEMENT);
    let fails = true;
    const { isProof } = createSealer({
      keys: {
        ...keys,
        decrypt: (...given) => (fails ? Promise.reject(new Error('down')) : keys.decrypt(...given)),
      },
    });
    await expect(isProof(proof, STATEMENT)).rejects.not.toBeInstanceOf(Refusal);
    fails = false;
    expect(await isProof(proof, STATEMENT)).toBe(true);
  });
});
