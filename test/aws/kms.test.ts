import { EncryptCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { createKeyService } from '../../src/aws/kms.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';

const CONTEXT = { application: 'countersign' };

test('a data key has 32 bytes, and can be decrypted from its 184 encrypted bytes', async () => {
  const { endpoint, kms } = await startEmbeddedAws();
  const keys = createKeyService(kms, endpoint.kmsKeyArn);

  const { plaintext, encrypted, keyArn } = await keys.generate(CONTEXT);

  expect(plaintext).toHaveLength(32);
  expect(encrypted).toHaveLength(184);
  expect(keyArn).toBe(endpoint.kmsKeyArn);
  expect(await keys.decrypt(encrypted, CONTEXT)).toEqual(plaintext);
});

test('bytes that KMS did not encrypt are refused as InvalidPayload', async () => {
  const { endpoint, kms } = await startEmbeddedAws();
  const keys = createKeyService(kms, endpoint.kmsKeyArn);
  const { encrypted } = await keys.generate(CONTEXT);
  encrypted[100] = Number(encrypted[100]) ^ 1;

  await expect(keys.decrypt(encrypted, CONTEXT)).rejects.toMatchObject({ code: 'InvalidPayload' });
  await expect(keys.decrypt(new Uint8Array(184), CONTEXT)).rejects.toMatchObject({ code: 'InvalidPayload' });
});

test('bytes that were encrypted with another context are refused as InvalidPayload', async () => {
  const { endpoint, kms } = await startEmbeddedAws();
  const keys = createKeyService(kms, endpoint.kmsKeyArn);
  const { CiphertextBlob: foreign = new Uint8Array() } = await kms.send(
    new EncryptCommand({ KeyId: endpoint.kmsKeyArn, Plaintext: new Uint8Array(32) }),
  );

  await expect(keys.decrypt(foreign, CONTEXT)).rejects.toMatchObject({ code: 'InvalidPayload' });
});

test('a failure of KMS is not a refusal', async () => {
  const { endpoint, kms } = await startEmbeddedAws();
  const keys = createKeyService(
    kms,
    endpoint.kmsKeyArn.replace(/[^/]*$/, '00000000-0000-4000-8000-000000000000'),
  );

  await expect(keys.generate(CONTEXT)).rejects.toMatchObject({ name: 'NotFoundException' });
});
