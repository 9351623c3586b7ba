import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  KmsKeyringNode,
  type KmsNodeClientSupplier,
} from '@aws-crypto/client-node';
import { KMS } from '@aws-sdk/client-kms';
import { onTestFinished } from 'vitest';
import { createKeyService } from '../../src/aws/kms.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { legacyBytes, legacyText } from './legacy-text.ts';

/** The algorithm suites of sfn-callback-urls. The keys are the names that {@link suiteOf} returns. */
export const SUITES = {
  '0178': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256,
  '0378': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384,
  '0478': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
  '0578': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
};

/** Returns the strictest client for a suite: suites with key commitment require it for encryption and decryption. */
function clientFor(suite: keyof typeof SUITES) {
  const committing = suite === '0478' || suite === '0578';
  return buildClient(
    committing
      ? CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
      : CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT,
  );
}

/**
 * Starts the AWS Encryption SDK with its own KMS keyring, and an embedded AWS for the running test. `keys` is our own
 * port to the same KMS.
 */
export async function startEncryptionSdk() {
  const { endpoint, kms } = await startEmbeddedAws();
  const { kmsKeyArn: keyArn } = endpoint;
  const client = new KMS({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  // The cast is needed because the types of the SDK distinguish undefined members from missing members.
  const clientProvider = (() => client) as KmsNodeClientSupplier;
  const keyring = (more: string[] = []) =>
    new KmsKeyringNode({ clientProvider, generatorKeyId: keyArn, keyIds: more });

  return {
    keyArn,
    keys: createKeyService(kms, keyArn),
    /** Our port with another name of the key, such as its alias. */
    keysNamed: (name: string) => createKeyService(kms, name),
    /** Opens a `2-` payload. Returns its JSON and its header. */
    async open(sealed: string, suite: keyof typeof SUITES) {
      const { plaintext, messageHeader } = await clientFor(suite).decrypt(keyring(), legacyBytes(sealed));
      return { json: JSON.parse(plaintext.toString()) as unknown, header: messageHeader };
    },
    /** Seals a `2-` payload. `more` are other keys that can open it too. */
    async seal(
      json: unknown,
      suite: keyof typeof SUITES,
      {
        more = [],
        ...options
      }: { more?: string[]; frameLength?: number; encryptionContext?: Record<string, string> } = {},
    ): Promise<string> {
      const input = { suiteId: SUITES[suite], ...options };
      const { result } = await clientFor(suite).encrypt(keyring(more), JSON.stringify(json), input);
      return legacyText('2', result);
    },
  };
}
