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
import { Refusal } from './errors.ts';
import { decodeLegacyPayload, encodeLegacyPayload, fromLegacyText, toLegacyText } from './legacy-payload.ts';
import type { Payload } from './payload.ts';

/*
 * The AWS Encryption SDK, for payloads of the format `2-`. Loaded only where one is at hand: it is as large as all the
 * rest of a function.
 */

/** As the SDK names the provider of an encrypted data key. */
const KMS = 'aws-kms';

/** Which suite a message is written in; any of them is read. */
export type Suite = keyof typeof SUITES;

const SUITES = {
  /** 0478: with key commitment; what the AWS Encryption SDK 2 and later read. */
  committing: {
    suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
    policy: CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT,
  },
  /** 0178: without, for readers on 1.4. */
  plain: {
    suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256,
    policy: CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT,
  },
};

const { decrypt } = buildDecrypt({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT,
  // We write one. A stranger's message with thousands would make us ask KMS thousands of times.
  maxEncryptedDataKeys: 1,
});

/**
 * Seals a payload as `2-`, under a data key of its own.
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
 * Opens a `2-` payload, of any suite, whose data key is under our KMS key.
 *
 * @throws {Refusal} InvalidPayload for anything else; what KMS itself throws where it could not be asked
 */
export async function openMessage(sealed: string, keys: KeyService): Promise<Payload> {
  const message = fromLegacyText('2', sealed);
  const keyring = new KeyServiceKeyring(keys);
  return decodeLegacyPayload(await decryptMessage(message, keyring));
}

async function decryptMessage(message: Uint8Array, keyring: KeyServiceKeyring): Promise<Uint8Array> {
  try {
    const { plaintext } = await decrypt(keyring, message);
    if (await goesOn(message, keyring)) throw new TypeError('There is something behind the message.');
    return plaintext;
  } catch (cause) {
    if (keyring.failure !== undefined) throw keyring.failure;
    throw new Refusal('InvalidPayload', 'This link is not one of ours, or a part of it is missing.', {
      cause,
    });
  }
}

/**
 * The SDK ignores what stands behind the last frame where there is no signature. With that, anybody could make another
 * string of a payload, and a longer one: a button of Slack would pass for a link.
 */
async function goesOn(message: Uint8Array, keyring: KeyServiceKeyring): Promise<boolean> {
  return decrypt(keyring, message.subarray(0, -1)).then(
    () => true,
    () => false,
  );
}

/**
 * The SDK's own KMS keyring hides why a key did not open: a message of a stranger and a failure of KMS look the same.
 * This one asks our port, which tells them apart and holds to our key, by whatever name it is configured.
 */
class KeyServiceKeyring extends KeyringNode {
  readonly #keys: KeyService;
  /** That of the one message: it is read twice, and KMS is asked once. */
  #dataKey: Uint8Array | undefined;
  /** What the port threw. */
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
    // The SDK zeroes the data key after use.
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
    if (!ours) return material;
    const plaintext = await this.#decrypt(ours.encryptedDataKey, material.encryptionContext);
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
