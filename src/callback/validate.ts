import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { compile } from './accepts.ts';

/**
 * Returns why an input does not match its schema, or undefined if it matches. The text names the place, such as
 * `#/actions/0`, and quotes no value.
 */
export type FindFault = (json: unknown) => string | undefined;

/** Sentences that are clearer than the validator's own. The key is the end of a place in the schema. */
export type Words = Readonly<Record<string, string>>;

/**
 * @param schema of draft 7, declared `as const` so that types can be derived from it
 * @param words the sentences for this schema
 */
export function faultFinder(schema: object, words: Words): FindFault {
  const accepts = compile(schema);
  // Only explains, which takes ten times as long.
  let validator: Validator | undefined;

  const inWords = ({ keyword, keywordLocation }: OutputUnit): string | undefined => {
    // With `additionalProperties: false`, the schema of an unknown member is `false`.
    if (keyword === 'false') return 'There is no such member.';
    return Object.entries(words).find(([place]) => keywordLocation.endsWith(place))?.[1];
  };
  /** The deepest error names the wrong member. Of several, one with a sentence of our own is the clearest. */
  const weight = (complaint: OutputUnit): number =>
    complaint.instanceLocation.split('/').length + (inWords(complaint) ? 0.5 : 0);

  return (json) => {
    if (accepts(json)) return undefined;
    // It adds members of its own to the schema.
    validator ??= new Validator(structuredClone(schema) as Schema, '7');
    const { valid, errors } = validator.validate(json);
    if (valid) return undefined;
    const worst = errors.reduce((a, b) => (weight(b) >= weight(a) ? b : a));
    return `${worst.instanceLocation}: ${inWords(worst) ?? worst.error}`;
  };
}
