import fc from 'fast-check';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The prefixes of the formats, and others. */
const PREFIXES = ['1-', '2-', '3-', '4-', '-', '', '3-3-', '2-3-', '3_', '03-'];

/**
 * Sealed payloads that must not open: with a changed bit or character, cut, spliced with another payload at any byte, with another
 * prefix or encoding, twice, or with characters in another case.
 *
 * @param sealed such as `3-...`
 * @param other another sealed payload. The two themselves are never among the results
 */
export function tampered(sealed: string, other: string): fc.Arbitrary<string> {
  const [prefix, rest] = [sealed.slice(0, 2), sealed.slice(2)];
  const bytes = Buffer.from(rest, 'base64url');
  const others = Buffer.from(other.slice(2), 'base64url');
  const at = fc.nat(rest.length - 1);
  const flipped = fc.nat(bytes.length * 8 - 1).map((bit) => withFlippedBit(bytes, bit));
  const changes: fc.Arbitrary<string>[] = [
    flipped.map((changed) => prefix + changed.toString('base64url')),
    fc
      .tuple(flipped, fc.constantFrom('base64', 'hex', 'latin1'))
      .map(([changed, encoding]) => prefix + changed.toString(encoding as BufferEncoding)),
    fc.constantFrom<BufferEncoding>('hex', 'latin1').map((encoding) => prefix + bytes.toString(encoding)),
    fc
      .tuple(at, fc.constantFrom(...ALPHABET))
      .map(([place, put]) => prefix + rest.slice(0, place) + put + rest.slice(place + 1)),
    fc
      .tuple(at, fc.constantFrom(...ALPHABET))
      .map(([place, put]) => prefix + rest.slice(0, place) + put + rest.slice(place)),
    at.map((place) => prefix + rest.slice(0, place)),
    at.map((place) => prefix + rest.slice(place + 1)),
    at.map(
      (place) => prefix + rest.slice(0, place) + swappedCase(rest.charAt(place)) + rest.slice(place + 1),
    ),
    fc
      .constantFrom(rest.toLowerCase(), rest.toUpperCase(), rest + rest, sealed, `${rest}A`)
      .map((changed) => prefix + changed),
    fc.constantFrom(...PREFIXES).map((another) => another + rest),
    fc
      .tuple(fc.nat(bytes.length), fc.nat(others.length))
      .map(([end, start]) => prefix + spliced(bytes, others, end, start)),
    fc.nat(bytes.length).map((end) => prefix + spliced(bytes, others, end, end)),
    fc.nat(bytes.length).map((end) => prefix + spliced(others, bytes, end, end)),
  ];
  const untouched = new Set([sealed, other].map(cleaned));
  return fc.oneof(...changes).filter((changed) => !untouched.has(cleaned(changed)));
}

/** What a link may become on its way, with the same bytes: padding, and the other alphabet of base64. */
export function reencoded(sealed: string): fc.Arbitrary<string> {
  const [prefix, rest] = [sealed.slice(0, 2), sealed.slice(2)];
  return fc.constantFrom(
    `${sealed}=`,
    `${sealed}==`,
    ` ${sealed} `,
    prefix + rest.replaceAll('-', '+').replaceAll('_', '/'),
    prefix + (rest.match(/.{1,70}/g) ?? []).join('\r\n'),
  );
}

/** Readers of links tolerate what does not belong to base64url. */
function cleaned(data: string): string {
  return data
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll(/[^\w-]/g, '');
}

function spliced(first: Buffer, second: Buffer, end: number, start: number): string {
  return Buffer.concat([first.subarray(0, end), second.subarray(start)]).toString('base64url');
}

function swappedCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}

function withFlippedBit(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
