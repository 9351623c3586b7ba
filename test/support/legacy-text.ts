/** Encodes bytes as a `1-` or `2-` payload, the same as Python's urlsafe_b64encode. */
export function legacyText(format: '1' | '2', bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return `${format}-${base64.replaceAll('+', '-').replaceAll('/', '_')}`;
}

/** Decodes the bytes of a `1-` or `2-` payload. */
export const legacyBytes = (text: string) => Buffer.from(text.slice(2), 'base64url');

/**
 * Returns the algorithm suite of a `2-` payload, such as `0478`. In a message of the AWS Encryption SDK, the
 * suite follows the version. In version 1, the type is between the version and the suite (message format reference,
 * "Header structure").
 */
export function suiteOf(sealed: string): string {
  const bytes = legacyBytes(sealed);
  const offset = bytes.readUInt8(0) === 1 ? 2 : 1;
  return bytes.toString('hex', offset, offset + 2);
}

/** Returns a copy with one changed bit. */
export function withBitFlipped(bytes: Uint8Array, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
