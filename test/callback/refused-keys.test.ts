import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KeyService } from '../../src/callback/data-key.ts';
import { createFormats, type UrlFormat } from '../../src/callback/formats.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { rememberRefusals } from '../../src/callback/refused-keys.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const MINUTE = 60_000;
const CONTEXT = { application: 'countersign' };

function remembering(keys: KeyService, capacity?: number) {
  const clock = { now: 0 };
  return { clock, ...rememberRefusals(keys, () => clock.now, capacity) };
}

describe('a data key that KMS refused', () => {
  test('is refused again without a call', async () => {
    const keys = createFakeKeyService();
    const { decrypt } = remembering(keys);
    const foreign = randomBytes(184);

    for (let tries = 0; tries < 10; tries += 1)
      await expect(decrypt(Buffer.from(foreign), CONTEXT)).rejects.toMatchObject({ code: 'InvalidPayload' });

    expect(keys.decrypted).toEqual([foreign]);
  });

  test('is asked for again after five minutes', async () => {
    const keys = createFakeKeyService();
    const { decrypt, clock } = remembering(keys);
    const foreign = randomBytes(184);
    for (const now of [0, 5 * MINUTE - 1, 5 * MINUTE, 10 * MINUTE - 1]) {
      clock.now = now;
      await expect(decrypt(foreign, CONTEXT)).rejects.toMatchObject({ code: 'InvalidPayload' });
    }
    expect(keys.decrypted).toHaveLength(2);
  });

  test('is refused only under the same encryption context', async () => {
    const keys = createFakeKeyService();
    const { decrypt } = remembering(keys);
    const foreign = randomBytes(184);
    for (const context of [CONTEXT, {}, CONTEXT, {}])
      await expect(decrypt(foreign, context)).rejects.toMatchObject({ code: 'InvalidPayload' });
    expect(keys.decrypted).toHaveLength(2);
  });

  test('is forgotten when there are too many, and the oldest first', async () => {
    const keys = createFakeKeyService();
    const { decrypt } = remembering(keys, 2);
    const [a, b, c] = [randomBytes(184), randomBytes(184), randomBytes(184)];
    for (const key of [a, b, c, c, b, a])
      await expect(decrypt(key, CONTEXT)).rejects.toMatchObject({ code: 'InvalidPayload' });
    expect(keys.decrypted).toEqual([a, b, c, a]);
  });
});

test('an error that passes is not remembered', async () => {
  const keys = createFakeKeyService();
  const { encrypted, plaintext } = await keys.generate();
  let calls = 0;
  const { decrypt } = remembering({
    ...keys,
    decrypt: async (...given) => {
      calls += 1;
      if (calls === 1) throw new Error('KMS is busy');
      return keys.decrypt(...given);
    },
  });
  await expect(decrypt(encrypted, CONTEXT)).rejects.toThrow('KMS is busy');
  expect(await decrypt(encrypted, CONTEXT)).toEqual(plaintext);
});

describe.each(['3', '2', '2-legacy'] satisfies UrlFormat[])(
  'a foreign payload of the format %s',
  (format) => {
    const payload: Payload = {
      token: 'AAAA',
      action: { name: 'approve', type: 'heartbeat' },
      transactionId: '00112233445566778899aabbccddeeff',
    };

    test('costs one call to KMS, however often it is opened', async () => {
      const keys = createFakeKeyService();
      const { open, seal } = createFormats({ keys, format });
      const foreign = await createFormats({ keys: createFakeKeyService(), format }).seal(payload);

      for (let tries = 0; tries < 10; tries += 1)
        await expect(open(foreign)).rejects.toMatchObject({ code: 'InvalidPayload' });

      expect(keys.decrypted).toHaveLength(1);
      expect(await open(await seal(payload))).toStrictEqual(payload);
    });
  },
);
