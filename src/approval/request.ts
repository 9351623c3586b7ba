import { Refusal } from '../callback/errors.ts';
import { isObject, toJson } from '../callback/json.ts';
import type { Detail, Policy } from '../callback/payload.ts';
import { loadLanguage, type Wording, wordingFor } from '../wording/index.ts';
import { hasWording, LANGUAGES } from '../wording/languages.ts';
import { parseActions, type RequestAction } from './actions.ts';
import type { ApprovalRequest, KeptDefaults, Stage } from './approval.ts';
import { type ChannelMember, parseChannels } from './channels.ts';
import { parseInputs } from './inputs.ts';
import { MAX_DETAILS, MAX_LABEL, MAX_NAME, MAX_TITLE, MAX_VALUE } from './limits.ts';
import { notLikeAction } from './not-like-action.ts';
import { parseReminders } from './parse-reminders.ts';
import { parseStages } from './parse-stages.ts';
import { parseSurfaces } from './parse-surfaces.ts';
import { isEmail, type ReadId } from './people.ts';
import { RequestProblem } from './request-problem.ts';
import { cutRich, plainText } from './rich-text.ts';
import { assertNotMisspelt, assertSpelt } from './spelling.ts';
import { needsRounds } from './tally.ts';
import { cut, oneLine, severalLines } from './text.ts';
import { textToType } from './typed-confirmation.ts';

/** The values that apply if the input does not give them. */
export interface RequestDefaults {
  /** The language. */
  readonly locale: string;
  /** Reads the ids of the surfaces that this program has. */
  readonly readId: ReadId;
  /** How the input names the channels of the surfaces that this program has. */
  readonly channelMembers: readonly ChannelMember[];
}

/**
 * Reads an approval request from the input of a state machine.
 *
 * @param given `{name, title?, details?, requester?, requester_id?, requester_email?, locale?, approvers?,
 *   self_approval?, approvals?, rejections?, unanimous?, stages?, delegation?, escalate?, remind?, actions?, inputs?, confirm?,
 *   comment?, on_reject?, surfaces?}`, and a member for the channel of each surface; details are an object of labels and values. A
 *   member that is `null` counts as absent
 * @param workflow the name of the state machine, which is the requester if the input names no person
 * @throws {Refusal} InvalidRequest
 */
export function parseRequest(
  given: unknown,
  defaults: RequestDefaults & KeptDefaults,
  workflow: string,
): ApprovalRequest {
  const { readId, channelMembers } = defaults;
  if (!isObject(given)) throw invalid('The input must be a JSON object, such as {"name": "Ben"}.');
  const input = withoutNulls(given);
  assertSpelt(input, channelMembers);
  const name = parseName(input);
  const givenId = text(input, 'requester_id');
  const requesterId = givenId && (readId(givenId)?.id ?? givenId);
  const requesterEmail = text(input, 'requester_email');
  const locale = parseLocale(input, defaults.locale);
  const wording = wordingFor(locale);
  const surfaces = parseSurfaces(input.surfaces);
  // No surface can mention a person in a title.
  const title = oneLine(plainText(text(input, 'title') ?? '')) || oneLine(wording.title(plainText(name)));
  const requester = oneLine(plainText(text(input, 'requester') ?? '')) || wording.workflow(workflow);
  const confirm = parseConfirm(input.confirm, defaults.confirm);
  const stages = parseStages(input, readId, defaults);
  const delegation = parseDelegation(input.delegation);
  const onReject = parseOnReject(input.on_reject);
  const inputs = parseInputs(input.inputs);
  const names = inputs.map((one) => one.name);
  const actions = parseActions(input.actions, names, onReject === 'return');
  assertApprovable(stages, actions);
  const remind = parseReminders(input.remind ?? defaults.remind);
  return {
    name,
    title: cut(title, MAX_TITLE),
    details: parseDetails(input.details, actions, wording),
    requester: {
      name: cut(requester, MAX_LABEL),
      ...(requesterId && { id: requesterId }),
      ...(requesterEmail && isEmail(requesterEmail) && { email: requesterEmail }),
    },
    locale,
    channels: parseChannels(input, channelMembers),
    ...(surfaces && { surfaces }),
    policy: {
      ...parsePolicy(input, readId, stages),
      ...((needsRounds(stages) || delegation === 'anyone') && { rounds: true }),
      ...(confirm === 'typed' && { typed: textToType(name, title, wording.approve) }),
    },
    stages,
    actions,
    inputs,
    ...(remind && { remind }),
    delegation,
    confirm: confirm !== false,
    onReject,
  };
}

/**
 * Reads a request that is asked now, like {@link parseRequest}. Also refuses members that are only like those of a request, and loads
 * the texts of its language first.
 *
 * @throws {Refusal} InvalidRequest
 */
export async function readRequest(
  input: unknown,
  defaults: RequestDefaults & KeptDefaults,
  workflow: string,
): Promise<ApprovalRequest> {
  if (isObject(input)) assertNotMisspelt(input, defaults.channelMembers);
  const given = isObject(input) ? input.locale : undefined;
  await loadLanguage(typeof given === 'string' ? given : defaults.locale);
  return parseRequest(input, defaults, workflow);
}

/** With more than one approval, only an approval leads on. */
function assertApprovable(stages: readonly Stage[], actions: readonly RequestAction[]): void {
  const needsApproval = stages.length > 1 || stages.some(({ approvals }) => approvals !== 1);
  if (!needsApproval || actions.some(({ outcome }) => outcome === 'approve')) return;
  throw invalid('The request needs several approvals, but none of its actions has the outcome "approve".');
}

function parseName(input: Record<string, unknown>): string {
  const name = cut((text(input, 'name') ?? '').toWellFormed(), MAX_NAME);
  if (oneLine(name)) return name;
  throw new RequestProblem('noName', 'The input has no name. Add one, such as {"name": "Ben"}.');
}

function parseLocale(input: Record<string, unknown>, otherwise: string): string {
  const locale = text(input, 'locale') ?? otherwise;
  if (hasWording(locale)) return locale;
  throw invalid(
    `The language "${cut(locale, 20)}" is not supported. Supported languages: ${LANGUAGES.join(', ')}.`,
  );
}

function parsePolicy(input: Record<string, unknown>, readId: ReadId, stages: readonly Stage[]): Policy {
  const approvers = stages[0]?.approvers;
  const selfApproval = flag(input, 'self_approval') ?? true;
  const comment = parseComment(input.comment);
  const requester = { id: text(input, 'requester_id'), email: text(input, 'requester_email') };
  return {
    ...(approvers && { approvers }),
    // The requester is sealed only where this matters: it takes room in every button.
    ...(!selfApproval && { self_approval: false, ...parseRequester(requester, readId) }),
    ...(comment && { comment }),
  };
}

/** The requester, who may not decide. Without an id or an address, no person can be compared with the requester. */
function parseRequester(
  { id, email }: Readonly<Record<'id' | 'email', string | undefined>>,
  readId: ReadId,
): Policy {
  const named = id ? readId(id) : undefined;
  if (id && named?.kind !== 'person') {
    throw invalid("The input's requester_id is not the id of a person, such as a Slack user (U…).");
  }
  if (email && !isEmail(email)) throw invalid("The input's requester_email is not an e-mail address.");
  if (!id && !email) {
    throw invalid(
      'With self_approval false, the input needs a requester_id or a requester_email: the requester may not decide.',
    );
  }
  return { ...(named && { requester_id: named.id }), ...(email && { requester_email: email }) };
}

function parseConfirm(value: unknown, otherwise: 'typed' | false = false): boolean | 'typed' {
  if (value === undefined) return otherwise;
  // The form of a chat can only ask for a confirmation: that must not make it weaker.
  if (value === true) return otherwise || true;
  if (value === 'typed' || value === false) return value;
  throw new RequestProblem(
    'neitherYesNorNo',
    'The input\'s confirm must be true, false or "typed".',
    'confirm',
  );
}

function parseComment(value: unknown): Policy['comment'] {
  if (value === undefined || value === 'optional' || value === 'required') return value;
  throw new RequestProblem(
    'neitherOptionalNorRequired',
    'The input\'s comment must be "optional" or "required".',
    'comment',
  );
}

function parseDelegation(value: unknown): ApprovalRequest['delegation'] {
  if (value === undefined) return 'approvers';
  if (value === 'approvers' || value === 'anyone' || value === 'off') return value;
  throw invalid('The input\'s delegation must be "approvers", "anyone" or "off".');
}

function parseOnReject(value: unknown): ApprovalRequest['onReject'] {
  if (value === undefined) return 'fail';
  if (value === 'fail' || value === 'return') return value;
  throw invalid('The input\'s on_reject must be "fail" or "return".');
}

function parseDetails(details: unknown, actions: readonly RequestAction[], wording: Wording): Detail[] {
  if (details === undefined) return [];
  if (!isObject(details)) throw invalid('The details are not an object of labels and values.');
  const own = actions.flatMap(({ label }) => label ?? []);
  const all = Object.entries(withoutNulls(details)).map(([label, value]) => {
    const text = detailText(value);
    if (text === undefined) throw invalid('The details are nested too deeply.');
    return {
      label: notLikeAction(cut(oneLine(label), MAX_LABEL), own, wording),
      value: cutRich(severalLines(text), MAX_VALUE),
    };
  });
  if (all.length <= MAX_DETAILS) return all;
  const shown = all.slice(0, MAX_DETAILS - 1);
  return [...shown, { label: '…', value: wording.moreDetails(all.length - shown.length) }];
}

/** The value of a detail as text; undefined if it is nested too deeply for one. */
export function detailText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : toJson(value);
}

export function withoutNulls(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function text(input: Record<string, unknown>, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`The input's ${member} must be a string.`);
}

function flag(input: Record<string, unknown>, member: string): boolean | undefined {
  const value = input[member];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new RequestProblem('neitherYesNorNo', `The input's ${member} must be true or false.`, member);
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
