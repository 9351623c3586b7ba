import { Refusal } from './errors.ts';
import { type CreateUrlsInput, createUrlsInputSchema } from './schemas.ts';
import { faultFinder } from './validate.ts';

const findFault = faultFinder(createUrlsInputSchema);

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
