import { expect } from 'vitest';

/** The proof beside a record: an empty message, with the encrypted data key of 184 bytes. */
export const PROOF = expect.stringMatching(/^3-[\w-]{300,320}$/);

/** The members of an output or a cause in which one vote has decided. */
export function decided<T>(decision: T): { readonly decision: T; readonly decisions: readonly [T] } {
  return { decision, decisions: [decision] };
}
