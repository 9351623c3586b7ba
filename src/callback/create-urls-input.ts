import { Refusal } from './errors.ts';
import { type CreateUrlsInput, createUrlsInputSchema } from './schemas.ts';
import { faultFinder } from './validate.ts';

const findFault = faultFinder(createUrlsInputSchema, {
  '#/type': 'It is not an object.',
  '#/oneOf': 'It needs a token or a callback_id, and not both.',
  '/base_url/anyOf': 'It is neither an http or https URL nor an object with api_id and stage.',
  '/then/oneOf': 'A success needs output, output_body or output_path, and only one of them.',
  '/allOf/1/not': 'It has an error or an error_path, and not both.',
  '/allOf/2/not': 'It has a cause or a cause_path, and not both.',
});

/**
 * Reads the input of create-urls.
 *
 * @throws {Refusal} InvalidJSON, naming the place that is wrong
 */
export function parseCreateUrlsInput(json: unknown): CreateUrlsInput {
  const fault = findFault(json);
  if (fault === undefined) return json as CreateUrlsInput;
  throw new Refusal('InvalidJSON', `The input is not valid at ${fault}`);
}
