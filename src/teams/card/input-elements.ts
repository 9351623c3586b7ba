import type { RequestInput } from '../../approval/inputs.ts';
import { MAX_INPUT_TEXT } from '../../approval/limits.ts';
import type { Wording } from '../../wording/index.ts';
import type { InputElement } from './elements.ts';

/** The id of an input of an answer. The ids of all inputs of a card differ, and two answers may ask for the same. */
export function inputId(action: string, name: string): string {
  return `input:${action}:${name}`;
}

/**
 * The element of the card that asks for one input.
 *
 * @param given what was filled in before. What the element cannot hold, such as a number with letters, is left out
 */
export function inputElement(
  action: string,
  input: RequestInput,
  { inputs }: Wording,
  given: unknown = input.default,
): InputElement {
  const asked = {
    id: inputId(action, input.name),
    label: input.label,
    ...(input.required && { isRequired: true, errorMessage: inputs.problems.missing(input) }),
  };
  const text = given === undefined || given === null ? '' : String(given);
  switch (input.type) {
    case 'text':
      return { type: 'Input.Text', ...asked, maxLength: MAX_INPUT_TEXT, ...(text && { value: text }) };
    case 'number':
      return {
        type: 'Input.Number',
        ...asked,
        ...(text && Number.isFinite(Number(text)) && { value: Number(text) }),
      };
    case 'date':
      return { type: 'Input.Date', ...asked, ...(DATE.test(text) && { value: text }) };
    case 'choice':
      return choiceOf(
        asked,
        (input.options ?? []).map((option) => ({ title: option, value: option })),
        { style: 'compact', placeholder: inputs.choose, chosen: text },
      );
    case 'yesno':
      // With a toggle, no answer would be a no.
      return choiceOf(
        asked,
        [
          { title: inputs.yes, value: 'true' },
          { title: inputs.no, value: 'false' },
        ],
        { style: 'expanded', chosen: text },
      );
  }
}

/** The format of a date in a card. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function choiceOf(
  asked: { readonly id: string; readonly label: string },
  choices: readonly { readonly title: string; readonly value: string }[],
  {
    chosen,
    ...look
  }: { readonly chosen: string; readonly style: 'compact' | 'expanded'; placeholder?: string },
): InputElement {
  const isThere = choices.some(({ value }) => value === chosen);
  return { type: 'Input.ChoiceSet', ...asked, choices, ...look, ...(isThere && { value: chosen }) };
}
