import { isObject } from '../json.ts';
import type { Filled } from '../slack/form-values.ts';

/** What a person does: texts, such as the id of a button, and the values that are filled in if there is a form. */
export interface ActionBody<Values = Filled> {
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly values: Values | undefined;
}

/**
 * @param body a JSON object. All its members are texts, except `values`.
 * @param isValues whether `values` is what the place takes
 * @returns undefined for anything else
 */
export function parseActionBody<Values>(
  body: string,
  isValues: (values: unknown) => values is Values,
): ActionBody<Values> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed)) return undefined;
    const { values, ...texts } = parsed;
    if (!isMapOfTexts(texts) || (values !== undefined && !isValues(values))) return undefined;
    return { texts, values };
  } catch {
    return undefined;
  }
}

/** The values of a form in Slack. */
export function isFilled(value: unknown): value is Filled {
  return isMapOf(value, (actions) => isMapOf(actions, isTextOrTexts));
}

/** The values of a card in Teams. */
export function isMapOfTexts(value: unknown): value is Record<string, string> {
  return isMapOf(value, isText);
}

function isTextOrTexts(value: unknown): value is string | string[] {
  return isText(value) || (Array.isArray(value) && value.every(isText));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isMapOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is Record<string, T> {
  return isObject(value) && Object.values(value).every(isOne);
}
