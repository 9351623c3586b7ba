import { isDeepStrictEqual } from 'node:util';
import { isObject, objects } from '../json.ts';
import { isDate, isNumber } from './input-formats.ts';
import {
  type Complaints,
  each,
  missing,
  none,
  optionalTextErrors,
  outOfRange,
  textErrors,
  tooLong,
  tooMany,
} from './limit-checks.ts';

type Element = Readonly<Record<string, unknown>>;

/** In characters: Slack's limit for the text in a plain-text input. */
export const LONGEST_INPUT = 3_000;

/** Slack's limits ("Block Kit reference"), in characters (UTF-16 code units) and in elements. */
const MAX = {
  id: 255,
  buttonText: 75,
  value: 2_000,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  placeholder: 150,
  input: LONGEST_INPUT,
  optionText: 75,
  optionValue: 150,
  menuOptions: 100,
  listOptions: 10,
  overflowOptions: 5,
};

/** The errors that Slack would find in an interactive element. Elements of unknown types are not checked. */
export function elementErrors(element: Element, at: string): Complaints {
  return [
    ...tooLong(element.action_id, MAX.id, `${at}/action_id`),
    ...(isObject(element.confirm) ? confirmErrors(element.confirm, `${at}/confirm`) : []),
    ...kindErrors(element, at),
  ];
}

function kindErrors(element: Element, at: string): Complaints {
  switch (element.type) {
    case 'button':
      return [
        ...textErrors(element.text, MAX.buttonText, `${at}/text`),
        ...tooLong(element.value, MAX.value, `${at}/value`),
        ...tooLong(element.url, MAX.url, `${at}/url`),
      ];
    case 'plain_text_input':
      return [
        ...placeholderErrors(element, at),
        ...tooLong(element.initial_value, MAX.input, `${at}/initial_value`),
        ...outOfRange(element.min_length, 0, MAX.input, `${at}/min_length`),
        ...outOfRange(element.max_length, 1, MAX.input, `${at}/max_length`),
      ];
    case 'number_input':
      return [
        ...placeholderErrors(element, at),
        ...(typeof element.is_decimal_allowed === 'boolean' ? [] : missing({}, 'is_decimal_allowed', at)),
        ...NUMBERS.flatMap((member) => unlike(element, member, (text) => isNumber(text, element), at)),
      ];
    case 'datepicker':
      return [...placeholderErrors(element, at), ...unlike(element, 'initial_date', isDate, at)];
    case 'static_select':
    case 'multi_static_select':
      return [...placeholderErrors(element, at), ...optionsErrors(element, MAX.menuOptions, at)];
    case 'radio_buttons':
    case 'checkboxes':
      return optionsErrors(element, MAX.listOptions, at);
    case 'overflow':
      return optionsErrors(element, MAX.overflowOptions, at);
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
      return placeholderErrors(element, at);
    default:
      return [];
  }
}

const NUMBERS = ['initial_value', 'min_value', 'max_value'] as const;

/** Checks a text that may be missing. */
function unlike(
  element: Element,
  member: string,
  isRight: (text: string) => boolean,
  at: string,
): Complaints {
  const value = element[member];
  if (value === undefined || (typeof value === 'string' && isRight(value))) return [];
  return [`must be a valid value [json-pointer:${at}/${member}]`];
}

function placeholderErrors({ placeholder }: Element, at: string): Complaints {
  return optionalTextErrors(placeholder, MAX.placeholder, `${at}/placeholder`);
}

function optionsErrors(element: Element, max: number, at: string): Complaints {
  const { options, initial_option: initial } = element;
  return [
    ...missing(element, 'options', at),
    ...(initial === undefined || objects(options).some((option) => isDeepStrictEqual(option, initial))
      ? []
      : [`must be one of the options [json-pointer:${at}/initial_option]`]),
    ...none(options, `${at}/options`),
    ...tooMany(options, max, `${at}/options`),
    ...each(options, `${at}/options`, (option, place) => [
      ...textErrors(option.text, MAX.optionText, `${place}/text`),
      ...missing(option, 'value', place),
      ...tooLong(option.value, MAX.optionValue, `${place}/value`),
      ...optionalTextErrors(option.description, MAX.optionText, `${place}/description`),
    ]),
  ];
}

function confirmErrors({ title, text, confirm, deny }: Element, at: string): Complaints {
  return [
    ...textErrors(title, MAX.confirmTitle, `${at}/title`),
    ...textErrors(text, MAX.confirmText, `${at}/text`),
    ...textErrors(confirm, MAX.confirmButton, `${at}/confirm`),
    ...textErrors(deny, MAX.confirmButton, `${at}/deny`),
  ];
}
