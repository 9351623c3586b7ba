import { objects } from '../json.ts';
import { type Card, partsOf } from './card-check.ts';
import { DeliveryError } from './delivery-error.ts';

/** What a person filled in, by the ids of the inputs. */
export type Filled = Readonly<Record<string, string>>;

/** A button of a card that the bot gets to know of, and the inputs that are sent with it. */
export interface CardAction {
  readonly action: Card;
  readonly inputs: readonly Card[];
}

/**
 * The buttons that are sent to the bot, in their order. With a button go the inputs of its card and of the cards around
 * it, unless it has `associatedInputs: none`.
 */
export function actionsOf(card: Card, outerInputs: readonly Card[] = []): CardAction[] {
  const shown = partsOf({ ...card, actions: [] });
  const inputs = [...outerInputs, ...shown.filter(({ type }) => String(type).startsWith('Input.'))];
  const actions = [...shown.flatMap((part) => objects(part.actions)), ...objects(card.actions)];
  return actions.flatMap((action) => {
    if (action.type === 'Action.ShowCard') return actionsOf(action.card as Card, inputs);
    if (action.type !== 'Action.Execute' && action.type !== 'Action.Submit') return [];
    const isAlone = String(action.associatedInputs).toLowerCase() === 'none';
    return [{ action, inputs: isAlone ? [] : inputs }];
  });
}

/**
 * The data of a pressed button: its own, and what is in the inputs. Inputs that the person did not touch have their
 * initial values.
 *
 * @throws {DeliveryError} if Teams would not send it
 */
export function pressedData({ action, inputs }: CardAction, filled: Filled): unknown {
  const values = inputs.map((input): [string, string] => {
    const id = String(input.id);
    const value = filled[id] ?? initialValue(input);
    const problem = problemWith(input, value);
    if (problem) throw new DeliveryError('InvalidInput', `${input.label ?? id}: ${problem}`);
    return [id, value];
  });
  if (values.length === 0) return action.data;
  return { ...(typeof action.data === 'object' && action.data), ...Object.fromEntries(values) };
}

function initialValue({ type, value, valueOff = 'false' }: Card): string {
  if (value !== undefined) return String(value);
  return type === 'Input.Toggle' ? String(valueOff) : '';
}

function problemWith(input: Card, value: string): string | undefined {
  const { type, isRequired, errorMessage, maxLength, regex } = input;
  const stated = typeof errorMessage === 'string' ? errorMessage : undefined;
  if (value.trim() === '') return isRequired === true ? (stated ?? 'this is required.') : undefined;
  if (typeof maxLength === 'number' && value.length > maxLength) return `at most ${maxLength} characters.`;
  if (typeof regex === 'string' && !new RegExp(regex).test(value)) return stated ?? 'wrong form.';
  return KINDS.get(String(type))?.(input, value) === false ? (stated ?? 'wrong value.') : undefined;
}

/** Which values an input can have (Adaptive Cards: the pages of `Input.Number`, `Input.Date` and `Input.ChoiceSet`). */
const KINDS: ReadonlyMap<string, (input: Card, value: string) => boolean> = new Map([
  ['Input.Number', isNumber],
  ['Input.Date', isDate],
  ['Input.ChoiceSet', isChosen],
]);

function isNumber({ min, max }: Card, value: string): boolean {
  const number = Number(value);
  if (!Number.isFinite(number)) return false;
  return !(typeof min === 'number' && number < min) && !(typeof max === 'number' && number > max);
}

function isDate({ min, max }: Card, value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value)) return false;
  return !(typeof min === 'string' && value < min) && !(typeof max === 'string' && value > max);
}

/** Several values are joined by commas. A query, such as the people picker, has choices that the card does not list. */
function isChosen({ choices, isMultiSelect, 'choices.data': query }: Card, value: string): boolean {
  if (query !== undefined) return true;
  const chosen = isMultiSelect === true ? value.split(',') : [value];
  return chosen.every((one) => objects(choices).some((choice) => choice.value === one));
}
