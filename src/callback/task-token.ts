/** A task token as CBOR stores it: the bytes behind its base64 runs where that loses nothing, else the text. */
export type PackedToken = string | Uint8Array | Uint8Array[];

/**
 * Packs a task token into a quarter less space. Real tokens are one or more base64 runs, so that `=` also stands
 * in their middle; one that would not come back letter for letter stays text.
 */
export function packToken(token: string): PackedToken {
  const runs = token.match(/[A-Za-z0-9+/]+={0,2}/g);
  if (!runs || runs.join('') !== token) return token;
  const packed = runs.map((run) => Buffer.from(run, 'base64'));
  if (unpackToken(packed) !== token) return token;
  return packed.length === 1 ? (packed[0] as Uint8Array) : packed;
}

/** The inverse of {@link packToken}. */
export function unpackToken(packed: PackedToken): string {
  if (typeof packed === 'string') return packed;
  const runs = Array.isArray(packed) ? packed : [packed];
  return runs
    .map((run) => Buffer.from(run.buffer, run.byteOffset, run.byteLength).toString('base64'))
    .join('');
}
