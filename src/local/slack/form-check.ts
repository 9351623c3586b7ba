import { isObject } from '../json.ts';
import type { Block } from './block-ids.ts';
import { LONGEST_INPUT } from './element-limits.ts';
import type { StateValues } from './form-values.ts';
import { isDate, isNumber } from './input-formats.ts';

/** The errors, by block id, that Slack asks the person to correct before it sends the form to the app. */
export function formErrors(blocks: readonly Block[], values: StateValues): Readonly<Record<string, string>> {
  const inputs = blocks.filter(({ type }) => type === 'input');
  const errors = inputs.map((input) => [String(input.block_id), fieldError(input, values)] as const);
  return Object.fromEntries(errors.flatMap(([id, error]) => (error === undefined ? [] : [[id, error]])));
}

function fieldError({ block_id, element, optional }: Block, values: StateValues): string | undefined {
  if (!isObject(element)) return undefined;
  const state = values[String(block_id)]?.[String(element.action_id)];
  if (!state) return undefined;
  const { type, ...selected } = state;
  const [value] = Object.values(selected);
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    return optional === true ? undefined : 'Please complete this required field.';
  }
  return typeof value === 'string' ? CHECKS[String(type)]?.(value, element) : undefined;
}

const CHECKS: Readonly<Record<string, (value: string, element: Block) => string | undefined>> = {
  plain_text_input: lengthError,
  number_input: numberError,
  datepicker: (value) => (isDate(value) ? undefined : 'Enter a valid date.'),
};

function numberError(value: string, element: Block): string | undefined {
  if (!isNumber(value, element)) {
    return element.is_decimal_allowed === true ? 'Enter a number.' : 'Enter a whole number.';
  }
  const { min_value: min, max_value: max } = element;
  if (min !== undefined && Number(value) < Number(min)) return `Enter a number of at least ${min}.`;
  if (max !== undefined && Number(value) > Number(max)) return `Enter a number of at most ${max}.`;
  return undefined;
}

function lengthError(
  { length }: string,
  { min_length, max_length = LONGEST_INPUT }: Block,
): string | undefined {
  if (typeof min_length === 'number' && length < min_length) {
    return `Enter at least ${min_length} characters.`;
  }
  if (typeof max_length === 'number' && length > max_length) {
    return `Enter at most ${max_length} characters.`;
  }
  return undefined;
}
