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

/** The suites that a payload of sfn-callback-urls may be written in, by what {@link suiteOf} calls them. */
export const SUITES = {
  '0178': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256,
  '0378': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384,
  '0478': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
  '0578': AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
};

/** As strict as the suite lets it be: what commits to its key is read as nothing else. */
function clientFor(suite: keyof typeof SUITES) {
  const committing = suite === '0478' || suite === '0578';
  return buildClient(
    committing
      ? CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
      : CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT,
  );
}

/**
 * The AWS Encryption SDK as others use it, with its own KMS keyring, and an AWS of its own for the running test.
 * `keys` is our way to the same KMS.
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
  // Their types tell members that are undefined from members that are missing, and ours of the client do not.
  const clientProvider = (() => client) as KmsNodeClientSupplier;
  const keyring = (more: string[] = []) =>
    new KmsKeyringNode({ clientProvider, generatorKeyId: keyArn, keyIds: more });

  return {
    keyArn,
    keys: createKeyService(kms, keyArn),
    /** Such as one that knows the key by its alias. */
    keysNamed: (name: string) => createKeyService(kms, name),
    /** The JSON of a `2-` payload, and what its header says. */
    async open(sealed: string, suite: keyof typeof SUITES) {
      const { plaintext, messageHeader } = await clientFor(suite).decrypt(keyring(), legacyBytes(sealed));
      return { json: JSON.parse(plaintext.toString()) as unknown, header: messageHeader };
    },
    /** A `2-` payload; `more` are the keys, beside ours, that open it. */
    async seal(
      json: unknown,
      suite: keyof typeof SUITES,
      { more = [], ...options }: { more?: string[]; frameLength?: number } = {},
    ): Promise<string> {
      const input = { suiteId: SUITES[suite], ...options };
      const { result } = await clientFor(suite).encrypt(keyring(more), JSON.stringify(json), input);
      return legacyText('2', result);
    },
  };
}
