import { arnOf } from '../arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type Operations, operation } from '../protocol/operation.ts';
import { createBlobSealer } from './ciphertext-blob.ts';

export interface Kms {
  /** The ARN of the only key. Its id, `alias/countersign` and the ARN of the alias name the same key. */
  readonly keyArn: string;
  readonly operations: Operations;
}

export interface KmsOptions {
  readonly newId: () => string;
  readonly randomBytes: (size: number) => Buffer;
  readonly now: () => Date;
}

const ALIAS = 'alias/countersign';

/** In bytes (KMS: "Encrypt"). */
const LONGEST_PLAINTEXT = 4096;

const keySpecBytes: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };

/** A KMS with one symmetric key. The key material is random and exists only in this process. */
export function createKms({ newId, randomBytes, now }: KmsOptions): Kms {
  const keyId = newId();
  const keyArn = arnOf('kms', `key/${keyId}`);
  const keyNames = [keyId, keyArn, ALIAS, arnOf('kms', ALIAS)];
  const creationDate = now().getTime() / 1000;
  const blobs = createBlobSealer({ id: keyId, arn: keyArn }, randomBytes);

  function requireKey(name: string): void {
    if (keyNames.includes(name)) return;
    throw new AwsError(
      'NotFoundException',
      `The key '${name}' does not exist; the embedded stack has ${keyArn}.`,
    );
  }

  function dataKey(spec: string | undefined, bytes: number | undefined): Buffer {
    const size = spec === undefined ? bytes : keySpecBytes[spec];
    if (size === undefined || (spec !== undefined && bytes !== undefined)) {
      throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
    }
    if (!Number.isInteger(size) || size < 1 || size > 1024) {
      throw new AwsError('ValidationException', 'NumberOfBytes must be between 1 and 1024.');
    }
    return randomBytes(size);
  }

  const dataKeyMembers = {
    KeyId: { type: 'string', required: true },
    KeySpec: { type: 'string', oneOf: Object.keys(keySpecBytes) },
    NumberOfBytes: { type: 'number' },
    EncryptionContext: { type: 'stringMap' },
  } as const;

  const operations: Operations = {
    GenerateDataKey: operation('GenerateDataKey', dataKeyMembers, (request) => {
      requireKey(request.KeyId);
      const key = dataKey(request.KeySpec, request.NumberOfBytes);
      const blob = blobs.seal(key, request.EncryptionContext ?? {});
      return { CiphertextBlob: blob.toString('base64'), Plaintext: key.toString('base64'), KeyId: keyArn };
    }),

    GenerateDataKeyWithoutPlaintext: operation(
      'GenerateDataKeyWithoutPlaintext',
      dataKeyMembers,
      (request) => {
        requireKey(request.KeyId);
        const blob = blobs.seal(
          dataKey(request.KeySpec, request.NumberOfBytes),
          request.EncryptionContext ?? {},
        );
        return { CiphertextBlob: blob.toString('base64'), KeyId: keyArn };
      },
    ),

    Encrypt: operation(
      'Encrypt',
      {
        KeyId: { type: 'string', required: true },
        Plaintext: { type: 'blob', required: true, minLength: 1, maxLength: LONGEST_PLAINTEXT },
        EncryptionContext: { type: 'stringMap' },
        EncryptionAlgorithm: { type: 'string', oneOf: ['SYMMETRIC_DEFAULT'] },
      },
      (request) => {
        requireKey(request.KeyId);
        const blob = blobs.seal(request.Plaintext, request.EncryptionContext ?? {});
        return {
          CiphertextBlob: blob.toString('base64'),
          KeyId: keyArn,
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    ),

    Decrypt: operation(
      'Decrypt',
      {
        CiphertextBlob: { type: 'blob', required: true, minLength: 1, maxLength: 6144 },
        EncryptionContext: { type: 'stringMap' },
        KeyId: { type: 'string' },
        EncryptionAlgorithm: { type: 'string', oneOf: ['SYMMETRIC_DEFAULT'] },
      },
      (request) => {
        // There is only one key, so any other name is treated as the name of a key that did not encrypt the blob.
        if (request.KeyId !== undefined && !keyNames.includes(request.KeyId)) {
          throw new AwsError(
            'IncorrectKeyException',
            'The key ID in the request does not identify a CMK that can perform this operation.',
          );
        }
        const plaintext = blobs.open(request.CiphertextBlob, request.EncryptionContext ?? {});
        return {
          Plaintext: plaintext.toString('base64'),
          KeyId: keyArn,
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    ),

    DescribeKey: operation('DescribeKey', { KeyId: { type: 'string', required: true } }, (request) => {
      requireKey(request.KeyId);
      return {
        KeyMetadata: {
          KeyId: keyId,
          Arn: keyArn,
          CreationDate: creationDate,
          Enabled: true,
          KeyState: 'Enabled',
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeySpec: 'SYMMETRIC_DEFAULT',
          EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
          Origin: 'AWS_KMS',
          KeyManager: 'CUSTOMER',
          MultiRegion: false,
        },
      };
    }),
  };

  return { keyArn, operations };
}
