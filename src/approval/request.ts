import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Detail, DirectAction, Policy } from '../callback/payload.ts';
import { parseApprovers } from './approvers.ts';
import { cut, oneLine } from './cut.ts';
import { isEmail, isUserId } from './ids.ts';
import { InvalidInput } from './invalid-input.ts';
import { policyKeyOf } from './policy-keys.ts';
import { requestName } from './request-name.ts';
import { hasWording, LANGUAGES, type Wording, wordingFor } from './wording/index.ts';

/** What is asked, in the form that surfaces show. */
export interface ApprovalRequest {
  /** Cut: it travels in every link and button. */
  readonly name: string;
  readonly title: string;
  readonly details: readonly Detail[];
  /** A person, or the workflow where no person is named. */
  readonly requester: string;
  /** The requester's Slack user id. */
  readonly requesterId?: string;
  readonly locale: string;
  /** Who may decide. */
  readonly policy: Policy;
  /** Approving asks once more, where the surface can. */
  readonly confirm: boolean;
}

/** Slack's header block takes 150 characters, the shortest limit of all surfaces. */
const MAX_TITLE = 150;
const MAX_LABEL = 75;
const MAX_VALUE = 500;
const MAX_DETAILS = 40;

/**
 * Reads an approval request from the input of a state machine.
 *
 * @param input `{name, title?, details?, requester?, requester_id?, requester_email?, locale?, approvers?,
 *   self_approval?, confirm?}`; details are an object of labels and values
 * @param defaultLocale for an input that names none
 * @param workflow the state machine's name: it asks where no person is named
 * @throws {Refusal} InvalidRequest
 */
export function parseRequest(input: unknown, defaultLocale: string, workflow: string): ApprovalRequest {
  if (!isObject(input)) throw invalid('The input is not an object such as {"name": "Ben"}.');
  const name = requestName(text(input, 'name') ?? '');
  if (!oneLine(name)) {
    throw new InvalidInput('noName', 'The input has no name: {"name": "Ben"} is what is needed at least.');
  }
  const requesterId = text(input, 'requester_id');
  const locale = text(input, 'locale') ?? defaultLocale;
  if (!hasWording(locale))
    throw invalid(`There is no text in the language "${cut(locale, 20)}": there is ${LANGUAGES.join(', ')}.`);
  const wording = wordingFor(locale);
  const title = oneLine(text(input, 'title') ?? '') || oneLine(wording.title(name));
  const requester = oneLine(text(input, 'requester') ?? '') || wording.workflow(workflow);
  return {
    name,
    title: cut(title, MAX_TITLE),
    details: parseDetails(input.details, wording),
    requester: cut(requester, MAX_LABEL),
    ...(requesterId && { requesterId }),
    locale,
    policy: parsePolicy(input),
    confirm: flag(input, 'confirm') ?? false,
  };
}

function parsePolicy(input: Record<string, unknown>): Policy {
  assertSpelt(Object.keys(input));
  const approvers = parseApprovers(input.approvers);
  const selfApproval = flag(input, 'self_approval') ?? true;
  const requester = { id: text(input, 'requester_id'), email: text(input, 'requester_email') };
  return {
    ...(approvers && { approvers }),
    // Who asked matters, and takes room in every button, only where it is not allowed to decide.
    ...(!selfApproval && { self_approval: false, ...parseRequester(requester) }),
  };
}

/** A restriction that is misspelt would restrict nothing, and nobody would know. */
function assertSpelt(members: readonly string[]): void {
  const wrong = members.find((member) => (policyKeyOf(member) ?? member) !== member);
  if (wrong !== undefined) throw invalid(`The input has "${wrong}", and ${policyKeyOf(wrong)} is meant.`);
}

/** Who may not decide: where that cannot be told, nobody could. */
function parseRequester({ id, email }: Readonly<Record<'id' | 'email', string | undefined>>): Policy {
  if (id && !isUserId(id)) throw invalid("The input's requester_id is no Slack user (U…).");
  if (email && !isEmail(email)) throw invalid("The input's requester_email is no e-mail address.");
  if (!id && !email) {
    throw invalid(
      'The input says that whoever asked may not decide (self_approval), and not who that is: it needs a requester_id or a requester_email.',
    );
  }
  return { ...(id && { requester_id: id }), ...(email && { requester_email: email }) };
}

/** The two outcomes of an approval, with the data of the AWS blog post. */
export function actionsOf({ name, locale }: ApprovalRequest): readonly [DirectAction, DirectAction] {
  return [
    { name: 'approve', type: 'success', output: { name_in_output: name } },
    { name: 'reject', type: 'failure', error: 'rejected', cause: wordingFor(locale).rejectedIt(name) },
  ];
}

function parseDetails(details: unknown, wording: Wording): Detail[] {
  if (details === undefined) return [];
  if (!isObject(details)) throw invalid('The details are not an object of labels and values.');
  const all = Object.entries(details).map(([label, value]) => ({
    label: cut(oneLine(label), MAX_LABEL),
    value: cut((typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed(), MAX_VALUE),
  }));
  if (all.length <= MAX_DETAILS) return all;
  const shown = all.slice(0, MAX_DETAILS - 1);
  return [...shown, { label: '…', value: wording.moreDetails(all.length - shown.length) }];
}

function text(input: Record<string, unknown>, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`The input's ${member} is not a text.`);
}

function flag(input: Record<string, unknown>, member: string): boolean | undefined {
  const value = input[member];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InvalidInput('neitherYesNorNo', `The input's ${member} is neither true nor false.`, member);
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
