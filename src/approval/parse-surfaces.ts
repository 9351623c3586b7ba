import { Refusal } from '../callback/errors.ts';
import { RequestProblem } from './request-problem.ts';

/**
 * Reads where a request may be shown: a list of names, or a text that separates them by commas or spaces.
 *
 * @throws {Refusal} InvalidRequest
 */
export function parseSurfaces(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const given = typeof value === 'string' ? value.split(/[\s,;，；、]+/).filter(Boolean) : value;
  if (!Array.isArray(given) || !given.every((name) => typeof name === 'string')) {
    throw invalid('The surfaces must be a list of names, such as ["email"].');
  }
  const names = given.map((name) => name.trim().toLowerCase());
  if (names.length === 0) {
    throw new RequestProblem(
      'noSurfaces',
      'The list of surfaces is empty: the request would be shown nowhere.',
    );
  }
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new RequestProblem('repeatedKey', `The surfaces name "${repeated}" twice.`, repeated);
  }
  return names;
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
