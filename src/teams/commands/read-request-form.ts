import { splitApprovers } from '../../approval/approvers.ts';
import type { ReadId } from '../../approval/people.ts';
import { FIELD, readRequestForm as readForm } from '../../approval/request-form.ts';
import { RequestProblem } from '../../approval/request-problem.ts';
import { cut } from '../../approval/text.ts';
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
 * @throws {RequestProblem} as the form of each surface, and `noAddress`
 */
export function readRequestForm(
  values: FormValues,
  { channel: usual, readId }: { readonly channel: string; readonly readId: ReadId },
): Readonly<Record<string, unknown>> {
  const { name = '', details = '', approvers = '', others = '', policy = '' } = values;
  const { approvals = '', channel = '' } = values;
  const chosen = channel.trim();
  const form = readForm({
    name,
    details,
    approvers: [...listed(approvers).map(personId), ...addressesIn(others, readId)],
    policy: listed(policy),
  });
  return { ...form, ...readRule(approvals), ...(chosen && chosen !== usual && { teams_channel: chosen }) };
}

/** Each approver, in the languages of the form. */
const ALL: ReadonlySet<string> = new Set(['all', 'alle', '全部']);

/** How many must approve: a number like the typed key `approvals`, or all like `unanimous`. parseRequest refuses other texts. */
function readRule(text: string): Readonly<Record<string, unknown>> {
  const typed = text.trim().toLowerCase();
  if (!typed) return {};
  if (ALL.has(typed)) return { unanimous: true };
  return { approvals: /^\d+$/.test(typed) ? Number(typed) : typed };
}

/** Teams joins what is chosen by commas. */
function listed(value: string): readonly string[] {
  return value.split(',').filter((one) => one !== '');
}

function addressesIn(text: string, readId: ReadId): readonly string[] {
  return splitApprovers(text).map((word) => {
    const kind = readId(word)?.kind;
    if (kind && kind !== 'channel') return word;
    throw new RequestProblem('noAddress', 'An approver is not an e-mail address.', cut(word, MAX_ECHO));
  });
}
