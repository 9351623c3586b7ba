import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { startEmbeddedAws } from './embedded-aws.ts';

async function withKey() {
  const aws = await startEmbeddedAws();
  return { ...aws, KeyId: aws.endpoint.kmsKeyArn };
}

describe('GenerateDataKey', () => {
  test('returns a key with a ciphertext of 184 bytes, as AWS KMS does', async () => {
    const { kms, KeyId } = await withKey();
    const { Plaintext, CiphertextBlob, ...rest } = await kms.send(
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }),
    );
    expect([Plaintext?.length, CiphertextBlob?.length, rest.KeyId]).toEqual([32, 184, KeyId]);
  });

  test.for([
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 64 }, 64],
  ] as const)('returns the number of bytes that %o requests', async ([size, bytes]) => {
    const { kms, KeyId } = await withKey();
    expect((await kms.send(new GenerateDataKeyCommand({ KeyId, ...size }))).Plaintext).toHaveLength(bytes);
  });

  test.for([{}, { KeySpec: 'AES_256', NumberOfBytes: 32 }, { NumberOfBytes: 1025 }] as const)(
    'refuses the size %o',
    async (size) => {
      const { kms, KeyId } = await withKey();
      const sent = kms.send(new GenerateDataKeyCommand({ KeyId, ...size }));
      await expect(sent).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  test('GenerateDataKeyWithoutPlaintext returns no plaintext', async () => {
    const { kms, KeyId } = await withKey();
    const result = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' }));
    expect(result).not.toHaveProperty('Plaintext');
    expect(result.CiphertextBlob).toHaveLength(184);
  });

  test('refuses an unknown key', async () => {
    const { kms } = await withKey();
    const sent = kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/absent', KeySpec: 'AES_256' }));
    await expect(sent).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('refuses DryRun, and names it in the error', async () => {
    const { kms, KeyId } = await withKey();
    const sent = kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun: true }));
    await expect(sent).rejects.toThrow(/'DryRun' of GenerateDataKey/);
  });
});

describe('Decrypt', () => {
  async function encrypted(EncryptionContext?: Record<string, string>) {
    const aws = await withKey();
    const Plaintext = Buffer.from('a secret');
    const context = EncryptionContext && { EncryptionContext };
    const { CiphertextBlob } = await aws.kms.send(
      new EncryptCommand({ KeyId: aws.KeyId, Plaintext, ...context }),
    );
    return { ...aws, blob: Buffer.from(CiphertextBlob ?? []) };
  }

  test('returns the text that was encrypted', async () => {
    const { kms, KeyId, blob } = await encrypted();
    const result = await kms.send(new DecryptCommand({ CiphertextBlob: blob }));
    expect(Buffer.from(result.Plaintext ?? []).toString()).toBe('a secret');
    expect(result).toMatchObject({ KeyId, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
  });

  test('accepts the encryption context in any order', async () => {
    const { kms, blob } = await encrypted({ a: '1', b: '2' });
    const sent = kms.send(
      new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: { b: '2', a: '1' } }),
    );
    await expect(sent).resolves.toHaveProperty('Plaintext');
  });

  test.for([undefined, {}, { a: '2' }, { a: '1', b: '2' }])(
    'refuses the encryption context %o for a ciphertext with the context {a: 1}',
    async (context) => {
      const { kms, blob } = await encrypted({ a: '1' });
      const sent = kms.send(
        new DecryptCommand({ CiphertextBlob: blob, ...(context && { EncryptionContext: context }) }),
      );
      await expect(sent).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    },
  );

  test('refuses a ciphertext with one changed byte, at each position', async () => {
    const { kms, blob } = await encrypted();
    const tampered = Array.from(blob.keys(), (index) => {
      const copy = Buffer.from(blob);
      copy.writeUInt8(blob.readUInt8(index) ^ 1, index);
      return kms.send(new DecryptCommand({ CiphertextBlob: copy })).catch((error: Error) => error.name);
    });
    expect(new Set(await Promise.all(tampered))).toEqual(new Set(['InvalidCiphertextException']));
  });

  test.for([1, 100, 150])('refuses a ciphertext that is cut to %i bytes', async (length) => {
    const { kms, blob } = await encrypted();
    const sent = kms.send(new DecryptCommand({ CiphertextBlob: blob.subarray(0, length) }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('refuses a ciphertext of another endpoint', async () => {
    const { kms } = await withKey();
    const { blob } = await encrypted();
    const sent = kms.send(new DecryptCommand({ CiphertextBlob: blob }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('refuses the KeyId of a key that did not create the ciphertext', async () => {
    const { kms, blob } = await encrypted();
    const other = 'arn:aws:kms:us-east-1:123456789012:key/5d146587-50f5-4171-80e0-7cdca0276320';
    const sent = kms.send(new DecryptCommand({ CiphertextBlob: blob, KeyId: other }));
    await expect(sent).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });
});

test('Encrypt accepts 4,096 bytes, and no more', async () => {
  const { kms, KeyId } = await withKey();
  const encrypt = (size: number) => kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(size) }));
  await expect(encrypt(4096)).resolves.toHaveProperty('CiphertextBlob');
  await expect(encrypt(4097)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('the key can also be named by its ID and by its alias', async () => {
  const { kms, KeyId: Arn } = await withKey();
  for (const KeyId of [
    Arn.split('/')[1],
    'alias/countersign',
    'arn:aws:kms:us-east-1:123456789012:alias/countersign',
  ]) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ Arn, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT' });
  }
});
