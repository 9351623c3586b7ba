import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { bytesHead, CborMap, type CborValue, decodeCbor, encodeCbor } from '../../src/callback/cbor.ts';

const ENCODE = rfc8949EncodeOptions;
const DECODE = { useMaps: true, strict: true, rejectDuplicateMapKeys: true };

const anyInteger = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
const anyText = fc.string({ unit: fc.oneof(fc.string({ maxLength: 1, unit: 'binary' }), fc.constant('é')) });
/** cborg's decoder drops a byte order mark at the start of a text. */
const anyTextWithoutMark = anyText.filter((text) => !text.startsWith('\uFEFF'));
const anyBytes = fc.oneof(
  { weight: 30, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 65_530, maxLength: 65_540 }) },
);

function anyValueWith(text: fc.Arbitrary<string>): fc.Arbitrary<CborValue> {
  const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      anyInteger,
      text,
      fc.boolean(),
      fc.constant(null),
      anyBytes,
      fc.array(tie('value'), { maxLength: 30 }),
      fc
        .array(fc.option(tie('value'), { nil: undefined }), { maxLength: 64 })
        .map((members) => new CborMap(members)),
    ),
  }));
  return value;
}

/** The same value as the library has it, with each kind of byte string as the same class. */
function plain(value: unknown): unknown {
  if (value instanceof CborMap)
    return plain(new Map([...value.members.entries()].filter(([, one]) => one !== undefined)));
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Map ? new Map([...value].map(([key, one]) => [key, plain(one)])) : value;
}

describe('the CBOR of payloads', () => {
  test('is byte for byte that of a library', () => {
    fc.assert(
      fc.property(anyValueWith(anyText), (value) => {
        expect(encodeCbor(value)).toEqual(Buffer.from(encode(plain(value), ENCODE)));
      }),
      { numRuns: 500 },
    );
  });

  test('is decoded as a library decodes it', () => {
    fc.assert(
      fc.property(anyValueWith(anyTextWithoutMark), (value) => {
        const bytes = encodeCbor(value);
        expect(plain(decodeCbor(bytes))).toStrictEqual(plain(decode(bytes, DECODE)));
      }),
      { numRuns: 500 },
    );
  });

  test('is decoded to what was encoded, also with byte order marks and in a view of other bytes', () => {
    fc.assert(
      fc.property(anyValueWith(anyText), (value) => {
        const bytes = Uint8Array.from([0xff, ...encodeCbor(value), 0xff]).subarray(1, -1);
        expect(plain(decodeCbor(bytes))).toStrictEqual(plain(value));
      }),
    );
  });

  test('has one encoding for each value: any other bytes are refused, or are that encoding', () => {
    const anyChanged = fc
      .tuple(anyValueWith(anyText), fc.nat(), fc.nat({ max: 255 }))
      .map(([value, at, byte]) => {
        const bytes = encodeCbor(value);
        bytes[at % bytes.length] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(anyChanged, fc.uint8Array({ maxLength: 40 })), (bytes) => {
        const value = decoded(bytes);
        if (value !== undefined) expect(encodeCbor(value)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([0, 23, 24, 255, 256, 65_535, 65_536])('writes the head of %d bytes', (length) => {
    expect(Buffer.concat([bytesHead(length), Buffer.alloc(length)])).toEqual(
      Buffer.from(encode(Buffer.alloc(length))),
    );
  });
});

describe('other CBOR is refused', () => {
  test.each([
    ['nothing', ''],
    ['two values', '0000'],
    ['a number in more bytes than necessary', '1817'],
    ['a length in more bytes than necessary', '580141'],
    ['a number above the safe integers', '1b0020000000000000'],
    ['a negative number', '20'],
    ['a float', 'f93c00'],
    ['a tag', 'c000'],
    ['undefined', 'f7'],
    ['a simple value', 'e0'],
    ['a simple value in two bytes', 'f8f5'],
    ['a text of unknown length', '7f6161ff'],
    ['an array of unknown length', '9f00ff'],
    ['a map of unknown length', 'bf0000ff'],
    ['a map with a text as key', 'a1616100'],
    ['a map with keys that do not ascend', 'a202000100'],
    ['a map with a key twice', 'a201000100'],
    ['a map with a key above 63', 'a1184000'],
    ['a map with a key far above 63', 'a11b001fffffffffffff00'],
    ['a text that is not UTF-8', '62c328'],
    ['half a character', '61c3'],
    ['a surrogate', '63eda080'],
    ['a pair of surrogates', '66eda0bdedb880'],
    ['a character in more bytes than necessary', '62c080'],
    ['a character beyond Unicode', '64f4908080'],
    ['a Latin-1 character', '61e9'],
    ['a map with an array as key', 'a1810000'],
    ['a text that is cut off', '6261'],
    ['a byte string that is longer than all bytes', '5affffffff00'],
    ['an array that is longer than all bytes', '9affffffff'],
    ['a map that is longer than all bytes', 'bbffffffffffffffff'],
    ['a head that is cut off', '19'],
    ['reserved bits', '1c'],
    ['20 nested arrays', `${'81'.repeat(20)}00`],
  ])('%s', (_, hex) => {
    expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow(TypeError);
  });

  test('a replacement character is no error', () => {
    expect(decodeCbor(encodeCbor('\uFFFD'))).toBe('\uFFFD');
  });
});

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  'The number %d cannot be encoded',
  (value) => {
    expect(() => encodeCbor(value)).toThrow(TypeError);
  },
);

test('A map with a key above 63 cannot be encoded', () => {
  expect(() => encodeCbor(new CborMap(Array.from({ length: 64 }, () => 0)))).not.toThrow();
  expect(() => encodeCbor(new CborMap(Array.from({ length: 65 }, () => 0)))).toThrow(TypeError);
});

test('The memory that a large value needed is not kept', () => {
  encodeCbor('x'.repeat(8_000_000));
  const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
  onTestFinished(() => allocate.mockRestore());
  encodeCbor('x'.repeat(100_000));
  expect(allocate).toHaveBeenCalled();
});

function decoded(bytes: Uint8Array): CborValue | undefined {
  try {
    return decodeCbor(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
