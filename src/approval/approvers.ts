import { Refusal } from '../callback/errors.ts';
import { isEmail, type ReadId } from './people.ts';
import { cut } from './text.ts';
import { InvalidInput } from './typed-input.ts';

/** All approvers are sealed into each button, which holds 2,000 characters. */
export const MAX_APPROVERS = 20;
/** How many characters of a wrong approver an error message repeats. */
const MAX_ECHO = 50;

/**
 * Reads who may decide.
 *
 * @param input an array, or a text that separates them by commas or spaces: people and groups by their ids, and e-mail
 *   addresses
 * @throws {Refusal} InvalidRequest
 */
export function parseApprovers(input: unknown, readId: ReadId): readonly string[] | undefined {
  if (input === undefined) return undefined;
  const given = typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : input;
  if (!Array.isArray(given)) {
    throw new Refusal('InvalidRequest', 'The approvers must be a list or a string.');
  }
  const approvers = [...new Set(given.map((one) => parseApprover(one, readId)))];
  if (approvers.length > MAX_APPROVERS) {
    throw new InvalidInput(
      'tooManyApprovers',
      `There are ${approvers.length} approvers; the maximum is ${MAX_APPROVERS}. A group counts as one.`,
      String(approvers.length),
    );
  }
  if (approvers.length === 0) {
    throw new InvalidInput('noApprovers', 'The list of approvers is empty: no person could decide.');
  }
  return approvers;
}

function parseApprover(value: unknown, readId: ReadId): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const approver = readId(text)?.id ?? (isEmail(text) ? text : undefined);
  if (approver !== undefined) return approver;
  throw new InvalidInput(
    'unknownApprover',
    'An approver must be the id of a person or a group (in Slack U… or S…), or an e-mail address.',
    cut(text, MAX_ECHO),
  );
}
