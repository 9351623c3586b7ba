import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, webcrypto } from 'node:crypto';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import * as Iron from '@hapi/iron';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { createFakeKeyService } from '../../../../test/support/fake-key-service.ts';
import { isReference, type Sealed } from '../../../callback/payload.ts';
import { encodePayload } from '../../../callback/payload-cbor.ts';
import { createSealer } from '../../../callback/seal.ts';

/** A program that seals a payload into text for a URL, and opens it again. */
export interface Contender {
  readonly name: string;
  readonly seal: (payload: Sealed) => Promise<string> | string;
  readonly open: (sealed: string) => Promise<unknown> | unknown;
}

const rawKey = randomBytes(32);
const key = createSecretKey(rawKey);
/** The id of the data key: a key that KMS encrypted has 184 bytes. Each contender but iron carries and authenticates it. */
const keyId = randomBytes(184).toString('base64url');
const aad = Buffer.from(keyId);

/** Ours. */
export function countersign(): Contender {
  const { seal, sealLink, openLink } = createSealer({ keys: createFakeKeyService() });
  return {
    name: 'Countersign',
    seal: (payload) => (isReference(payload) ? sealLink(payload) : seal(payload)),
    open: openLink,
  };
}

/**
 * AES-256-GCM alone, with a KeyObject: the bytes that we seal, without an encoding before and a text after it.
 *
 * @param nextIv by default, it asks for the random bytes of each IV, as programs usually do
 */
export function bareAes(payload: Sealed, nextIv: () => Uint8Array = () => randomBytes(12)) {
  const bytes = encodePayload(payload);
  const seal = () => {
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
    return { iv, ciphertext: Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]) };
  };
  const { ciphertext, ...sealed } = seal();
  // Others are written over those of a pool.
  const iv = Buffer.from(sealed.iv);
  const open = () => {
    const tagAt = ciphertext.length - 16;
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
      .setAAD(aad)
      .setAuthTag(ciphertext.subarray(tagAt));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, tagAt)), decipher.final()]);
  };
  return { seal, open };
}

/** JSON through WebCrypto, with the key id as authenticated data. */
export async function webCrypto(): Promise<Contender> {
  const imported = await webcrypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const algorithm = (iv: Uint8Array<ArrayBuffer>) => ({ name: 'AES-GCM', iv, additionalData: aad });
  return {
    name: 'WebCrypto',
    async seal(payload) {
      const iv = webcrypto.getRandomValues(new Uint8Array(12));
      const bytes = Buffer.from(JSON.stringify(payload));
      const ciphertext = await webcrypto.subtle.encrypt(algorithm(iv), imported, bytes);
      return `${keyId}.${Buffer.concat([iv, Buffer.from(ciphertext)]).toString('base64url')}`;
    },
    async open(sealed) {
      const bytes = Uint8Array.from(Buffer.from(sealed.slice(sealed.indexOf('.') + 1), 'base64url'));
      const plain = await webcrypto.subtle.decrypt(
        algorithm(bytes.slice(0, 12)),
        imported,
        bytes.subarray(12),
      );
      return JSON.parse(Buffer.from(plain).toString());
    },
  };
}

/** A compact JWE with a direct key. */
export function jose(): Contender {
  const header = { alg: 'dir', enc: 'A256GCM', kid: keyId };
  return {
    name: 'jose',
    seal: (payload) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header).encrypt(key),
    open: async (sealed) => JSON.parse(Buffer.from((await compactDecrypt(sealed, key)).plaintext).toString()),
  };
}

/** Sealed tickets, with keys that need no derivation. */
export function iron(): Contender {
  const password = { id: '1', encryption: randomBytes(32), integrity: randomBytes(32) };
  return {
    name: '@hapi/iron',
    seal: (payload) => Iron.seal(payload, password, Iron.defaults),
    open: (sealed) => Iron.unseal(sealed, { 1: password }, Iron.defaults),
  };
}

/** The AWS Encryption SDK with suite 0478 and its cache of data keys. A keyring in memory stands for KMS. */
export function encryptionSdk(): Contender {
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const keyring = new RawAesKeyringNode({
    keyName: 'bench',
    keyNamespace: 'countersign',
    unencryptedMasterKey: rawKey,
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const manager = new NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache: getLocalCryptographicMaterialsCache(1_000),
    maxAge: 300_000,
  });
  const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
  return {
    name: 'AWS Encryption SDK',
    async seal(payload) {
      const { result } = await encrypt(manager, JSON.stringify(payload), { suiteId });
      return result.toString('base64url');
    },
    async open(sealed) {
      const { plaintext } = await decrypt(manager, Buffer.from(sealed, 'base64url'));
      return JSON.parse(plaintext.toString());
    },
  };
}
