import { isObject } from '../json.ts';
import type { Block } from './block-ids.ts';
import { LONGEST_INPUT } from './element-limits.ts';
import type { StateValues } from './form-values.ts';

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
  return typeof value === 'string' && type === 'plain_text_input' ? lengthError(value, element) : undefined;
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
