import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { readDecimal } from './decimal.ts';
import { MAX_INPUT_TEXT, MAX_LABEL } from './limits.ts';
import { assertName } from './names.ts';
import { plainText } from './rich-text.ts';
import { cut, oneLine } from './text.ts';

export type InputType = 'text' | 'number' | 'choice' | 'date' | 'yesno';

/** A text, a number, an option, a date such as `2026-11-28`, or yes or no. */
export type InputValue = string | number | boolean;

/** What a person gave, by the names of the inputs. */
export type InputValues = Readonly<Record<string, InputValue>>;

/** What can be wrong with one value. The wordings have a sentence for each. */
export type InputProblem =
  | 'missing'
  | 'noNumber'
  | 'tooManyDigits'
  | 'noOption'
  | 'noDate'
  | 'neitherYesNorNo'
  | 'tooLong';

/** One thing that a request asks the person who decides. */
export interface RequestInput {
  /** A member of `decision.inputs`. */
  readonly name: string;
  readonly label: string;
  readonly type: InputType;
  readonly required: boolean;
  /** Those of a choice, at least one. */
  readonly options?: readonly string[];
  /** What the form has before the person types. */
  readonly default?: InputValue;
}

/** How many inputs there may be. */
export const MAX_INPUTS = 10;
export const MAX_OPTIONS = 50;
/** Of all inputs together, in bytes: a form of Slack has each option twice, and at most 250 KB. */
const MAX_ALL_OPTIONS = 60_000;
const MEMBERS: ReadonlySet<string> = new Set(['name', 'label', 'type', 'required', 'options', 'default']);
/** What a value of each type is in JSON. */
const JSON_TYPES: Readonly<Record<InputType, 'string' | 'number' | 'boolean'>> = {
  text: 'string',
  number: 'number',
  choice: 'string',
  date: 'string',
  yesno: 'boolean',
};
const TYPES: readonly unknown[] = Object.keys(JSON_TYPES);

/**
 * Reads what a request asks the person who decides.
 *
 * @param given a list of `{name, label, type, required?, options?, default?}`
 * @throws {Refusal} InvalidRequest
 */
export function parseInputs(given: unknown): readonly RequestInput[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.length > MAX_INPUTS) {
    throw invalid(`The input's inputs must be a list of at most ${MAX_INPUTS} inputs.`);
  }
  const inputs = given.map(parseInput);
  const twice = inputs.find(({ name }, index) => inputs.findIndex((one) => one.name === name) !== index);
  if (twice) throw invalid(`Two inputs have the name "${twice.name}".`);
  const size = Buffer.byteLength(inputs.flatMap(({ options = [] }) => options).join(''));
  if (size > MAX_ALL_OPTIONS) {
    throw invalid(
      `All options of the inputs together have ${size} bytes; the maximum is ${MAX_ALL_OPTIONS}.`,
    );
  }
  return inputs;
}

function parseInput(given: unknown): RequestInput {
  if (!isObject(given)) {
    throw invalid(
      'Each of the inputs must be an object, such as {"name": "hours", "label": "Hours", "type": "number"}.',
    );
  }
  const unknown = Object.keys(given).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) {
    throw invalid(`One of the inputs has "${cut(oneLine(unknown), MAX_LABEL)}", which is not supported.`);
  }
  const name = assertName(given.name, 'input');
  const label = typeof given.label === 'string' ? oneLine(plainText(given.label)) : '';
  if (!label) throw invalid(`The input ${name} has no label.`);
  const type = TYPES.includes(given.type) ? (given.type as InputType) : undefined;
  if (!type)
    throw invalid(`The type of the input ${name} must be "text", "number", "choice", "date" or "yesno".`);
  const required = given.required ?? false;
  if (typeof required !== 'boolean')
    throw invalid(`The input ${name} must be required or not: true or false.`);
  const options = parseOptions(given.options ?? undefined, type, name);
  const input = { name, label: cut(label, MAX_LABEL), type, required, ...(options && { options }) };
  return { ...input, ...parseDefault(given.default ?? undefined, input) };
}

function parseOptions(value: unknown, type: InputType, name: string): readonly string[] | undefined {
  if (type !== 'choice') {
    if (value === undefined) return undefined;
    throw invalid(`The input ${name} has options, but is no choice.`);
  }
  const options = Array.isArray(value)
    ? value.map((one) => (typeof one === 'string' ? oneLine(one) : ''))
    : [];
  if (options.length === 0 || options.length > MAX_OPTIONS || options.includes('')) {
    throw invalid(`The choice ${name} needs options: a list of 1 to ${MAX_OPTIONS} texts.`);
  }
  if (options.some((option) => option.length > MAX_LABEL)) {
    throw invalid(`An option of the choice ${name} is longer than ${MAX_LABEL} characters.`);
  }
  if (new Set(options).size < options.length) throw invalid(`The choice ${name} has an option twice.`);
  return options;
}

function parseDefault(value: unknown, input: RequestInput): Pick<RequestInput, 'default'> {
  if (value === undefined) return {};
  const { name, type } = input;
  const isOfType = typeof value === JSON_TYPES[type];
  // Not -0, which JSON does not have.
  const given = typeof value === 'string' ? oneLine(value) : value === 0 ? 0 : (value as InputValue);
  if (given === '' && isOfType) return {};
  if (isOfType && findProblem(input, given) === undefined) return { default: given };
  throw invalid(`The default of the input ${name} is not a value of the type "${type}".`);
}

/** What is wrong with a value; undefined where nothing is. A text that is not of the type of its input stays a text. */
export function findProblem(input: RequestInput, value: InputValue | undefined): InputProblem | undefined {
  if (value === undefined || value === '') return input.required ? 'missing' : undefined;
  return CHECKS[input.type](value, input);
}

const CHECKS: Readonly<
  Record<InputType, (value: InputValue, input: RequestInput) => InputProblem | undefined>
> = {
  text: (value) => (String(value).length > MAX_INPUT_TEXT ? 'tooLong' : undefined),
  number: (value) => (Number.isFinite(value) ? undefined : notANumber(String(value))),
  choice: (value, { options = [] }) => (options.some((option) => option === value) ? undefined : 'noOption'),
  date: (value) => (typeof value === 'string' && isDate(value) ? undefined : 'noDate'),
  yesno: (value) => (typeof value === 'boolean' ? undefined : 'neitherYesNorNo'),
};

/** Why a text is no number: a number would have been read as one. */
function notANumber(text: string): InputProblem {
  return readDecimal(text) === undefined ? 'noNumber' : 'tooManyDigits';
}

/** A day of the calendar, such as `2026-11-28`. It has no year 0, and no browser shows one (HTML, "valid date string"). */
function isDate(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
