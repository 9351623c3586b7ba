import { Refusal } from './errors.ts';
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
 * @throws {Refusal} InvalidJSON, with the place of the error as a JSON Pointer
 */
export function parseCreateUrlsInput(json: unknown): CreateUrlsInput {
  const fault = findFault(json);
  if (fault !== undefined) throw new Refusal('InvalidJSON', `The input is not valid at ${fault}`);
  if (!isWellFormed(json)) {
    throw new Refusal(
      'InvalidJSON',
      'The input contains half a character (a lone surrogate). Send complete characters.',
    );
  }
  return json as CreateUrlsInput;
}

/** Whether UTF-8 can write all strings. Otherwise the outcome would not be the one that was sealed. */
function isWellFormed(json: unknown): boolean {
  // Not recursive: the output of an action may be nested deeply.
  const rest: unknown[] = [json];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === 'string' && !value.isWellFormed()) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Object.entries(value).flat()) rest.push(member);
  }
  return true;
}
