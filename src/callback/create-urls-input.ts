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
  if (!isWellFormed(json)) {
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
  for (const value of valuesIn(event)) {
    if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) continue;
    throw new Refusal(
      'InvalidJSON',
      `The input contains a number beyond ${Number.MAX_SAFE_INTEGER}. Lambda may have rounded it before this function got it. Send it as a string, or send the input to POST /urls.`,
    );
  }
  return parseCreateUrlsInput(event);
}

/** Whether UTF-8 can write all strings. Otherwise the outcome would not be the one that was sealed. */
function isWellFormed(json: unknown): boolean {
  for (const value of valuesIn(json)) {
    if (typeof value === 'string' && !value.isWellFormed()) return false;
  }
  return true;
}

/** All values in a value, and the names of its members. Not recursive: the output of an action may be nested deeply. */
function* valuesIn(json: unknown): Generator<unknown, undefined> {
  const rest: unknown[] = [json];
  while (rest.length > 0) {
    const value = rest.pop();
    yield value;
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Object.entries(value).flat()) rest.push(member);
  }
}
