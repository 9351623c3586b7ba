import { Refusal } from '../callback/errors.ts';
import { toJson } from '../callback/json.ts';
import { isEmail, keyOf, type ReadId } from './people.ts';
import { RequestProblem } from './request-problem.ts';
import { cut, oneLine } from './text.ts';

/** All approvers are sealed into each button, which holds 2,000 characters. */
export const MAX_APPROVERS = 20;
/** How many characters of a wrong approver an error message repeats. */
const MAX_ECHO = 50;
/** What separates approvers in a text, in the languages of the wordings. Outlook separates addresses by semicolons. */
const SEPARATORS = /[\s,;，；、]+/;
/** At the end of a word. Each run is tried once: from each of its characters, a long one would take minutes. */
const FULL_STOPS = /(?<![.。])[.。]+$/;
/** Words between two approvers. None of them can be an approver. */
const CONJUNCTIONS = new Set(['and', 'or', 'und', 'oder', '和', '与', '或', '&']);

/** Separates the approvers of a text, such as "ann@example.com; bob@example.com and U012ABCDE." */
export function splitApprovers(text: string): readonly string[] {
  return text
    .split(SEPARATORS)
    .map((word) => word.replace(FULL_STOPS, ''))
    .filter((word) => word && !CONJUNCTIONS.has(word.toLowerCase()));
}

/**
 * Reads who may decide. An address counts once, in upper or lower case.
 *
 * @param input an array, or a text for splitApprovers: people and groups by their ids, and e-mail addresses. A `null`
 *   in an array counts as absent
 * @throws {Refusal} InvalidRequest
 */
export function parseApprovers(input: unknown, readId: ReadId): readonly string[] | undefined {
  if (input === undefined) return undefined;
  const given = typeof input === 'string' ? splitApprovers(input) : input;
  if (!Array.isArray(given)) {
    throw new Refusal('InvalidRequest', 'The approvers must be a list or a string.');
  }
  const approvers = distinct(given.filter((one) => one !== null).map((one) => parseApprover(one, readId)));
  if (approvers.length > MAX_APPROVERS) {
    throw new RequestProblem(
      'tooManyApprovers',
      `There are ${approvers.length} approvers; the maximum is ${MAX_APPROVERS}. A group counts as one.`,
      String(approvers.length),
    );
  }
  if (approvers.length === 0) {
    throw new RequestProblem('noApprovers', 'The list of approvers is empty: no person could decide.');
  }
  return approvers;
}

/** Keeps the first spelling of an address that is given in upper and lower case. */
function distinct(approvers: readonly string[]): readonly string[] {
  const byKey = new Map<string, string>();
  for (const approver of approvers) {
    const key = keyOf(approver);
    if (!byKey.has(key)) byKey.set(key, approver);
  }
  return [...byKey.values()];
}

function parseApprover(value: unknown, readId: ReadId): string {
  if (typeof value !== 'string') {
    const echo = cut(toJson(value) ?? '…', MAX_ECHO);
    throw new Refusal('InvalidRequest', `The approver ${echo} is not a text.`);
  }
  const text = value.trim();
  const named = readId(text);
  const approver = named?.kind === 'channel' ? undefined : (named?.id ?? (isEmail(text) ? text : undefined));
  if (approver !== undefined) return approver;
  const echo = cut(oneLine(text), MAX_ECHO);
  throw new RequestProblem(
    'unknownApprover',
    `The approver "${echo}" is neither the id of a person or a group (in Slack U… or S…) nor an e-mail address.`,
    echo,
  );
}
