import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { bytesHead, CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
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
/** The head of the CBOR array with the three parts of a message, and of the Enc_structure. */
const THREE_PARTS = Buffer.of(0x83);
/** The unprotected header up to the IV: a map of one member, a byte string of 12 bytes. */
const IV_HEAD = Buffer.of(0xa1, HEADER.iv, 0x40 | IV_BYTES);
const AAD_START = Buffer.concat([THREE_PARTS, encodeCbor('Encrypt0')]);

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
 *   - `nextIv`: the source of IVs
 */
export function createSealer(ports: {
  keys: KeyService;
  deployment?: string | undefined;
  now?: () => number;
  nextIv?: () => Uint8Array;
}): LinkSealer {
  const { keys, deployment, now = Date.now, nextIv = randomIvs() } = ports;
  const context = { ...ENCRYPTION_CONTEXT, ...(deployment && { deployment }) };
  const sealingKey = cachedSealingKey(keys, context, now);
  const openingKey = cachedOpeningKeys(keys, context);
  const opened = recentFrames();
  /** The data key that was used last: a proof needs no other one. */
  let atHand: SealingKey | undefined;

  function encrypt({ key, encrypted }: SealingKey, plaintext: Uint8Array, external: Uint8Array): string {
    const frame = frameOf(encrypted);
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(frame, external));
    const ciphertext = cipher.update(plaintext);
    cipher.final();
    const size = bytesHead(ciphertext.length + TAG_BYTES);
    const rest = Buffer.concat([frame.tail, iv, size, ciphertext, cipher.getAuthTag()]);
    return frame.prefix + rest.toString('base64url');
  }

  /** @returns undefined if its data key was not used just before: then {@link decrypt} opens or refuses it */
  function decryptAtOnce(sealed: string, external: Uint8Array): Uint8Array | undefined {
    const known = opened.find(sealed);
    const message = known && parse(known.frame, sealed);
    if (!message) return undefined;
    atHand = known.key;
    return decipher(known, message, external);
  }

  async function decrypt(sealed: string, external: Uint8Array): Promise<Uint8Array> {
    const encrypted = dataKeyOf(sealed);
    const frame = frameOf(encrypted);
    const message = sealed.startsWith(frame.prefix) && parse(frame, sealed);
    if (!message) throw invalid();
    atHand = { key: await openingKey(encrypted), encrypted };
    const known = { key: atHand, frame };
    opened.remember(known);
    return decipher(known, message, external);
  }

  function decipher({ key, frame }: Opened, { iv, ciphertext }: Message, external: Uint8Array): Uint8Array {
    const tagAt = ciphertext.length - TAG_BYTES;
    const opening = createDecipheriv('aes-256-gcm', key.key, iv, { authTagLength: TAG_BYTES })
      .setAAD(additionalData(frame, external))
      .setAuthTag(ciphertext.subarray(tagAt));
    try {
      // In this mode, `final` returns no bytes: it checks the tag.
      const plaintext = opening.update(ciphertext.subarray(0, tagAt));
      opening.final();
      return plaintext;
    } catch (cause) {
      throw invalid(cause);
    }
  }

  const seal = async (content: Sealed) => {
    atHand = await sealingKey();
    return encrypt(atHand, encodePayload(content), PAYLOAD);
  };
  const open = async (sealed: string) =>
    decodePayload(decryptAtOnce(sealed, PAYLOAD) ?? (await decrypt(sealed, PAYLOAD)));
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
        const data = provedData(statement);
        return (decryptAtOnce(text, data) ?? (await decrypt(text, data))).length === 0;
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    },
  };
}

const NOTHING = new Uint8Array();

function provedData(statement: readonly string[]): Uint8Array {
  return encodeCbor([PROOF, ...statement]);
}

/** How many IVs are made at once: a call for random bytes takes as long as the encryption of a payload. */
const IVS_AT_ONCE = 128;

/** Random IVs. Each one is used once: no two processes share this memory, because Lambda has no snapshots of Node functions. */
export function randomIvs(): () => Uint8Array {
  const pool = Buffer.alloc(IVS_AT_ONCE * IV_BYTES);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    at += IV_BYTES;
    return pool.subarray(at - IV_BYTES, at);
  };
}

/** What is the same in all messages of a data key. */
interface Frame {
  readonly header: Uint8Array;
  /** The text of a message up to its IV, as far as whole bytes end with a character. */
  readonly prefix: string;
  /** The bytes between the prefix and the IV: two at most. They are the same in all messages. */
  readonly tail: Uint8Array;
  /** The Enc_structure of payloads. */
  readonly ofPayloads: Uint8Array;
}

/** What is different in each message. */
interface Message {
  readonly iv: Uint8Array;
  /** With its tag. */
  readonly ciphertext: Uint8Array;
}

/** By the encrypted data key. */
const frames = new WeakMap<Uint8Array, Frame>();

function frameOf(encrypted: Uint8Array): Frame {
  const known = frames.get(encrypted);
  if (known) return known;
  const members: CborValue[] = [];
  members[HEADER.alg] = A256GCM;
  members[HEADER.kid] = encrypted;
  const header = encodeCbor(new CborMap(members));
  const start = Buffer.concat([THREE_PARTS, encodeCbor(header), IV_HEAD]);
  const tailAt = start.length - (start.length % 3);
  const prefix = PREFIX + start.toString('base64url', 0, tailAt);
  const frame = { header, prefix, tail: start.subarray(tailAt), ofPayloads: encStructure(header, PAYLOAD) };
  frames.set(encrypted, frame);
  return frame;
}

interface Opened {
  readonly key: SealingKey;
  readonly frame: Frame;
}

/** As many as cachedOpeningKeys keeps. */
const MAX_OPENED = 100;

/** The frames that were opened, by their text: a message of the same data key is then not decoded up to its IV. */
function recentFrames() {
  const byPrefix = new Map<string, Opened>();
  /** KMS encrypts all data keys to the same length, under keys of one kind. */
  let length = 0;
  let last: Opened | undefined;
  return {
    find(sealed: string): Opened | undefined {
      const prefix = sealed.slice(0, length);
      if (last?.frame.prefix !== prefix) last = byPrefix.get(prefix);
      return last;
    },
    remember(opened: Opened): void {
      const { prefix } = opened.frame;
      if (prefix.length !== length) byPrefix.clear();
      length = prefix.length;
      byPrefix.set(prefix, opened);
      const [oldest = ''] = byPrefix.keys();
      if (byPrefix.size > MAX_OPENED) byPrefix.delete(oldest);
    },
  };
}

/**
 * Reads what follows the prefix of a frame.
 *
 * @returns undefined if that is no message
 */
function parse({ prefix, tail }: Frame, sealed: string): Message | undefined {
  const bytes = bytesOf(sealed.slice(prefix.length));
  if (!bytes || !tail.every((byte, at) => byte === bytes[at])) return undefined;
  const end = tail.length + IV_BYTES;
  try {
    const ciphertext = decodeCbor(bytes.subarray(end));
    if (!(ciphertext instanceof Uint8Array) || ciphertext.length < TAG_BYTES) return undefined;
    return { iv: bytes.subarray(tail.length, end), ciphertext };
  } catch {
    return undefined;
  }
}

/** The external data of a message, and what it is encrypted with: the Enc_structure of RFC 9052 §5.3. */
function additionalData({ header, ofPayloads }: Frame, external: Uint8Array): Uint8Array {
  return external === PAYLOAD ? ofPayloads : encStructure(header, external);
}

function encStructure(header: Uint8Array, external: Uint8Array): Uint8Array {
  return Buffer.concat([AAD_START, encodeCbor(header), encodeCbor(external)]);
}

/**
 * Reads the encrypted data key of a message. It checks nothing else: {@link parse} compares the rest of the header with that of
 * our messages.
 */
function dataKeyOf(sealed: string): Uint8Array {
  try {
    const [header] = decodeCbor(Buffer.from(sealed.slice(PREFIX.length), 'base64url')) as [Uint8Array];
    const { members } = decodeCbor(header) as CborMap;
    const encrypted = members[HEADER.kid];
    if (encrypted instanceof Uint8Array) return encrypted;
  } catch (cause) {
    throw invalid(cause);
  }
  throw invalid();
}

/**
 * base64url can encode the same bytes in several ways. Only one of them is accepted, and CBOR is read strictly, so that a
 * sealed payload has exactly one text form.
 *
 * @returns undefined for another form
 */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function invalid(cause?: unknown): Refusal {
  return new Refusal('InvalidPayload', UNREADABLE_LINK, { cause });
}
