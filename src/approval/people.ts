import type { Person } from './approval.ts';

/** "Cannot tell" is an answer of its own. It never lets a person decide. */
export type Answer = 'yes' | 'no' | 'cannot tell';

/**
 * Answers questions about people on a surface. A function rejects if the surface cannot be asked; this says nothing
 * about the person.
 */
export interface People {
  /** Whether two descriptions are of one person. */
  isSame(a: Person, b: Person): Promise<Answer>;
  /** Whether a person belongs to a group; "no" for an id that is not a group here. */
  isMember(group: string, person: Person): Promise<Answer>;
  /**
   * Why a question about an approver, or a requester's address, just had the answer "cannot tell", and what to do, for
   * people; undefined if the surface does not know it. Asks nothing.
   */
  explainUnknown?(approver: string, locale: string | undefined): Promise<string | undefined>;
}

/** A group of more people is only mentioned: its members are not named, and no message goes to each of them. */
export const MAX_GROUP = 20;

/** A person, a group or a channel by the id on a surface, or an e-mail address. */
export interface Named {
  readonly kind: 'person' | 'group' | 'address' | 'channel';
  readonly id: string;
}

/** Reads what a text names in a surface's notation; undefined for any other text. */
export type ReadId = (text: string) => Named | undefined;

/** Compares people by e-mail address only, such as the recipient of a link. */
export const BY_ADDRESS: People = {
  async isSame(a, b) {
    if (a.email === undefined || b.email === undefined) return 'cannot tell';
    return isSameAddress(a.email, b.email) ? 'yes' : 'no';
  },
  isMember: async () => 'cannot tell',
};

/** Without the characters that an address has only in quotes: they are around an address, as in `["ann@example.com"]`. */
const EMAIL = /^[^\s@<>|,;"()[\]{}]+@[^\s@<>|,;"()[\]{}]*[^\s@<>|,;"()[\]{}.]$/;
/** RFC 5321, with erratum 1690. */
const MAX_EMAIL = 254;

/** Whether this is an e-mail address. */
export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL && EMAIL.test(text);
}

/** Whether these are the same e-mail address. Upper and lower case are the same, as on all mail servers in use. */
export function isSameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The same text for an approver in each spelling: addresses are the same in upper and lower case. */
export function keyOf(approver: string): string {
  return isEmail(approver) ? approver.toLowerCase() : approver;
}
