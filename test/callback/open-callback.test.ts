import { describe, expect, test } from 'vitest';
import { assertUsable, openCallback } from '../../src/callback/open-callback.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const { seal, open } = createSealer({ keys: createFakeKeyService() });
const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success', output: 'yes' },
  transactionId: '00112233445566778899aabbccddeeff',
  expiresAt: 1_000,
};
const data = await seal(payload);
const features = { outputParameters: false, postActions: false };

async function openQuery(parameters: Record<string, string>, now = 0): Promise<Payload> {
  const query = new URLSearchParams(parameters);
  const opened = await openCallback(query, open);
  assertUsable(opened, query, { now, features });
  return opened;
}

describe('a callback', () => {
  test('opens with its name, type and data', async () => {
    expect(await openQuery({ action: 'approve', type: 'success', data })).toStrictEqual(payload);
  });

  test('opens with its data alone, as in the original', async () => {
    expect(await openQuery({ data })).toStrictEqual(payload);
  });

  test('opens until the second it expires', async () => {
    expect(await openQuery({ data }, 999_999)).toStrictEqual(payload);
  });
});

describe('a callback is refused', () => {
  test.each([{}, { data: '' }, { action: 'approve', type: 'success' }])(
    'as InvalidPayload with %j',
    async (query) => {
      await expect(openQuery(query)).rejects.toMatchObject({
        code: 'InvalidPayload',
        message: 'The link is not complete: its data is missing.',
      });
    },
  );

  test('as InvalidPayload when its data is not ours', async () => {
    await expect(openQuery({ data: '3-AAAA' })).rejects.toMatchObject({ code: 'InvalidPayload' });
  });

  test.each([
    ['name', { action: 'reject', type: 'success' }],
    ['name', { action: 'Approve' }],
    ['type', { action: 'approve', type: 'failure' }],
  ])('as ActionMismatched when its %s is not the sealed one', async (member, query) => {
    await expect(openQuery({ ...query, data })).rejects.toMatchObject({
      code: 'ActionMismatched',
      message: `The action ${member} in the link is not the one that was sealed into it.`,
    });
  });

  test('as ExpiredPayload at exactly the second it expires', async () => {
    await expect(openQuery({ data }, 1_000_000)).rejects.toMatchObject({ code: 'ExpiredPayload' });
  });
});
