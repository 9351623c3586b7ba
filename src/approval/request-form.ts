import { readCount, readFormKeyValues } from './key-values.ts';
import { MAX_DETAILS, MAX_LABEL, MAX_VALUE } from './limits.ts';
import { RequestProblem } from './request-problem.ts';
import type { StartProblem } from './start-request.ts';
import { cut, oneLine } from './text.ts';

/** The ids of the fields of a form for a request. */
export const FIELD = {
  name: 'name',
  details: 'details',
  approvers: 'approvers',
  others: 'others',
  approvals: 'approvals',
  channel: 'channel',
  policy: 'policy',
} as const;
export type Field = keyof typeof FIELD;
/** The values of the checkboxes. */
export const POLICY = { notSelf: 'not_self', confirm: 'confirm', comment: 'comment' } as const;

/** In place of a number of approvals: every approver must approve. */
export const EVERY_APPROVER = 'all';

/** How many characters of a long label the error repeats. */
const MAX_ECHO = 30;

/** What a person filled in, without the channel: surfaces have channels of their own. */
export interface FilledForm {
  readonly name: string;
  /** `Label: text`, each label at the start of a line. */
  readonly details: string;
  /** The ids and addresses of all approvers. */
  readonly approvers: readonly string[];
  /** How many must approve: a number, or {@link EVERY_APPROVER}. Empty or missing: one. */
  readonly approvals?: string | undefined;
  /** The values of the checkboxes that are checked. */
  readonly policy: readonly string[];
}

/**
 * Reads a submitted form.
 *
 * @returns the input of a state machine, without the requester; parseRequest validates it
 * @throws {RequestProblem} for details with a key that is repeated or belongs to the policy, and for details that are too many
 *   or too long
 */
export function readRequestForm(form: FilledForm): Readonly<Record<string, unknown>> {
  const details = readDetails(form.details);
  const { approvers, approvals = '', policy } = form;
  return {
    name: form.name.trim(),
    ...(details.size > 0 && { details: Object.fromEntries(details) }),
    ...(approvers.length > 0 && { approvers }),
    ...readApprovals(approvals.trim()),
    ...(policy.includes(POLICY.notSelf) && { self_approval: false }),
    ...(policy.includes(POLICY.confirm) && { confirm: true }),
    ...(policy.includes(POLICY.comment) && { comment: 'required' }),
  };
}

function readApprovals(typed: string): { readonly unanimous?: true; readonly approvals?: number | string } {
  if (typed === '') return {};
  return typed.toLowerCase() === EVERY_APPROVER ? { unanimous: true } : { approvals: readCount(typed) };
}

/** One detail for each key. The text before the first key becomes a detail with the label `…`. */
function readDetails(text: string): ReadonlyMap<string, string> {
  const { before, values } = readFormKeyValues(text);
  const details = before ? new Map([['…', before], ...values]) : values;
  assertShown(details);
  return details;
}

/** Refuses what a message would not show as a whole: the person who typed it can still shorten it. */
function assertShown(details: ReadonlyMap<string, string>): void {
  if (details.size > MAX_DETAILS) {
    throw new RequestProblem('tooManyDetails', 'There are too many details.', String(details.size));
  }
  for (const [label, value] of details) {
    if (label.length <= MAX_LABEL && value.length <= MAX_VALUE) continue;
    throw new RequestProblem('longDetail', 'A detail is too long.', cut(oneLine(label), MAX_ECHO));
  }
}

/**
 * The field beside which each problem is shown. An error of no field is shown beside the first one, which a person sees
 * without scrolling: what was typed is still there, to be sent again.
 */
export const FIELD_OF: Readonly<Record<StartProblem, Field>> = {
  noName: FIELD.name,
  repeatedKey: FIELD.details,
  tooManyDetails: FIELD.details,
  longDetail: FIELD.details,
  misplacedKey: FIELD.details,
  unsupportedKey: FIELD.details,
  misspeltKey: FIELD.details,
  onlyInInput: FIELD.details,
  onlyInCommand: FIELD.details,
  notADuration: FIELD.details,
  tooOften: FIELD.details,
  notAnEscalation: FIELD.details,
  tooManyEscalations: FIELD.details,
  tooManyApprovers: FIELD.approvers,
  tooManyApprovals: FIELD.approvals,
  tooManyVotes: FIELD.approvals,
  twoRules: FIELD.approvals,
  notACount: FIELD.approvals,
  noApprovers: FIELD.others,
  unknownApprover: FIELD.others,
  noAddress: FIELD.others,
  unknownGroup: FIELD.others,
  groupScopeMissing: FIELD.others,
  groupsNotInPlan: FIELD.others,
  unknownChannel: FIELD.channel,
  otherChannel: FIELD.channel,
  unusableChannel: FIELD.channel,
  unusedChannel: FIELD.channel,
  leftOutChannel: FIELD.channel,
  unknownSurface: FIELD.channel,
  noSurfaces: FIELD.channel,
  neitherYesNorNo: FIELD.policy,
  neitherOptionalNorRequired: FIELD.policy,
};
