import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

/** Why an input does not match its schema: at a place such as `#/actions/0`, in words. None of them quotes a value. */
export type FindFault = (json: unknown) => string | undefined;

/** What a keyword's own complaint leaves unclear, by the end of its place in the schema. */
const IN_WORDS: readonly (readonly [place: string, words: string])[] = [
  ['#/oneOf', 'It needs a token or a callback_id, and not both.'],
  ['/then/oneOf', 'A success needs output, output_body or output_path, and only one of them.'],
  ['/allOf/1/not', 'It has an error or an error_path, and not both.'],
  ['/allOf/2/not', 'It has a cause or a cause_path, and not both.'],
];

/** @param schema draft 7; `as const` for its types, which the validator's own type wants mutable and never changes */
export function faultFinder(schema: object): FindFault {
  const validator = new Validator(schema as Schema, '7');
  return (json) => {
    const { valid, errors } = validator.validate(json);
    if (valid) return undefined;
    const worst = errors.reduce((a, b) => (weight(b) >= weight(a) ? b : a));
    return `${worst.instanceLocation}: ${inWords(worst) ?? worst.error}`;
  };
}

/** The deepest complaint names the member that is wrong; of those, one that we have words for says most. */
function weight(complaint: OutputUnit): number {
  return complaint.instanceLocation.split('/').length + (inWords(complaint) ? 0.5 : 0);
}

function inWords({ keyword, keywordLocation }: OutputUnit): string | undefined {
  // Where additionalProperties is false, that is the schema of a member that is too many.
  if (keyword === 'false') return 'There is no such member.';
  return IN_WORDS.find(([place]) => keywordLocation.endsWith(place))?.[1];
}
