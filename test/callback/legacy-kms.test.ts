import { buildEncrypt, RawAesKeyringNode, RawAesWrappingSuiteIdentifier } from '@aws-crypto/client-node';
import { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { createKeyService } from '../../src/aws/kms.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { createFormats } from '../../src/callback/formats.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { startEncryptionSdk } from '../support/encryption-sdk.ts';
import { createFakeKeyService, KEY_ARN } from '../support/fake-key-service.ts';
import { legacyText } from '../support/legacy-text.ts';

const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'heartbeat' },
  transactionId: '00112233445566778899aabbccddeeff',
};
const json = { token: 'AAAA', action: payload.action, tid: payload.transactionId };
const fakeKeys = createFakeKeyService();
const sealed = await createFormats({ keys: fakeKeys, format: '2' }).seal(payload);

/** The formats with a KMS that answers every call with this error. */
async function withKms(error: string) {
  const { calls, options } = await startAwsJsonServer(() => ({ __type: error, message: 'said KMS' }));
  const keys = createKeyService(new KMSClient(options), KEY_ARN);
  return { calls, ...createFormats({ keys, format: '2' }) };
}

describe('opening a 2- payload calls KMS', () => {
  test('once, with our key and the context of the message', async () => {
    const plaintext = Buffer.from(fakeKeys.generated[0]?.plaintext ?? []);
    const { calls, options } = await startAwsJsonServer(() => ({ Plaintext: plaintext.toString('base64') }));
    const { open } = createFormats({ keys: createKeyService(new KMSClient(options), KEY_ARN) });
    expect(await open(sealed)).toStrictEqual(payload);
    const blob = Buffer.from(fakeKeys.generated[0]?.encrypted ?? []).toString('base64');
    const input = { KeyId: KEY_ARN, CiphertextBlob: blob, EncryptionContext: {} };
    expect(calls).toEqual([{ operation: 'Decrypt', input }]);
  });

  test('not at all when the message has more than one data key', async () => {
    const sdk = await startEncryptionSdk();
    const { open, calls } = await withKms('AccessDeniedException');
    const two = await sdk.seal(json, '0478', { more: [sdk.keyArn] });
    await expect(open(two)).rejects.toMatchObject({ code: 'InvalidPayload' });
    expect(calls).toEqual([]);
  });

  test.each(['deployment', 'Deployment', 'application', 'anything'])(
    'not at all when its encryption context has the name %s, which is not of the SDK',
    async (name) => {
      const sdk = await startEncryptionSdk();
      const named = await sdk.seal(json, '0478', { encryptionContext: { [name]: 'Staging' } });
      const { open, calls } = await withKms('AccessDeniedException');
      await expect(open(named)).rejects.toMatchObject({ code: 'InvalidPayload' });
      expect(calls).toEqual([]);
    },
  );

  test('not at all when the data key is not from KMS', async () => {
    const keyring = new RawAesKeyringNode({
      keyName: KEY_ARN,
      keyNamespace: 'not kms',
      unencryptedMasterKey: new Uint8Array(32),
      wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
    });
    const { result } = await buildEncrypt().encrypt(keyring, JSON.stringify(json));
    const { open, calls } = await withKms('AccessDeniedException');
    await expect(open(legacyText('2', result))).rejects.toMatchObject({ code: 'InvalidPayload' });
    expect(calls).toEqual([]);
  });
});

describe('a 2- payload is refused as InvalidPayload', () => {
  test('when it is encrypted with the key of another deployment', async () => {
    const [ours, theirs] = [await startEncryptionSdk(), await startEncryptionSdk()];
    const { open } = createFormats({ keys: ours.keys });
    await expect(open(await theirs.seal(json, '0478'))).rejects.toMatchObject({ code: 'InvalidPayload' });
    expect(await open(await ours.seal(json, '0478'))).toStrictEqual(payload);
  });

  test.each(['IncorrectKeyException', 'InvalidCiphertextException', 'ValidationException'])(
    'when KMS answers with %s',
    async (error) => {
      const { open } = await withKms(error);
      await expect(open(sealed)).rejects.toBeInstanceOf(Refusal);
      await expect(open(sealed)).rejects.toMatchObject({ code: 'InvalidPayload' });
    },
  );

  test('when KMS returns another data key', async () => {
    const keys = { ...createFakeKeyService(), decrypt: async () => new Uint8Array(32) };
    await expect(createFormats({ keys }).open(sealed)).rejects.toMatchObject({ code: 'InvalidPayload' });
  });
});

describe('an error of KMS is passed on unchanged', () => {
  test.each(['AccessDeniedException', 'KMSInternalException', 'NotFoundException'])(
    'when it is %s',
    async (error) => {
      const { open, seal } = await withKms(error);
      for (const attempt of [() => open(sealed), () => seal(payload)]) {
        await expect(attempt()).rejects.toMatchObject({ name: error, message: 'said KMS' });
        await expect(attempt()).rejects.not.toBeInstanceOf(Refusal);
      }
    },
  );

  test('when KMS is busy; to seal then says that it may be tried again', async () => {
    const { open, seal } = await withKms('ThrottlingException');
    const busy = { name: 'ThrottlingException', message: 'said KMS' };
    await expect(open(sealed)).rejects.toMatchObject(busy);
    await expect(seal(payload)).rejects.toMatchObject({ name: 'RepeatableError', cause: busy });
  });
});
