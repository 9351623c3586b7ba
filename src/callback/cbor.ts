import { isUtf8 } from 'node:buffer';

/*
 * The part of CBOR (RFC 8949) that payloads use: unsigned integers, byte strings, texts, arrays, maps with integer keys, true,
 * false and null, in the core deterministic encoding (§4.2.1). A library for all of CBOR takes several times as long.
 */

export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap;

/** The keys are non-negative integers. They are written in their order. */
export type CborMap = ReadonlyMap<number, CborValue>;

const UNSIGNED = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIMPLE = 7;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const REPLACEMENT = '\uFFFD';
/** Payloads are nested three levels deep. */
const MAX_DEPTH = 16;

/** Encodings are written here first. A function encodes one after the other, and never two at the same time. */
let buffer = Buffer.allocUnsafeSlow(8_192);
let end = 0;

/**
 * Encodes a value.
 *
 * @throws {TypeError} for a number that is not a non-negative safe integer, and for keys of a map that do not ascend
 */
export function encodeCbor(value: CborValue): Buffer {
  end = 0;
  write(value);
  return Buffer.from(buffer.subarray(0, end));
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
  else if (value instanceof Map) writeMap(value);
  else writeArray(value as readonly CborValue[]);
}

function writeMap(map: CborMap): void {
  writeHead(MAP, map.size);
  let last = -1;
  for (const [key, value] of map) {
    if (key <= last) throw new TypeError('the keys of a CBOR map must ascend');
    last = key;
    writeHead(UNSIGNED, key);
    write(value);
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
  const length = Buffer.byteLength(text);
  writeHead(TEXT, length);
  reserve(length);
  end += buffer.write(text, end, 'utf8');
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
    end = buffer.writeUInt16BE(value, end);
  } else if (value < 0x1_00_00_00_00) {
    buffer[end++] = major | 26;
    end = buffer.writeUInt32BE(value, end);
  } else {
    buffer[end++] = major | 27;
    end = buffer.writeBigUInt64BE(BigInt(value), end);
  }
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
  at: number;
}

/**
 * Decodes exactly one value. Byte strings are views of the given bytes.
 *
 * @throws {TypeError} for anything that {@link encodeCbor} does not write
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reading = { bytes: view, at: 0 };
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
  const map = new Map<number, CborValue>();
  let last = -1;
  for (let index = 0; index < size; index++) {
    const key = readItem(reading, depth + 1);
    if (typeof key !== 'number' || key <= last) throw malformed();
    last = key;
    map.set(key, readItem(reading, depth + 1));
  }
  return map;
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
  const { bytes } = reading;
  const start = advance(reading, length);
  const text = bytes.toString('utf8', start, reading.at);
  // Bytes that are not UTF-8 become replacement characters.
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, reading.at))) throw malformed();
  return text;
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
