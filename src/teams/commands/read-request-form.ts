import { splitApprovers } from '../../approval/approvers.ts';
import type { ReadId } from '../../approval/people.ts';
import { FIELD, readRequestForm as readForm } from '../../approval/request-form.ts';
import { cut } from '../../approval/text.ts';
import { InvalidInput } from '../../approval/typed-input.ts';
import type { FormValues } from '../card/request-form.ts';
import { personId } from '../ids.ts';

/** How many characters of a wrong address the error repeats. */
const MAX_ECHO = 50;

/** What is in the inputs of a form, in the order of its fields. */
export function valuesIn(data: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(
    Object.values(FIELD).flatMap((field) => {
      const value = data[field];
      return typeof value === 'string' && value ? [[field, value]] : [];
    }),
  );
}

/**
 * Reads a form that was sent.
 *
 * @returns the input of a state machine, without the requester; parseRequest validates it
 * @throws {InvalidInput} as the form of each surface, and `noAddress`
 */
export function readRequestForm(
  values: FormValues,
  { channel: usual, readId }: { readonly channel: string; readonly readId: ReadId },
): Readonly<Record<string, unknown>> {
  const { name = '', details = '', approvers = '', others = '', channel = '', policy = '' } = values;
  const chosen = channel.trim();
  const form = readForm({
    name,
    details,
    approvers: [...listed(approvers).map(personId), ...addressesIn(others, readId)],
    policy: listed(policy),
  });
  return { ...form, ...(chosen && chosen !== usual && { teams_channel: chosen }) };
}

/** Teams joins what is chosen by commas. */
function listed(value: string): readonly string[] {
  return value.split(',').filter((one) => one !== '');
}

function addressesIn(text: string, readId: ReadId): readonly string[] {
  return splitApprovers(text).map((word) => {
    const kind = readId(word)?.kind;
    if (kind && kind !== 'channel') return word;
    throw new InvalidInput('noAddress', 'An approver is not an e-mail address.', cut(word, MAX_ECHO));
  });
}
