import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { buildEncrypt } from '@aws-crypto/encrypt-node';
import {
  AlgorithmSuiteIdentifier,
  CommitmentPolicy,
  EncryptedDataKey,
  KeyringNode,
  KeyringTraceFlag,
  type NodeDecryptionMaterial,
  type NodeEncryptionMaterial,
} from '@aws-crypto/material-management-node';
import type { KeyService } from './data-key.ts';
import { Refusal, UNREADABLE_LINK } from './errors.ts';
import { decodeLegacyPayload, encodeLegacyPayload, fromLegacyText, toLegacyText } from './legacy-payload.ts';
import type { Payload } from './payload.ts';

/*
 * Payloads of the format `2-`, with the AWS Encryption SDK. Loaded only for such a payload, because the SDK is as large
 * as the rest of a function.
 */

/** The SDK's name for KMS as the provider of an encrypted data key. */
const KMS = 'aws-kms';

/**
 * What the names in an encryption context begin with, if the SDK has set them (AWS Encryption SDK: "Encryption context").
 * sfn-callback-urls sets no names of its own. With others, a sender could name another deployment: IAM would deny the call
 * to KMS, and that would look like an error of ours.
 */
const OF_THE_SDK = 'aws-crypto-';

/** The algorithm suite of a new message. Messages of all suites can be opened. */
export type Suite = keyof typeof SUITES;

const SUITES = {
  /** Suite 0478, with key commitment, for readers with the AWS Encryption SDK 2 or later. */
  committing: {
    suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
    policy: CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT,
  },
  /** Suite 0178, without key commitment, for readers with the AWS Encryption SDK 1.4. */
  plain: {
    suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256,
    policy: CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT,
  },
};

const { decrypt } = buildDecrypt({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT,
  // Our messages have one data key. A message with thousands of them would cause thousands of calls to KMS.
  maxEncryptedDataKeys: 1,
});

/**
 * Seals a payload as `2-`, under a new data key.
 *
 * @param issuedAt seconds since 1970
 */
export async function sealMessage(
  payload: Payload,
  issuedAt: number,
  suite: Suite,
  keys: KeyService,
): Promise<string> {
  const { suiteId, policy } = SUITES[suite];
  const plaintext = encodeLegacyPayload(payload, issuedAt);
  const { result } = await buildEncrypt(policy).encrypt(new KeyServiceKeyring(keys), plaintext, { suiteId });
  return toLegacyText('2', result);
}

/**
 * Opens a `2-` payload of any algorithm suite, if its data key is encrypted under our KMS key.
 *
 * @throws {Refusal} InvalidPayload for any other payload. An error of the KMS call is thrown unchanged.
 */
export async function openMessage(sealed: string, keys: KeyService): Promise<Payload> {
  const message = fromLegacyText('2', sealed);
  const keyring = new KeyServiceKeyring(keys);
  return decodeLegacyPayload(await decryptMessage(message, keyring));
}

async function decryptMessage(message: Uint8Array, keyring: KeyServiceKeyring): Promise<Uint8Array> {
  try {
    const { plaintext } = await decrypt(keyring, message);
    if (await hasTrailingBytes(message, keyring))
      throw new TypeError('There are bytes after the end of the message.');
    return plaintext;
  } catch (cause) {
    if (keyring.failure !== undefined) throw keyring.failure;
    throw new Refusal('InvalidPayload', UNREADABLE_LINK, { cause });
  }
}

/**
 * Detects bytes after the last frame, which the SDK ignores in a message without a signature. With such bytes, an
 * attacker could make a longer string from a Slack button's payload, and use it as a link: a payload for Slack that is
 * too long for a button is accepted as a link.
 */
async function hasTrailingBytes(message: Uint8Array, keyring: KeyServiceKeyring): Promise<boolean> {
  return decrypt(keyring, message.subarray(0, -1)).then(
    () => true,
    () => false,
  );
}

/**
 * Replaces the SDK's own KMS keyring, which throws the same error for a foreign message and for a failed KMS call. This
 * one uses our port, which throws different errors. The port also accepts our key under an alias or an ID, not only
 * under its ARN.
 */
class KeyServiceKeyring extends KeyringNode {
  readonly #keys: KeyService;
  /** The data key of the message. It is kept because the message is decrypted twice, and KMS is called only once. */
  #dataKey: Uint8Array | undefined;
  /** The error that the port threw. */
  failure: unknown;

  constructor(keys: KeyService) {
    super();
    this.#keys = keys;
  }

  async _onEncrypt(material: NodeEncryptionMaterial): Promise<NodeEncryptionMaterial> {
    const { plaintext, encrypted, keyArn } = await this.#keys.generate(material.encryptionContext);
    const flags =
      KeyringTraceFlag.WRAPPING_KEY_ENCRYPTED_DATA_KEY | KeyringTraceFlag.WRAPPING_KEY_SIGNED_ENC_CTX;
    const trace = {
      keyNamespace: KMS,
      keyName: keyArn,
      flags: flags | KeyringTraceFlag.WRAPPING_KEY_GENERATED_DATA_KEY,
    };
    // A copy, because the SDK overwrites the data key with zeros after use.
    return material
      .setUnencryptedDataKey(Uint8Array.from(plaintext), trace)
      .addEncryptedDataKey(
        new EncryptedDataKey({ providerId: KMS, providerInfo: keyArn, encryptedDataKey: encrypted }),
        flags,
      );
  }

  async _onDecrypt(
    material: NodeDecryptionMaterial,
    encryptedDataKeys: EncryptedDataKey[],
  ): Promise<NodeDecryptionMaterial> {
    const [ours] = encryptedDataKeys.filter(({ providerId }) => providerId === KMS);
    const { encryptionContext: context } = material;
    if (!ours || !Object.keys(context).every((name) => name.startsWith(OF_THE_SDK))) return material;
    const plaintext = await this.#decrypt(ours.encryptedDataKey, context);
    return material.setUnencryptedDataKey(Uint8Array.from(plaintext), {
      keyNamespace: KMS,
      keyName: ours.providerInfo,
      flags:
        KeyringTraceFlag.WRAPPING_KEY_DECRYPTED_DATA_KEY | KeyringTraceFlag.WRAPPING_KEY_VERIFIED_ENC_CTX,
    });
  }

  async #decrypt(encrypted: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array> {
    try {
      this.#dataKey ??= await this.#keys.decrypt(encrypted, context);
      return this.#dataKey;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
