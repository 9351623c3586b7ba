import { createCipheriv, createDecipheriv, randomBytes as nodeRandomBytes } from 'node:crypto';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { cachedOpeningKeys, cachedSealingKey, type KeyService } from './data-key.ts';
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
 */
const PREFIX = '3-';
const EXTERNAL_AAD = Buffer.from('countersign 3-');
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

/** A sealer that also knows links by reference. */
export interface LinkSealer extends Sealer {
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

  async function seal(content: Sealed): Promise<string> {
    const { key, encrypted } = await sealingKey();
    const header = encode(
      new Map<number, unknown>([
        [HEADER.alg, A256GCM],
        [HEADER.kid, encrypted],
      ]),
      rfc8949EncodeOptions,
    );
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(header));
    const ciphertext = Buffer.concat([
      cipher.update(encodePayload(content)),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return toText(header, iv, ciphertext);
  }

  async function open(sealed: string): Promise<Sealed> {
    const { header, kid, iv, ciphertext } = parse(sealed);
    const key = await openingKey(kid);
    const tagAt = ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
      .setAAD(additionalData(header))
      .setAuthTag(ciphertext.subarray(tagAt));
    return decodePayload(decrypt(decipher, ciphertext.subarray(0, tagAt)));
  }

  return { seal, sealLink: seal, open: (sealed) => openWithToken(open(sealed)), openLink: open };
}

function toText(header: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): string {
  const message = encode([header, new Map([[HEADER.iv, iv]]), ciphertext], rfc8949EncodeOptions);
  return PREFIX + Buffer.from(message).toString('base64url');
}

/** The Enc_structure of RFC 9052 §5.3. */
function additionalData(header: Uint8Array): Uint8Array {
  return encode(['Encrypt0', header, EXTERNAL_AAD], rfc8949EncodeOptions);
}

function decrypt(decipher: ReturnType<typeof createDecipheriv>, ciphertext: Uint8Array): Uint8Array {
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch (cause) {
    throw invalid(cause);
  }
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
