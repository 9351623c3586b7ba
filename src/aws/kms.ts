import {
  DecryptCommand,
  GenerateDataKeyCommand,
  type KMSClient,
  KMSServiceException,
} from '@aws-sdk/client-kms';
import type { KeyService } from '../callback/data-key.ts';
import { Refusal } from '../callback/errors.ts';

/** KMS refuses to open our data keys for anybody who does not name this purpose. */
const ENCRYPTION_CONTEXT = { application: 'countersign' };

/** What KMS says of a blob that is not one of our data keys (API reference of Decrypt). */
const NOT_OURS = new Set(['InvalidCiphertextException', 'IncorrectKeyException', 'ValidationException']);

/** @param keyId the key's id, ARN or alias */
export function createKeyService(client: KMSClient, keyId: string): KeyService {
  return {
    async generate() {
      const { Plaintext: plaintext, CiphertextBlob: encrypted } = await client.send(
        new GenerateDataKeyCommand({
          KeyId: keyId,
          KeySpec: 'AES_256',
          EncryptionContext: ENCRYPTION_CONTEXT,
        }),
      );
      if (!plaintext || !encrypted) throw new TypeError('KMS returned no data key');
      return { plaintext, encrypted };
    },

    async decrypt(encrypted) {
      try {
        const { Plaintext: plaintext } = await client.send(
          new DecryptCommand({
            KeyId: keyId,
            CiphertextBlob: encrypted,
            EncryptionContext: ENCRYPTION_CONTEXT,
          }),
        );
        if (!plaintext) throw new TypeError('KMS returned no plaintext');
        return plaintext;
      } catch (error) {
        if (error instanceof KMSServiceException && NOT_OURS.has(error.name)) {
          throw new Refusal('InvalidPayload', 'This link was not made by this service.', { cause: error });
        }
        throw error;
      }
    },
  };
}
