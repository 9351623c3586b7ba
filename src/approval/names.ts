import { Refusal } from '../callback/errors.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/**
 * The name of an action or of an input: it is a part of URLs, ids of Slack and members of JSON. It starts with a letter, so that
 * `__proto__` is none.
 *
 * @param kind what it names, for the message
 * @throws {Refusal} InvalidRequest
 */
export function assertName(value: unknown, kind: 'action' | 'input'): string {
  if (typeof value === 'string' && NAME.test(value)) return value;
  throw new Refusal(
    'InvalidRequest',
    `Each ${kind} needs a name of 1 to 40 letters (A to Z), digits and "_" that starts with a letter, such as "approve_1h".`,
  );
}
