import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packToken, unpackToken } from '../../src/callback/payload-cbor.ts';
import { anyToken } from '../support/arbitrary-payload.ts';
import { taskToken } from '../support/task-tokens.ts';

test('Any token is unpacked unchanged', () => {
  fc.assert(
    fc.property(anyToken, (token) => {
      expect(unpackToken(packToken(token))).toBe(token);
    }),
    { numRuns: 1_000 },
  );
});

test('A base64 token is packed into three quarters of its length', () => {
  const packed = packToken(taskToken(64).replaceAll('=', 'A'));
  expect(packed).toBeInstanceOf(Uint8Array);
  expect(packed).toHaveLength(48);
});

test('A token with = in its middle is packed in several parts', () => {
  expect(packToken('QQ==QUI=')).toEqual([Buffer.from('A'), Buffer.from('AB')]);
});

test.each(['abc', 'QR==', 'AAAA====', '=AAA', 'a-b_', 'AAAA AAAA', 'ü'])(
  'The token %j stays text, because base64 would change it',
  (token) => {
    expect(packToken(token)).toBe(token);
  },
);
