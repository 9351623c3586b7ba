import { describe, expect, test } from 'vitest';
import { createFormats } from '../../src/callback/formats.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { startEncryptionSdk } from '../support/encryption-sdk.ts';
import { suiteOf } from '../support/legacy-text.ts';
import { taskToken } from '../support/task-tokens.ts';

const NOW = 1_795_523_400_999;
const least: Payload = {
  token: taskToken(),
  action: { name: 'reject', type: 'failure' },
  transactionId: '00112233445566778899aabbccddeeff',
};
const full: Payload = {
  ...least,
  action: {
    name: 'approve',
    type: 'success',
    output: { $who: ['ü', null, 1.5] },
    response: { text: 'Thank you' },
    confirm: true,
  },
  expiresAt: 4_070_908_800,
  outputParameters: true,
  context: {
    title: 'Deploy?',
    details: [{ label: 'To', value: 'production' }],
    requester: 'Ann',
    locale: 'en',
    surface: 'email',
    execution: 'Machine:run',
  },
};

describe.each([
  ['2', '0478'],
  ['2-legacy', '0178'],
] as const)('a payload in format %s opens with the AWS Encryption SDK in suite %s', (format, suite) => {
  async function minted(payload: Payload, keyName?: string) {
    const sdk = await startEncryptionSdk();
    const keys = keyName === undefined ? sdk.keys : sdk.keysNamed(keyName);
    const sealed = await createFormats({ keys, format, now: () => NOW }).seal(payload);
    expect(suiteOf(sealed)).toBe(suite);
    return { ...sdk, ...(await sdk.open(sealed, suite)) };
  }

  test('as the JSON of sfn-callback-urls, with our additional members in its action', async () => {
    const { json } = await minted(full);
    expect(json).toStrictEqual({
      token: least.token,
      iat: 1_795_523_400,
      tid: least.transactionId,
      exp: 4_070_908_800,
      action: {
        name: 'approve',
        type: 'success',
        output: { $who: ['ü', null, 1.5] },
        response: { text: 'Thank you' },
        countersign: { confirm: true, ...full.context },
      },
      param: true,
    });
  });

  test('without unused members', async () => {
    const { json } = await minted(least);
    expect(json).toStrictEqual({
      token: least.token,
      iat: 1_795_523_400,
      tid: least.transactionId,
      action: { name: 'reject', type: 'failure' },
    });
  });

  test('with a callback id instead of the token', async () => {
    const { token, ...rest } = least;
    const { json } = await minted({ ...rest, callbackId: 'callback' });
    expect(json).toMatchObject({ callback_id: 'callback' });
    expect(json).not.toHaveProperty('token');
  });

  test('with one data key, which names the KMS key by its ARN, and without a context', async () => {
    const { header, keyArn } = await minted(least, 'alias/countersign');
    expect(
      header.encryptedDataKeys.map(({ providerId, providerInfo }) => [providerId, providerInfo]),
    ).toEqual([['aws-kms', keyArn]]);
    expect(header.encryptionContext).toEqual({});
  });
});

describe('a payload from the AWS Encryption SDK opens', () => {
  const json = {
    token: least.token,
    iat: 1,
    tid: least.transactionId,
    iss: 'arn:aws:lambda:us-east-1:123456789012:function:create-urls',
    action: { name: 'reject', type: 'failure' },
  };

  test.each(['0178', '0378', '0478', '0578'] as const)('in suite %s', async (suite) => {
    const sdk = await startEncryptionSdk();
    const sealed = await sdk.seal(json, suite);
    expect(suiteOf(sealed)).toBe(suite);
    expect(await createFormats({ keys: sdk.keys }).open(sealed)).toStrictEqual(least);
  });

  test.each(['0178', '0378', '0478', '0578'] as const)('in suite %s, in many frames', async (suite) => {
    const sdk = await startEncryptionSdk();
    const sealed = await sdk.seal(json, suite, { frameLength: 16 });
    expect(await createFormats({ keys: sdk.keys }).open(sealed)).toStrictEqual(least);
  });

  test('but not when its content is not valid', async () => {
    const sdk = await startEncryptionSdk();
    const sealed = await sdk.seal({ ...json, action: 'approve' }, '0478');
    await expect(createFormats({ keys: sdk.keys }).open(sealed)).rejects.toMatchObject({
      code: 'InvalidPayload',
    });
  });
});
