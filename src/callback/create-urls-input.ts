import { Refusal } from './errors.ts';
import { isObject } from './json.ts';
import { meaningOf } from './members-of-type.ts';
import { type CreateUrlsInput, createUrlsInputSchema } from './schemas.ts';
import { faultFinder } from './validate.ts';

const findFault = faultFinder(createUrlsInputSchema, {
  '#/type': 'It is not an object.',
  '#/oneOf': 'It needs either a token or a callback_id, not both.',
  '/base_url/anyOf': 'It must be an http or https URL, or an object with api_id and stage.',
  '/then/oneOf': 'A success needs exactly one of output, output_body and output_path.',
  '/allOf/1/not': 'It may have an error or an error_path, not both.',
  '/allOf/2/not': 'It may have a cause or a cause_path, not both.',
});

/**
 * Reads the input of create-urls.
 *
 * @param exact the input with all digits of its numbers, if its text is known
 * @throws {Refusal} InvalidJSON, with the place of the error as a JSON Pointer
 */
export function parseCreateUrlsInput(json: unknown, exact = json): CreateUrlsInput {
  const fault = findFault(withMeaning(json));
  if (fault !== undefined) throw new Refusal('InvalidJSON', `The input is not valid at ${fault}`);
  if (!everyValue(json, isWellFormed)) {
    throw new Refusal(
      'InvalidJSON',
      'The input contains half a character (a lone surrogate). Send complete characters.',
    );
  }
  return exact as CreateUrlsInput;
}

function withMeaning(json: unknown): unknown {
  if (!isObject(json) || !Array.isArray(json.actions)) return json;
  return { ...json, actions: json.actions.map(meaningOf) };
}

/**
 * Reads the event of a direct invocation. Lambda's runtime has parsed it with JSON.parse, so the digits that a large number
 * had are not known.
 *
 * @throws {Refusal} InvalidJSON for a number that may have been changed
 */
export function parseCreateUrlsEvent(event: unknown): CreateUrlsInput {
  if (everyValue(event, isExact)) return parseCreateUrlsInput(event);
  throw new Refusal(
    'InvalidJSON',
    `The input contains a number beyond ${Number.MAX_SAFE_INTEGER}. Lambda may have rounded it before this function got it. Send it as a string, or send the input to POST /urls.`,
  );
}

function isExact(value: unknown): boolean {
  return typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** Whether UTF-8 can write a string. Otherwise the outcome would not be the one that was sealed. */
function isWellFormed(value: unknown): boolean {
  return typeof value !== 'string' || value.isWellFormed();
}

/** Checks all values in a value, and the names of its members. Not recursive: the output of an action may be nested deeply. */
function everyValue(json: unknown, isFine: (value: unknown) => boolean): boolean {
  const rest: unknown[] = [json];
  while (rest.length > 0) {
    const value = rest.pop();
    if (!isFine(value)) return false;
    if (Array.isArray(value)) for (const item of value) rest.push(item);
    else if (typeof value === 'object' && value !== null) {
      for (const name of Object.keys(value)) rest.push(name, (value as Record<string, unknown>)[name]);
    }
  }
  return true;
}
