import type { InputBlock, PlainTextOption } from '@slack/types';
import type { InputType, InputValue, RequestInput } from '../../approval/inputs.ts';
import { MAX_INPUT_TEXT } from '../../approval/limits.ts';
import type { Wording } from '../../wording/index.ts';

/** The block id and the action id of an input: this prefix and its name. The comment is another field of the same form. */
const PREFIX = 'input:';

export function fieldOf(name: string): string {
  return `${PREFIX}${name}`;
}

/** The values of a submitted form, by block id and action id (Slack: "view_submission payload"). */
type FormValues = Readonly<Record<string, Readonly<Record<string, FieldState>>>>;

interface FieldState {
  readonly value?: string | null;
  readonly selected_date?: string | null;
  readonly selected_option?: { readonly value: string } | null;
}

/** What a person gave, by the names of the inputs, as texts; undefined if the form asks for no inputs. */
export function inputsIn(values: FormValues): Readonly<Record<string, string>> | undefined {
  const fields = Object.entries(values).filter(([id]) => id.startsWith(PREFIX));
  if (fields.length === 0) return undefined;
  return Object.fromEntries(
    fields.flatMap(([id, { [id]: state }]) => {
      const given = state?.value ?? state?.selected_date ?? state?.selected_option?.value;
      return given == null ? [] : [[id.slice(PREFIX.length), given]];
    }),
  );
}

/** The field of a form for an input, with its default. */
export function inputField(input: RequestInput, wording: Wording): InputBlock {
  const { name, label, type, required } = input;
  return {
    type: 'input',
    block_id: fieldOf(name),
    optional: !required,
    label: { type: 'plain_text', text: label },
    element: { action_id: fieldOf(name), ...ELEMENTS[type](input, wording) },
  };
}

type Element = InputBlock['element'];

/**
 * The elements by type (Block Kit reference). Radio buttons for yes and no: a checkbox could not tell a no from no answer.
 */
const ELEMENTS: Readonly<Record<InputType, (input: RequestInput, wording: Wording) => Element>> = {
  text: ({ default: value }) => ({
    type: 'plain_text_input',
    max_length: MAX_INPUT_TEXT,
    ...(value !== undefined && { initial_value: String(value) }),
  }),
  number: ({ default: value }) => ({
    type: 'number_input',
    is_decimal_allowed: true,
    ...(value !== undefined && { initial_value: digitsOf(Number(value)) }),
  }),
  choice: ({ options = [], default: value }, { inputs }) => ({
    type: 'static_select',
    placeholder: { type: 'plain_text', text: inputs.choose },
    ...choice(
      options.map((text) => optionOf(text, text)),
      value,
    ),
  }),
  date: ({ default: value }) => ({
    type: 'datepicker',
    ...(value !== undefined && { initial_date: String(value) }),
  }),
  yesno: ({ default: value }, { inputs }) => ({
    type: 'radio_buttons',
    ...choice([optionOf(inputs.yes, 'true'), optionOf(inputs.no, 'false')], value),
  }),
};

function choice(options: readonly PlainTextOption[], value: InputValue | undefined) {
  const initial = options.find((option) => option.value === String(value));
  return { options: [...options], ...(initial && { initial_option: initial }) };
}

export function optionOf(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text }, value };
}

/** A number in digits, without an exponent. No number of JavaScript needs more than 17 of them, beside zeros. */
function digitsOf(value: number): string {
  return value.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 17 });
}
