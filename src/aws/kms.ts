import {
  DecryptCommand,
  GenerateDataKeyCommand,
  type KMSClient,
  KMSServiceException,
} from '@aws-sdk/client-kms';
import type { KeyService } from '../callback/data-key.ts';
import { FOREIGN_LINK, Refusal } from '../callback/errors.ts';
import { repeatable } from './repeatable.ts';

/** The errors of KMS for a ciphertext that is not one of our data keys (API reference of Decrypt). */
const NOT_OURS = new Set(['InvalidCiphertextException', 'IncorrectKeyException', 'ValidationException']);

/** @param keyId the ID, ARN or alias of the KMS key */
export function createKeyService(client: KMSClient, keyId: string): KeyService {
  return {
    async generate(context) {
      const {
        Plaintext: plaintext,
        CiphertextBlob: encrypted,
        KeyId: keyArn,
      } = await repeatable('KMS', () =>
        client.send(
          new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context }),
        ),
      );
      if (!plaintext || !encrypted || !keyArn) throw new TypeError('KMS returned no data key');
      return { plaintext, encrypted, keyArn };
    },

    async decrypt(encrypted, context) {
      try {
        const { Plaintext: plaintext } = await client.send(
          new DecryptCommand({ KeyId: keyId, CiphertextBlob: encrypted, EncryptionContext: context }),
        );
        if (!plaintext) throw new TypeError('KMS returned no plaintext');
        return plaintext;
      } catch (error) {
        if (error instanceof KMSServiceException && NOT_OURS.has(error.name)) {
          throw new Refusal('InvalidPayload', FOREIGN_LINK, { cause: error });
        }
        throw error;
      }
    },
  };
}
