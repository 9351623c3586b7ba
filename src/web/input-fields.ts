import { html, raw } from 'hono/html';
import { inputsOf } from '../approval/actions.ts';
import type { Approval } from '../approval/approval.ts';
import type { InputValue, RequestInput } from '../approval/inputs.ts';
import { MAX_INPUT_TEXT } from '../approval/limits.ts';
import type { Wording } from '../wording/index.ts';

/** The names of the form's fields for inputs start with this: no other field of a form has it. */
const PREFIX = 'input.';

/** What a person typed into the fields, by the names of the inputs. */
export type TypedInputs = Readonly<Record<string, string>>;

/** The inputs that an answer asks for, as fields of the form. */
export interface InputFields {
  readonly fields: readonly InputField[];
  /** The first option of a choice. */
  readonly choose: string;
  readonly yes: string;
  readonly no: string;
}

/** One field, with what is typed in it already, and what is wrong with that. */
interface InputField extends Pick<RequestInput, 'name' | 'type' | 'required' | 'options'> {
  readonly label: string;
  readonly written: string;
  readonly problem?: string | undefined;
}

/** What was typed into the fields of a form; other fields are left out. */
export function typedInputs(form: URLSearchParams): TypedInputs {
  const fields = [...form].filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(fields.map(([name, value]) => [name.slice(PREFIX.length), value]));
}

/**
 * The fields of the form for one answer.
 *
 * @param typed missing before the form is sent: then the fields have their defaults
 * @param problems what is wrong with the values, by the names of the inputs
 */
export function inputFields(
  { request }: Approval,
  action: string,
  { inputs: words }: Wording,
  {
    typed,
    problems,
  }: { typed?: TypedInputs | undefined; problems?: ReadonlyMap<string, string> | undefined },
): InputFields {
  const fields = inputsOf(request, action).map((input) => ({
    ...input,
    label: input.required ? input.label : `${input.label} (${words.optional})`,
    written: typed ? (typed[input.name] ?? '') : textOf(input.default),
    problem: problems?.get(input.name),
  }));
  return { fields, choose: words.choose, yes: words.yes, no: words.no };
}

/** The fields of a form that cannot be shown: what was typed is sent once more. */
export function hiddenFields(typed: TypedInputs) {
  return Object.entries(typed).map(
    ([name, value]) => html`<input type="hidden" name="${PREFIX}${name}" value="${value}">`,
  );
}

export function renderFields({ fields, ...words }: InputFields) {
  return fields.map((field) => (field.type === 'yesno' ? yesOrNo(field, words) : labelled(field, words)));
}

type Words = Pick<InputFields, 'choose' | 'yes' | 'no'>;

function labelled(field: InputField, { choose }: Words) {
  const { label, type } = field;
  return html`<label>${label}${type === 'choice' ? select(field, choose) : input(field)}${problemOf(field)}</label>`;
}

function input(field: InputField) {
  const { name, type, written } = field;
  const limit = type === 'text' ? html` maxlength="${MAX_INPUT_TEXT}"` : '';
  // Any decimal number, and not only whole ones.
  const step = type === 'number' ? raw(' step="any"') : '';
  return html`<input type="${type}" name="${PREFIX}${name}" value="${written}"${limit}${step}${marksOf(field)}>`;
}

function select(field: InputField, choose: string) {
  const { name, options = [], written } = field;
  const chosen = (option: string) => (option === written ? raw(' selected') : '');
  return html`<select name="${PREFIX}${name}"${marksOf(field)}><option value="">${choose}</option>${options.map((option) => html`<option${chosen(option)}>${option}</option>`)}</select>`;
}

function yesOrNo(field: InputField, { yes, no }: Words) {
  const { label, name, written } = field;
  const radio = (value: string, text: string) =>
    html`<label><input type="radio" name="${PREFIX}${name}" value="${value}"${written === value ? raw(' checked') : ''}${marksOf(field)}>${text}</label>`;
  return html`<fieldset><legend>${label}</legend>${radio('true', yes)}${radio('false', no)}${problemOf(field)}</fieldset>`;
}

function marksOf({ name, required, problem }: InputField) {
  const wrong = problem === undefined ? '' : html` aria-invalid="true" aria-describedby="wrong-${name}"`;
  return html`${required ? raw(' required') : ''}${wrong}`;
}

function problemOf({ name, problem }: InputField) {
  return problem === undefined ? '' : html`<span class="wrong" id="wrong-${name}">${problem}</span>`;
}

function textOf(value: InputValue | undefined): string {
  return value === undefined ? '' : String(value);
}
