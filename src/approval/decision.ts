import { isObject } from '../callback/json.ts';
import type { AnswerOutcome } from './actions.ts';
import type { Person, Vote } from './approval.ts';
import type { InputValue, InputValues } from './inputs.ts';
import { isEmail } from './people.ts';
import { oneLine, severalLines } from './text.ts';

/** A vote as JSON: the member `decision` of the task's output or cause. Unknown members are left out. */
export interface Decision {
  readonly action: string;
  /** What the answer means, if the request has actions of its own. */
  readonly outcome?: AnswerOutcome;
  /** What its button said, if the request has actions of its own. */
  readonly label?: string;
  /** A name for people to read, or the address that a link was sent to. */
  readonly by?: string;
  /** The person's id on the surface. */
  readonly user_id?: string;
  /** The person's e-mail address, where the surface knows it beside the name. It tells whether two votes are of one person. */
  readonly email?: string;
  readonly via: string;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly comment?: string;
  /** What the person gave, by the names of the inputs. */
  readonly inputs?: InputValues;
  /** The number of the vote of the same person that this one changes, among all votes, from 1. */
  readonly replaces?: number;
  /** The number of its stage, from 1, if the request has more than one. */
  readonly stage?: number;
}

export function toDecision({
  action,
  outcome,
  label,
  who,
  via,
  at,
  comment,
  inputs,
  replaces,
}: Vote): Decision {
  return {
    action,
    ...(outcome && { outcome }),
    ...(label !== undefined && { label }),
    ...personToJson(who),
    via,
    at: at.toISOString(),
    ...(comment !== undefined && { comment }),
    ...(inputs && { inputs }),
    ...(replaces !== undefined && { replaces }),
  };
}

/** A person as JSON, in a decision or a delegation. */
export function personToJson({ name, email, id }: Person): Pick<Decision, 'by' | 'user_id' | 'email'> {
  const by = name ?? email;
  return {
    ...(by !== undefined && { by }),
    ...(id !== undefined && { user_id: id }),
    ...(email !== undefined && email !== by && { email }),
  };
}

/** The inverse of {@link personToJson}. Unknown members are left out. */
export function personIn({ by, user_id: id, email }: Readonly<Record<string, unknown>>): Person {
  return {
    ...(typeof by === 'string' && { name: oneLine(by) }),
    ...(typeof id === 'string' && { id }),
    // A link knows its reader by the address that it was sent to.
    ...(typeof by === 'string' && id === undefined && isEmail(by) && { email: by }),
    ...(typeof email === 'string' && isEmail(email) && { email }),
  };
}

/** Reads a vote from JSON that another program may have written; undefined if it is not a vote. */
export function readDecision(value: unknown): Vote | undefined {
  if (!isObject(value)) return undefined;
  const { action, outcome, label, via, comment, inputs, replaces } = value;
  const at = new Date(typeof value.at === 'string' ? value.at : Number.NaN);
  if (typeof action !== 'string' || typeof via !== 'string' || Number.isNaN(at.getTime())) return undefined;
  return {
    action,
    ...(isOutcome(outcome) && { outcome }),
    ...(typeof label === 'string' && { label: oneLine(label) }),
    who: personIn(value),
    via,
    at,
    ...(typeof comment === 'string' && { comment: severalLines(comment) }),
    ...(isObject(inputs) && { inputs: inputsIn(inputs) }),
    ...(typeof replaces === 'number' && { replaces }),
  };
}

function isOutcome(value: unknown): value is AnswerOutcome {
  return value === 'approve' || value === 'reject' || value === 'other';
}

function inputsIn(inputs: Readonly<Record<string, unknown>>): InputValues {
  const values = Object.entries(inputs).filter((entry): entry is [string, InputValue] => {
    const type = typeof entry[1];
    return type === 'string' || type === 'number' || type === 'boolean';
  });
  return Object.fromEntries(
    values.map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value]),
  );
}
