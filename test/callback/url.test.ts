import { expect, test } from 'vitest';
import { buildCallbackUrl, sealedPayloadOf } from '../../src/callback/url.ts';

const action = { name: 'approve', type: 'success' } as const;

test('The sealed payload of a callback URL is the one that went in', () => {
  expect(sealedPayloadOf(buildCallbackUrl('https://example.com', action, '3-a_b-c'))).toBe('3-a_b-c');
});

test('A URL may have 8,000 characters and not one more', () => {
  const length = buildCallbackUrl('https://example.com', action, '').length;
  const fits = 'x'.repeat(8_000 - length);
  expect(buildCallbackUrl('https://example.com', action, fits)).toHaveLength(8_000);
  expect(() => buildCallbackUrl('https://example.com', action, `${fits}x`)).toThrow(
    expect.objectContaining({
      code: 'UrlTooLong',
      message: 'The URL of the action approve has 8001 characters; 8000 is the limit.',
    }),
  );
});

test.each(['https://example.com', 'https://example.com/respond?data=', 'nothing'])(
  '%j has no sealed payload: that is misuse',
  (url) => {
    expect(() => sealedPayloadOf(url)).toThrow(TypeError);
  },
);
