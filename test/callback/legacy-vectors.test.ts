import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { KeyService } from '../../src/callback/data-key.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { assertNotExpired } from '../../src/callback/expiration.ts';
import { createFormats } from '../../src/callback/formats.ts';
import { assertAllowed } from '../../src/callback/resolve-action.ts';
import { assertSameAction } from '../../src/callback/url.ts';
import fixture from '../fixtures/sfn-callback-urls.json' with { type: 'json' };
import { legacyBytes, legacyText, suiteOf, withBitFlipped } from '../support/legacy-text.ts';

/** The suites, by the version of the AWS Encryption SDK for Python, and by its option for the suite if set. */
const SUITES: Readonly<Record<string, string>> = {
  '1.4.1': '0378',
  'v1.7.1': '0378',
  '4.0.4/AES_256_GCM_HKDF_SHA512_COMMIT_KEY': '0478',
  '4.0.4/AES_256_GCM_HKDF_SHA512_COMMIT_KEY_ECDSA_P384': '0578',
};
/** The length of an ECDSA signature with P-384, as that SDK writes it. Its length precedes it in two bytes. */
const SIGNATURE_BYTES = 103;
const NOW = Date.UTC(2026, 10, 24, 12, 30);

/** A KMS with the recorded answers: it decrypts each recorded blob only with its recorded context. */
const keys: KeyService = {
  generate: () => Promise.reject(new TypeError('nothing is sealed here')),
  async decrypt(encrypted, context) {
    const blob = Buffer.from(encrypted).toString('base64');
    const known = fixture.encrypted.find(
      ({ kms }) => kms.ciphertextBlob === blob && isDeepStrictEqual(kms.encryptionContext, { ...context }),
    );
    if (!known) throw new Refusal('InvalidPayload', 'not ours');
    return Buffer.from(known.kms.plaintext, 'base64');
  },
};
const { open: openEncrypted } = createFormats({ keys });
const { open: openPlain } = createFormats({ keys: undefined });

const vectors = [
  ...fixture.encrypted.map((vector) => ({ ...vector, open: openEncrypted, format: suiteOf(vector.data) })),
  ...fixture.plain.map((vector) => ({ ...vector, open: openPlain, format: 'plain' })),
].map(({ expect: wanted, ...vector }, index) => ({
  ...vector,
  title: `${index + 1}, "${wanted.action.name}"`,
  payload: {
    token: wanted.token,
    action: wanted.action,
    transactionId: wanted.tid,
    ...(wanted.exp !== null && { expiresAt: Date.parse(`${wanted.exp}Z`) / 1000 }),
    ...(wanted.param && { outputParameters: true }),
  },
}));

test.each(vectors)('Payload $title ($format) opens to exactly what was sealed', async (vector) => {
  expect(await vector.open(vector.data)).toStrictEqual(vector.payload);
});

test.each(vectors.flatMap(({ url, ...vector }) => (url === null ? [] : [{ url, ...vector }])))(
  'The URL of payload $title ($format) opens unchanged',
  async ({ url, data, payload, open }) => {
    const { searchParams } = new URL(url);
    const features = { outputParameters: true, postActions: true };
    expect(searchParams.get('data')).toBe(data);
    const opened = await open(searchParams.get('data') ?? '');
    assertSameAction(opened.action, searchParams);
    assertNotExpired(opened, NOW);
    assertAllowed(opened, features);
    expect(opened).toStrictEqual(payload);
  },
);

test('The encrypted payloads cover all suites that sfn-callback-urls wrote', () => {
  for (const { sdk, data } of fixture.encrypted) expect(suiteOf(data), sdk).toBe(SUITES[sdk]);
  const suites = new Set(fixture.encrypted.map(({ data }) => suiteOf(data)));
  expect([...suites].sort()).toEqual(['0378', '0478', '0578']);
});

test('There are 10 encrypted and 3 plain payloads, some with an expiry and some with parameters', () => {
  expect([fixture.encrypted.length, fixture.plain.length]).toEqual([10, 3]);
  expect(fixture.encrypted.some((vector) => vector.expect.exp !== null)).toBe(true);
  expect(fixture.encrypted.some((vector) => vector.expect.param)).toBe(true);
});

test.each(['0378', '0578'])(
  'A payload of suite %s is refused when one bit of its signature is flipped',
  async (suite) => {
    const bytes = legacyBytes(fixture.encrypted.find(({ data }) => suiteOf(data) === suite)?.data ?? '');
    const start = bytes.length - SIGNATURE_BYTES;
    for (let bit = start * 8; bit < bytes.length * 8; bit += 29) {
      const refused = openEncrypted(legacyText('2', withBitFlipped(bytes, bit)));
      await expect(refused, String(bit)).rejects.toMatchObject({ code: 'InvalidPayload' });
    }
    const unsigned = openEncrypted(legacyText('2', bytes.subarray(0, start - 2)));
    await expect(unsigned).rejects.toMatchObject({ code: 'InvalidPayload' });
  },
);
