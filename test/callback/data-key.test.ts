import { describe, expect, test } from 'vitest';
import { cachedOpeningKeys, cachedSealingKey } from '../../src/callback/data-key.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const MINUTE = 60_000;
const CONTEXT = { purpose: 'of the test' };

describe('the sealing key', () => {
  function cache() {
    const keys = createFakeKeyService();
    const clock = { now: 0 };
    return { keys, clock, sealingKey: cachedSealingKey(keys, CONTEXT, () => clock.now) };
  }

  test('is requested once, also for seals at the same time', async () => {
    const { keys, sealingKey } = cache();
    const [first, second] = await Promise.all([sealingKey(), sealingKey()]);
    expect(second).toBe(first);
    expect(await sealingKey()).toBe(first);
    expect(keys.generated).toHaveLength(1);
  });

  test('comes with its encrypted key', async () => {
    const { keys, sealingKey } = cache();
    const { key, encrypted } = await sealingKey();
    expect(key.export()).toEqual(keys.generated[0]?.plaintext);
    expect(encrypted).toBe(keys.generated[0]?.encrypted);
  });

  test('is kept for less than five minutes', async () => {
    const { keys, clock, sealingKey } = cache();
    const first = await sealingKey();
    clock.now = 5 * MINUTE - 1;
    expect(await sealingKey()).toBe(first);
    clock.now = 5 * MINUTE;
    expect(await sealingKey()).not.toBe(first);
    expect(keys.generated).toHaveLength(2);
  });

  test('lives five minutes from its creation, not from its last use', async () => {
    const { keys, clock, sealingKey } = cache();
    for (const minutes of [0, 3, 5, 6, 9]) {
      clock.now = minutes * MINUTE;
      await sealingKey();
    }
    expect(keys.generated).toHaveLength(2);
  });

  test('is replaced after 2^20 seals', async () => {
    const { keys, sealingKey } = cache();
    let last = sealingKey();
    for (let seals = 1; seals < 2 ** 20; seals += 1) last = sealingKey();
    await last;
    expect(keys.generated).toHaveLength(1);
    await sealingKey();
    expect(keys.generated).toHaveLength(2);
  });

  test('is requested again after a failure, and the caller gets the error', async () => {
    const keys = createFakeKeyService();
    let answers = 0;
    const generate = async () => {
      answers += 1;
      if (answers === 1) throw new Error('KMS is away');
      return keys.generate();
    };
    const sealingKey = cachedSealingKey({ generate }, CONTEXT, () => 0);
    await expect(sealingKey()).rejects.toThrow('KMS is away');
    await expect(sealingKey()).resolves.toHaveProperty('encrypted', keys.generated[0]?.encrypted);
  });
});

describe('opened keys', () => {
  async function cacheOf(capacity: number) {
    const keys = createFakeKeyService();
    const [a, b, c] = [await keys.generate(), await keys.generate(), await keys.generate()];
    return {
      ...keys,
      a: a.encrypted,
      b: b.encrypted,
      c: c.encrypted,
      open: cachedOpeningKeys(keys, CONTEXT, capacity),
    };
  }

  test('are decrypted once', async () => {
    const { open, a, generated, decrypted } = await cacheOf(2);
    expect((await open(a)).export()).toEqual(generated[0]?.plaintext);
    expect(await open(Buffer.from(a))).toBe(await open(a));
    expect(decrypted).toEqual([a]);
  });

  test('are limited to the capacity, and the least recently used key is removed', async () => {
    const { open, a, b, c, decrypted } = await cacheOf(2);
    for (const key of [a, b, a, c]) await open(key);
    decrypted.length = 0;
    for (const key of [a, c]) await open(key);
    expect(decrypted).toEqual([]);
    await open(b);
    expect(decrypted).toEqual([b]);
  });

  test('are limited to 100 by default', async () => {
    const keys = createFakeKeyService();
    const open = cachedOpeningKeys(keys, CONTEXT);
    for (let count = 0; count < 101; count += 1) await open((await keys.generate()).encrypted);
    const [first, second] = keys.generated;
    keys.decrypted.length = 0;
    if (second) await open(second.encrypted);
    expect(keys.decrypted).toEqual([]);
    if (first) await open(first.encrypted);
    expect(keys.decrypted).toEqual([first?.encrypted]);
  });

  test('are decrypted again after a failure', async () => {
    const { open, generate, decrypted } = await cacheOf(2);
    const foreign = (await createFakeKeyService().generate()).encrypted;
    await expect(open(foreign)).rejects.toMatchObject({ code: 'InvalidPayload' });
    await expect(open(foreign)).rejects.toMatchObject({ code: 'InvalidPayload' });
    expect(decrypted).toEqual([foreign, foreign]);
    await expect(open((await generate()).encrypted)).resolves.toBeDefined();
  });
});
