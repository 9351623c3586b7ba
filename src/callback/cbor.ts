import { isUtf8 } from 'node:buffer';

/*
 * The part of CBOR (RFC 8949) that payloads use: unsigned integers, byte strings, texts, arrays, maps with integer keys, true,
 * false and null, in the core deterministic encoding (§4.2.1). A library for all of CBOR takes several times as long.
 */

export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap;

/** A map. Its keys are the indexes of its members; an undefined member is none. */
export class CborMap {
  readonly members: readonly (CborValue | undefined)[];

  constructor(members: readonly (CborValue | undefined)[]) {
    this.members = members;
  }
}

const UNSIGNED = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIMPLE = 7;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const NOT_ASCII = /[^\0-\x7f]/;
/** Payloads are nested three levels deep. */
const MAX_DEPTH = 16;
/** Payloads have keys below 20. */
const MAX_KEY = 63;

/** In bytes. Payloads need less. */
const USUAL_SIZE = 8_192;
/** In bytes. More memory is not kept for the next value. */
const LARGE = 65_536;

/** Encodings are written here first. A function encodes one after the other, and never two at the same time. */
let buffer = Buffer.allocUnsafeSlow(USUAL_SIZE);
let end = 0;

/**
 * Encodes a value.
 *
 * @throws {TypeError} for a number that is not a non-negative safe integer, and for a key above 63
 */
export function encodeCbor(value: CborValue): Buffer {
  end = 0;
  write(value);
  const encoded = Buffer.from(buffer.subarray(0, end));
  if (buffer.length > LARGE) buffer = Buffer.allocUnsafeSlow(USUAL_SIZE);
  return encoded;
}

/** What stands before so many bytes in a byte string. */
export function bytesHead(length: number): Buffer {
  end = 0;
  writeHead(BYTES, length);
  return Buffer.from(buffer.subarray(0, end));
}

function write(value: CborValue): void {
  if (typeof value === 'string') writeText(value);
  else if (typeof value === 'number') writeHead(UNSIGNED, value);
  else if (value === true) writeByte(TRUE);
  else if (value === false) writeByte(FALSE);
  else if (value === null) writeByte(NULL);
  else if (value instanceof Uint8Array) writeBytes(value);
  else if (value instanceof CborMap) writeMap(value);
  else writeArray(value as readonly CborValue[]);
}

function writeMap({ members }: CborMap): void {
  if (members.length > MAX_KEY + 1) throw new TypeError('CBOR of payloads has no such key');
  let size = 0;
  for (const member of members) if (member !== undefined) size++;
  writeHead(MAP, size);
  for (let key = 0; key < members.length; key++) {
    const member = members[key];
    if (member === undefined) continue;
    writeHead(UNSIGNED, key);
    write(member);
  }
}

function writeArray(values: readonly CborValue[]): void {
  writeHead(ARRAY, values.length);
  for (const value of values) write(value);
}

function writeBytes(bytes: Uint8Array): void {
  writeHead(BYTES, bytes.length);
  reserve(bytes.length);
  buffer.set(bytes, end);
  end += bytes.length;
}

function writeText(text: string): void {
  reserve(9 + 3 * text.length);
  // Most texts have as many bytes as characters. Another one may need a longer head, and is then written again after it.
  const start = end + headSize(text.length);
  const length = buffer.write(text, start);
  writeHead(TEXT, length);
  if (end !== start) buffer.write(text, end);
  end += length;
}

/** The type of an item, and its value or length in as few bytes as possible. */
function writeHead(type: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError('CBOR of payloads has no such number');
  reserve(9);
  const major = type << 5;
  if (value < 24) buffer[end++] = major | value;
  else if (value < 0x1_00) {
    buffer[end++] = major | 24;
    buffer[end++] = value;
  } else if (value < 0x1_00_00) {
    buffer[end++] = major | 25;
    buffer[end++] = value >> 8;
    buffer[end++] = value;
  } else if (value < 0x1_00_00_00_00) {
    buffer[end++] = major | 26;
    end = buffer.writeUInt32BE(value, end);
  } else {
    buffer[end++] = major | 27;
    end = buffer.writeBigUInt64BE(BigInt(value), end);
  }
}

/** How many bytes the head of a text or of bytes has. */
function headSize(length: number): number {
  if (length < 24) return 1;
  if (length < 0x1_00) return 2;
  return length < 0x1_00_00 ? 3 : 5;
}

function writeByte(byte: number): void {
  reserve(1);
  buffer[end++] = byte;
}

/** Makes room for so many bytes more. */
function reserve(bytes: number): void {
  if (end + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafeSlow(2 * (end + bytes));
  buffer.copy(larger, 0, 0, end);
  buffer = larger;
}

/** What is read, and how far. */
interface Reading {
  readonly bytes: Buffer;
  /** The same as a text, once it is needed: to cut a text out of it is faster than to decode it from the bytes. */
  latin1: string | undefined;
  at: number;
}

/**
 * Decodes exactly one value. Byte strings are views of the given bytes.
 *
 * @throws {TypeError} for anything that {@link encodeCbor} does not write
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reading: Reading = { bytes: view, latin1: undefined, at: 0 };
  const value = readItem(reading, 0);
  if (reading.at !== view.length) throw malformed();
  return value;
}

function readItem(reading: Reading, depth: number): CborValue {
  if (depth > MAX_DEPTH) throw malformed();
  const first = reading.bytes[reading.at++];
  if (first === undefined) throw malformed();
  const info = first & 0x1f;
  switch (first >> 5) {
    case UNSIGNED:
      return readLength(reading, info);
    case BYTES:
      return readBytes(reading, readLength(reading, info));
    case TEXT:
      return readText(reading, readLength(reading, info));
    case ARRAY:
      return readArray(reading, readLength(reading, info), depth);
    case MAP:
      return readMap(reading, readLength(reading, info), depth);
    case SIMPLE:
      return readSimple(first);
    default:
      throw malformed();
  }
}

function readArray(reading: Reading, length: number, depth: number): CborValue[] {
  const values: CborValue[] = [];
  for (let index = 0; index < length; index++) values.push(readItem(reading, depth + 1));
  return values;
}

function readMap(reading: Reading, size: number, depth: number): CborMap {
  const members: CborValue[] = [];
  for (let index = 0; index < size; index++) {
    const key = readItem(reading, depth + 1);
    // The keys ascend, so each is above all before it.
    if (typeof key !== 'number' || key < members.length || key > MAX_KEY) throw malformed();
    members[key] = readItem(reading, depth + 1);
  }
  return new CborMap(members);
}

/** A value or a length. Each number has one encoding. */
function readLength(reading: Reading, info: number): number {
  if (info < 24) return info;
  const { bytes, at } = reading;
  const size = SIZES[info];
  if (size === undefined || at + size > bytes.length) throw malformed();
  reading.at += size;
  const value = size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
  if (value < (SMALLEST[info] ?? 0) || value > Number.MAX_SAFE_INTEGER) throw malformed();
  return value;
}

/** By the second part of the first byte: how many bytes follow, and the smallest number that needs them. */
const SIZES: Readonly<Record<number, number>> = { 24: 1, 25: 2, 26: 4, 27: 8 };
const SMALLEST: Readonly<Record<number, number>> = { 24: 24, 25: 2 ** 8, 26: 2 ** 16, 27: 2 ** 32 };

function readBytes(reading: Reading, length: number): Buffer {
  const start = advance(reading, length);
  return reading.bytes.subarray(start, reading.at);
}

function readText(reading: Reading, length: number): string {
  const start = advance(reading, length);
  reading.latin1 ??= reading.bytes.toString('latin1');
  const text = reading.latin1.slice(start, reading.at);
  if (!NOT_ASCII.test(text)) return text;
  const bytes = reading.bytes.subarray(start, reading.at);
  if (!isUtf8(bytes)) throw malformed();
  return bytes.toString();
}

/** Goes on by so many bytes, and returns where they begin. */
function advance(reading: Reading, length: number): number {
  const start = reading.at;
  if (length > reading.bytes.length - start) throw malformed();
  reading.at = start + length;
  return start;
}

function readSimple(byte: number): boolean | null {
  if (byte === TRUE) return true;
  if (byte === FALSE) return false;
  if (byte === NULL) return null;
  throw malformed();
}

/** The message does not quote the bytes: they are secret. */
function malformed(): TypeError {
  return new TypeError('This is not the CBOR of a payload.');
}
