import { html, raw } from 'hono/html';
import { inputsOf } from '../approval/actions.ts';
import type { Approval } from '../approval/approval.ts';
import type { InputValue, InputValues, RequestInput } from '../approval/inputs.ts';
import { MAX_INPUT_TEXT } from '../approval/limits.ts';
import type { Wording } from '../wording/index.ts';

/** The names of the form's members for inputs start with this. No other member of a form does. */
const PREFIX = 'input.';

/** What a person typed or chose, by the names of the inputs. */
export type TypedInputs = Readonly<Record<string, string>>;

/** The inputs that an answer asks for, as fields of its form. */
export interface InputFields {
  readonly fields: readonly InputField[];
  readonly words: Wording['inputs'];
}

/** One field, with what it holds, and what is wrong with that. */
interface InputField extends Pick<RequestInput, 'name' | 'type' | 'required' | 'options'> {
  readonly label: string;
  readonly value: string;
  readonly problem?: string | undefined;
}

/** The inputs in a form that was sent; undefined if it has none. */
export function typedInputs(form: URLSearchParams): TypedInputs | undefined {
  const typed = [...form].flatMap(([name, value]) =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [],
  );
  return typed.length > 0 ? Object.fromEntries(typed) : undefined;
}

/**
 * The fields for what one answer asks.
 *
 * @param held what the form had when it was sent, or what the person gave before. Missing: the fields have their defaults
 * @param problems what is wrong with it, by the names of the inputs
 */
export function inputFields(
  { request }: Approval,
  action: string,
  { inputs: words }: Wording,
  held: InputValues | undefined,
  problems: ReadonlyMap<string, string> | undefined,
): InputFields {
  const fields = inputsOf(request, action).map((input) => ({
    ...input,
    label: input.required ? input.label : `${input.label} (${words.optional})`,
    value: String((held ? ownMember(held, input.name) : input.default) ?? ''),
    problem: problems?.get(input.name),
  }));
  return { fields, words };
}

/** An input may have the name of a member that each object inherits, such as `constructor`. */
function ownMember(held: InputValues, name: string): InputValue | undefined {
  return Object.hasOwn(held, name) ? held[name] : undefined;
}

/** A form whose fields are not known now sends again what was typed. */
export function hiddenInputs(typed: TypedInputs) {
  return Object.entries(typed).map(
    ([name, value]) => html`<input type="hidden" name="${PREFIX}${name}" value="${value}">`,
  );
}

export function renderInputs({ fields, words }: InputFields) {
  return fields.map(
    (field) => html`${fieldOf(field, words)}${problemOf(field)}
        `,
  );
}

function fieldOf(field: InputField, words: Wording['inputs']) {
  if (field.type === 'yesno') return yesOrNo(field, words);
  const control = field.type === 'choice' ? choice(field, words) : input(field);
  return html`<label>${field.label}${control}</label>`;
}

function input(field: InputField) {
  const { name, value } = field;
  return html`<input ${raw(typeOf(field))} name="${PREFIX}${name}" value="${value}"${marksOf(field)}>`;
}

/** What a browser shows in a field for numbers (HTML, "valid floating-point number"), and in one for a date, if it is a day. */
const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A browser shows no value that is not of the type of its field. So such a value stands in a field for text. */
function typeOf({ type, value, problem }: InputField): string {
  const fits = (format: RegExp) => value === '' || (problem === undefined && format.test(value));
  if (type === 'number') return fits(NUMBER) ? 'type="number" step="any"' : 'type="text" inputmode="decimal"';
  if (type === 'date' && fits(DATE)) return 'type="date"';
  return `type="text" maxlength="${MAX_INPUT_TEXT}"`;
}

function choice(field: InputField, { choose }: Wording['inputs']) {
  const { name, options = [], value } = field;
  const all = options.map(
    (option) => html`<option${option === value ? raw(' selected') : ''}>${option}</option>`,
  );
  return html`<select name="${PREFIX}${name}"${marksOf(field)}><option value="">${choose}</option>${all}</select>`;
}

/** No checkbox, which cannot tell a no from no answer. */
function yesOrNo(field: InputField, { yes, no, noAnswer }: Wording['inputs']) {
  const { name, label, required, value } = field;
  const radio = (one: string, text: string) =>
    html`<label><input type="radio" name="${PREFIX}${name}" value="${one}"${one === value ? raw(' checked') : ''}${required ? raw(' required') : ''}>${text}</label>`;
  const answers = [radio('true', yes), radio('false', no), ...(required ? [] : [radio('', noAnswer)])];
  return html`<fieldset role="radiogroup"${wrongMarks(field)}><legend>${label}</legend>${answers}</fieldset>`;
}

function marksOf(field: InputField) {
  return html`${field.required ? raw(' required') : ''}${wrongMarks(field)}`;
}

function wrongMarks({ name, problem }: InputField) {
  return problem === undefined ? '' : html` aria-invalid="true" aria-describedby="wrong.${name}"`;
}

function problemOf({ name, problem }: InputField) {
  return problem === undefined ? '' : html`<p class="wrong" id="wrong.${name}">${problem}</p>`;
}
