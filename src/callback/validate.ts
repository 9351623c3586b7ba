import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

/** Why an input does not match its schema: at a place such as `#/actions/0`, in words. None of them quotes a value. */
export type FindFault = (json: unknown) => string | undefined;

/** What a keyword's own complaint leaves unclear, by the end of its place in the schema. */
export type Words = Readonly<Record<string, string>>;

/**
 * @param schema draft 7; `as const` for its types, which the validator's own type wants mutable and never changes
 * @param words of this schema
 */
export function faultFinder(schema: object, words: Words): FindFault {
  const validator = new Validator(schema as Schema, '7');

  const inWords = ({ keyword, keywordLocation }: OutputUnit): string | undefined => {
    // Where additionalProperties is false, that is the schema of a member that is too many.
    if (keyword === 'false') return 'There is no such member.';
    return Object.entries(words).find(([place]) => keywordLocation.endsWith(place))?.[1];
  };
  /** The deepest complaint names the member that is wrong; of those, one that we have words for says most. */
  const weight = (complaint: OutputUnit): number =>
    complaint.instanceLocation.split('/').length + (inWords(complaint) ? 0.5 : 0);

  return (json) => {
    const { valid, errors } = validator.validate(json);
    if (valid) return undefined;
    const worst = errors.reduce((a, b) => (weight(b) >= weight(a) ? b : a));
    return `${worst.instanceLocation}: ${inWords(worst) ?? worst.error}`;
  };
}
