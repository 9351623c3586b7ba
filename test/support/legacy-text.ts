/** A `1-` or `2-` payload of these bytes, as Python's urlsafe_b64encode spells it. */
export function legacyText(format: '1' | '2', bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return `${format}-${base64.replaceAll('+', '-').replaceAll('/', '_')}`;
}

/** The bytes of such a payload. */
export const legacyBytes = (text: string) => Buffer.from(text.slice(2), 'base64url');

/**
 * The suite that a `2-` payload is written in, such as `0478`. A message of the AWS Encryption SDK tells it behind its
 * version, and in version 1 behind its type too (message format reference, "Header structure").
 */
export function suiteOf(sealed: string): string {
  const bytes = legacyBytes(sealed);
  const offset = bytes.readUInt8(0) === 1 ? 2 : 1;
  return bytes.toString('hex', offset, offset + 2);
}

/** The same bytes but for one bit. */
export function withBitFlipped(bytes: Uint8Array, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
