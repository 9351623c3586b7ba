import { Refusal } from '../callback/errors.ts';
import { isObject, type Json, type JsonObject, toJson } from '../callback/json.ts';
import type { Payload } from '../callback/payload.ts';
import type { RequestInput } from './inputs.ts';
import { assertName } from './names.ts';
import { plainText } from './rich-text.ts';
import { cut, oneLine } from './text.ts';

/** What an answer means for its request. `other` ends it, and is neither an approval nor a rejection. */
export type AnswerOutcome = 'approve' | 'reject' | 'other';

/** One answer that a request offers. */
export interface RequestAction {
  /** A letter, and then letters, digits and `_`. */
  readonly name: string;
  /** What its button says. Missing for `approve` and `reject` of a request without actions of its own: the language says it. */
  readonly label?: string;
  readonly style?: 'primary' | 'danger';
  readonly outcome: AnswerOutcome;
  /** Members of the task's output, beside ours. */
  readonly output?: JsonObject;
  /** The names of the inputs that it asks for. */
  readonly inputs: readonly string[];
}

/** The names of the two answers of a request without actions of its own. */
export const APPROVE = 'approve';
export const REJECT = 'reject';

/** How many buttons a row of Slack holds, beside the menu (Block Kit reference: actions block). */
export const MAX_ACTIONS = 5;
/** Teams shows about this many characters on a button. */
export const MAX_ACTION_LABEL = 40;
/** In characters of JSON. It is sealed into the button, which holds 2,000 characters (Block Kit reference). */
export const MAX_ACTION_OUTPUT = 500;

const MEMBERS: ReadonlySet<string> = new Set(['name', 'label', 'style', 'outcome', 'output', 'inputs']);
/** Members of the output that say what was decided, and by whom, and that prove it. */
const OURS: readonly string[] = ['name_in_output', 'decision', 'decisions', 'delegations', 'proof'];

/** Whether an answer approves, rejects, or neither. An action that does not say it is named by it, or approves. */
export function outcomeOfAnswer({
  action,
  outcome,
}: {
  readonly action: string;
  readonly outcome?: AnswerOutcome | undefined;
}): AnswerOutcome {
  return outcome ?? (action === REJECT ? 'reject' : 'approve');
}

/** The same for the answer that is sealed in a payload. */
export function outcomeOfPayload({ action, context }: Pick<Payload, 'action' | 'context'>): AnswerOutcome {
  return outcomeOfAnswer({ action: action.name, outcome: context?.outcome });
}

/** What an answer to a request asks for. */
export function inputsOf(
  {
    actions,
    inputs,
  }: { readonly actions: readonly RequestAction[]; readonly inputs: readonly RequestInput[] },
  action: string,
): readonly RequestInput[] {
  const { inputs: names = [] } = actions.find(({ name }) => name === action) ?? {};
  return inputs.filter(({ name }) => names.includes(name));
}

/**
 * Reads the answers that a request offers: those in `actions`, or `approve` and `reject`.
 *
 * @param given a list of `{name, label, outcome, style?, output?, inputs?}`
 * @param inputs the names of the inputs of the request; without `inputs`, an action that does not reject asks for all of them
 * @param rejectionReturns whether a rejection returns an output
 * @throws {Refusal} InvalidRequest
 */
export function parseActions(
  given: unknown,
  inputs: readonly string[],
  rejectionReturns: boolean,
): readonly RequestAction[] {
  if (given === undefined) {
    return [
      { name: APPROVE, outcome: 'approve', style: 'primary', inputs },
      { name: REJECT, outcome: 'reject', style: 'danger', inputs: [] },
    ];
  }
  if (!Array.isArray(given) || given.length === 0 || given.length > MAX_ACTIONS) {
    throw invalid(`The input's actions must be a list of 1 to ${MAX_ACTIONS} actions.`);
  }
  const actions = given.map((action: unknown) => parseAction(action, inputs, rejectionReturns));
  assertDifferent(
    actions.map(({ name }) => name),
    'name',
  );
  assertDifferent(
    actions.map(({ label = '' }) => label),
    'label',
  );
  return actions;
}

function parseAction(given: unknown, all: readonly string[], rejectionReturns: boolean): RequestAction {
  if (!isObject(given)) {
    throw invalid(
      'Each action must be an object, such as {"name": "hold", "label": "Hold", "outcome": "other"}.',
    );
  }
  const unknown = Object.keys(given).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined)
    throw invalid(`An action has "${cut(oneLine(unknown), 40)}", which is not supported.`);
  const name = assertName(given.name, 'action');
  const label = typeof given.label === 'string' ? oneLine(plainText(given.label)) : '';
  if (!label) throw invalid(`The action ${name} has no label.`);
  const outcome = parseOutcome(given.outcome, name);
  const style = parseStyle(given.style, name) ?? (outcome === 'reject' ? 'danger' : undefined);
  const output = parseOutput(given.output, name);
  if (output && outcome === 'reject' && !rejectionReturns) {
    throw invalid(`The action ${name} rejects, so its output would be lost. Set "on_reject": "return".`);
  }
  return {
    name,
    label: cut(label, MAX_ACTION_LABEL),
    outcome,
    ...(style && { style }),
    ...(output && { output }),
    inputs: parseInputNames(given.inputs, all, name) ?? (outcome === 'reject' ? [] : all),
  };
}

function parseOutcome(value: unknown, name: string): AnswerOutcome {
  if (value === 'approve' || value === 'reject' || value === 'other') return value;
  throw invalid(`The outcome of the action ${name} must be "approve", "reject" or "other".`);
}

function parseStyle(value: unknown, name: string): RequestAction['style'] {
  if (value === undefined || value === null) return undefined;
  if (value === 'primary' || value === 'danger') return value;
  throw invalid(`The style of the action ${name} must be "primary" or "danger".`);
}

function parseOutput(value: unknown, name: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value))
    throw invalid(`The output of the action ${name} must be an object, such as {"hours": 1}.`);
  const ours = OURS.find((member) => Object.hasOwn(value, member));
  if (ours)
    throw invalid(`The output of the action ${name} has "${ours}", which Countersign writes. Rename it.`);
  const json = toJson(value);
  if (json === undefined || json.length > MAX_ACTION_OUTPUT) {
    throw invalid(`The output of the action ${name} is longer than ${MAX_ACTION_OUTPUT} characters of JSON.`);
  }
  return value as { readonly [key: string]: Json };
}

function parseInputNames(
  value: unknown,
  all: readonly string[],
  action: string,
): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) {
    throw invalid(`The inputs of the action ${action} must be a list of names.`);
  }
  const unknown = value.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw invalid(
      `The action ${action} asks for the input "${cut(oneLine(unknown), 40)}", which the request does not have.`,
    );
  }
  return all.filter((name) => value.includes(name));
}

function assertDifferent(texts: readonly string[], member: string): void {
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined) throw invalid(`Two actions have the ${member} "${twice}".`);
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
