import { describe, expect, test } from 'vitest';
import type { Payload } from '../../src/callback/payload.ts';
import { createSealer } from '../../src/callback/seal.ts';
import {
  assertSameAction,
  buildCallbackUrl,
  createActionSealer,
  sealedPayloadOf,
} from '../../src/callback/url.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const action = { name: 'approve', type: 'success', output: 'yes' } as const;

test('The sealed payload can be read from its callback URL', () => {
  expect(sealedPayloadOf(buildCallbackUrl('https://example.com', action, '3-a_b-c'))).toBe('3-a_b-c');
});

test('A URL can have 8,000 characters, and no more', () => {
  const length = buildCallbackUrl('https://example.com', action, '').length;
  const fits = 'x'.repeat(8_000 - length);
  expect(buildCallbackUrl('https://example.com', action, fits)).toHaveLength(8_000);
  expect(() => buildCallbackUrl('https://example.com', action, `${fits}x`)).toThrow(
    expect.objectContaining({
      code: 'UrlTooLong',
      message: 'The URL of the action approve has 8001 characters; the maximum is 8000.',
    }),
  );
});

test.each(['https://example.com', 'https://example.com/respond?data=', 'nothing'])(
  '%j has no sealed payload, which causes a TypeError',
  (url) => {
    expect(() => sealedPayloadOf(url)).toThrow(TypeError);
  },
);

describe('the action in the query of a URL', () => {
  const data = '3-AAAA';

  test.each([{ action: 'approve', type: 'success', data }, { action: 'approve' }, { type: 'success' }])(
    'can be the sealed action or a part of it (%j)',
    (query) => {
      expect(() => assertSameAction(action, new URLSearchParams(query))).not.toThrow();
    },
  );

  test.each([{}, { data }, { action: '', type: '', data }])(
    'can be missing, as in sfn-callback-urls (%j)',
    (query) => {
      expect(() => assertSameAction(action, new URLSearchParams(query))).not.toThrow();
    },
  );

  test.each([
    ['name', { action: 'reject', type: 'success' }],
    ['name', { action: 'Approve' }],
    ['type', { action: 'approve', type: 'failure' }],
  ])('is refused as ActionMismatched when its %s differs from the sealed action (%j)', (member, query) => {
    expect(() => assertSameAction(action, new URLSearchParams({ ...query, data }))).toThrow(
      expect.objectContaining({
        code: 'ActionMismatched',
        message: `The action ${member} in this link was changed. Open the link exactly as you received it.`,
      }),
    );
  });
});

describe('the actions of one task', () => {
  const TASK = { token: 'AAAA', transactionId: '00112233445566778899aabbccddeeff' };
  const approve: Payload = { ...TASK, action };
  const reject: Payload = { ...TASK, action: { name: 'reject', type: 'failure', error: 'rejected' } };

  test('are each sealed into their own payload and URL, in their order', async () => {
    const { seal, open } = createSealer({ keys: createFakeKeyService() });

    const sealed = await createActionSealer(seal, 'https://example.com/prod/')([reject, approve]);

    expect(sealed.map((one) => one.action)).toEqual(['reject', 'approve']);
    expect(sealed.map(({ url }) => url)).toEqual([
      `https://example.com/prod/respond?data=${sealed[0]?.sealed}&type=failure&action=reject`,
      `https://example.com/prod/respond?data=${sealed[1]?.sealed}&type=success&action=approve`,
    ]);
    expect(await Promise.all(sealed.map((one) => open(one.sealed)))).toStrictEqual([reject, approve]);
  });

  test('are refused as UrlTooLong when the URL of one action is too long', async () => {
    const sealActions = createActionSealer(
      async ({ action: { name } }) => (name === 'reject' ? 'x'.repeat(8_000) : 'x'),
      'https://example.com',
    );

    await expect(sealActions([approve, reject])).rejects.toMatchObject({
      code: 'UrlTooLong',
      message: expect.stringMatching(/^The URL of the action reject has/),
    });
  });
});
