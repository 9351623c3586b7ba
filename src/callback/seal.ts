import { createCipheriv, createDecipheriv, randomBytes as nodeRandomBytes } from 'node:crypto';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { cachedOpeningKeys, cachedSealingKey, type KeyService, type SealingKey } from './data-key.ts';
import { Refusal, UNREADABLE_LINK } from './errors.ts';
import { isReference, type LinkReference, type Payload, type Sealed } from './payload.ts';
import { decodePayload, encodePayload } from './payload-cbor.ts';

/*
 * The format of a sealed payload: `3-`, then the base64url of a COSE_Encrypt0 message (RFC 9052 §5.2).
 *
 * - Algorithm: A256GCM, with a random 96-bit IV.
 * - `kid` in the protected header: the data key, encrypted by KMS.
 * - External data: the name of this format. So a message of another application or version does not open, even if it
 *   is encrypted under the same key.
 *
 * A proof is the same message with an empty plaintext. Its external data is another name, and what it proves. So a payload is
 * never a proof, and a proof is never a payload.
 */
const PREFIX = '3-';
const PAYLOAD = Buffer.from('countersign 3-');
const PROOF = 'countersign proof';
/** KMS decrypts our data keys only for calls that name this purpose and the same deployment. */
const ENCRYPTION_CONTEXT = { application: 'countersign' };
const HEADER = { alg: 1, kid: 4, iv: 5 };
/** COSE's number for AES-GCM with a 256-bit key and a 128-bit tag (RFC 9053 §4.1). */
const A256GCM = 3;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const STRICT = { useMaps: true, strict: true };

export interface Sealer {
  /** Returns a string of `[A-Za-z0-9_-]`, which is valid in a URL and in the value of a Slack button. */
  seal(payload: Payload): Promise<string>;
  /**
   * @throws {Refusal} InvalidPayload when the string was not sealed under our key, or was changed afterwards
   */
  open(sealed: string): Promise<Payload>;
}

/** Proves that this deployment wrote something, without hiding it. */
export interface Proofs {
  /**
   * @param statement what is proved: the proof opens only with the same texts, in the same order
   * @returns about 310 characters of `[A-Za-z0-9_-]`. It asks KMS for nothing while a data key is at hand, which a function has
   *   opened or sealed with before
   */
  prove(statement: readonly string[]): Promise<string>;
  /**
   * @returns false if it was not made here, or for another statement
   * @throws the error of KMS if that cannot be told
   */
  isProof(text: string, statement: readonly string[]): Promise<boolean>;
}

/** A sealer that also knows links by reference, and proofs. */
export interface LinkSealer extends Sealer, Proofs {
  sealLink(link: LinkReference): Promise<string>;
  /** Opens a link, by reference or not. Refuses like `open`. */
  openLink(sealed: string): Promise<Sealed>;
}

/**
 * Opens the payload of a button, or of another place that has the task token.
 *
 * @throws {Refusal} InvalidPayload for a link by reference
 */
export async function openWithToken(opening: Promise<Sealed>): Promise<Payload> {
  const sealed = await opening;
  if (!isReference(sealed)) return sealed;
  throw new Refusal(
    'InvalidPayload',
    `The action ${sealed.action.name} works only as a link, not as a button.`,
  );
}

/**
 * @param ports
 *   - `keys`: the KMS calls
 *   - `deployment`: the name of the deployment in the encryption context. Deployments under one KMS key open each other's
 *     payloads only if they have the same name
 *   - `now`: the clock, in milliseconds since 1970
 *   - `randomBytes`: the source of IVs
 */
export function createSealer(ports: {
  keys: KeyService;
  deployment?: string | undefined;
  now?: () => number;
  randomBytes?: (size: number) => Uint8Array;
}): LinkSealer {
  const { keys, deployment, now = Date.now, randomBytes = nodeRandomBytes } = ports;
  const context = { ...ENCRYPTION_CONTEXT, ...(deployment && { deployment }) };
  const sealingKey = cachedSealingKey(keys, context, now);
  const openingKey = cachedOpeningKeys(keys, context);
  /** The data key that was used last: a proof needs no other one. */
  let atHand: SealingKey | undefined;

  function encrypt({ key, encrypted }: SealingKey, plaintext: Uint8Array, external: Uint8Array): string {
    const header = encode(
      new Map<number, unknown>([
        [HEADER.alg, A256GCM],
        [HEADER.kid, encrypted],
      ]),
      rfc8949EncodeOptions,
    );
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(header, external));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return toText(header, iv, ciphertext);
  }

  async function decrypt(sealed: string, external: Uint8Array): Promise<Uint8Array> {
    const { header, kid, iv, ciphertext } = parse(sealed);
    const key = await openingKey(kid);
    atHand = { key, encrypted: kid };
    const tagAt = ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
      .setAAD(additionalData(header, external))
      .setAuthTag(ciphertext.subarray(tagAt));
    try {
      return Buffer.concat([decipher.update(ciphertext.subarray(0, tagAt)), decipher.final()]);
    } catch (cause) {
      throw invalid(cause);
    }
  }

  const seal = async (content: Sealed) => {
    atHand = await sealingKey();
    return encrypt(atHand, encodePayload(content), PAYLOAD);
  };
  const open = async (sealed: string) => decodePayload(await decrypt(sealed, PAYLOAD));
  return {
    seal,
    sealLink: seal,
    open: (sealed) => openWithToken(open(sealed)),
    openLink: open,
    async prove(statement) {
      atHand ??= await sealingKey();
      return encrypt(atHand, NOTHING, provedData(statement));
    },
    async isProof(text, statement) {
      try {
        return (await decrypt(text, provedData(statement))).length === 0;
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    },
  };
}

const NOTHING = new Uint8Array();

function provedData(statement: readonly string[]): Uint8Array {
  return encode([PROOF, ...statement], rfc8949EncodeOptions);
}

function toText(header: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): string {
  const message = encode([header, new Map([[HEADER.iv, iv]]), ciphertext], rfc8949EncodeOptions);
  return PREFIX + Buffer.from(message).toString('base64url');
}

/** The Enc_structure of RFC 9052 §5.3. */
function additionalData(header: Uint8Array, external: Uint8Array): Uint8Array {
  return encode(['Encrypt0', header, external], rfc8949EncodeOptions);
}

function parse(sealed: string) {
  if (!sealed.startsWith(PREFIX)) throw invalid();
  try {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    const [header, unprotected, ciphertext] = decode(bytes, STRICT) as [
      Uint8Array,
      Map<number, unknown>,
      Uint8Array,
    ];
    const protectedHeader = decode(header, STRICT) as Map<number, unknown>;
    const kid = protectedHeader.get(HEADER.kid);
    const iv = unprotected.get(HEADER.iv);
    if (
      protectedHeader.get(HEADER.alg) !== A256GCM ||
      !(kid instanceof Uint8Array) ||
      !(iv instanceof Uint8Array) ||
      iv.length !== IV_BYTES ||
      !(ciphertext instanceof Uint8Array) ||
      ciphertext.length < TAG_BYTES ||
      // base64url and CBOR can encode the same value in several ways. Only one of them is accepted, so that a
      // sealed payload has exactly one text form.
      toText(header, iv, ciphertext) !== sealed
    ) {
      throw invalid();
    }
    return { header, kid, iv, ciphertext };
  } catch (cause) {
    throw cause instanceof Refusal ? cause : invalid(cause);
  }
}

function invalid(cause?: unknown): Refusal {
  return new Refusal('InvalidPayload', UNREADABLE_LINK, { cause });
}
