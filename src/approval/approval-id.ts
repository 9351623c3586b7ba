import { tokenHash } from './record.ts';

/** The id of an approval: a hash of the token of its first round, 32 hexadecimal digits. */
export function approvalId(token: string): string {
  return tokenHash(token);
}
