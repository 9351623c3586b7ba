import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

/** Why an input does not match its schema: at a place such as `#/actions/0`, in words. None of them quotes a value. */
export type FindFault = (json: unknown) => string | undefined;

/** What a keyword's own complaint leaves unclear. */
const IN_WORDS: Readonly<Record<string, string>> = {
  '#/oneOf': 'It needs a token or a callback_id, and not both.',
  '#/additionalProperties': 'There is no such member.',
};

/** @param schema draft 7; `as const` for its types, which the validator's own type wants mutable and never changes */
export function faultFinder(schema: object): FindFault {
  const validator = new Validator(schema as Schema, '7');
  return (json) => {
    const { valid, errors } = validator.validate(json);
    if (valid) return undefined;
    // The deepest complaint names the member that is wrong.
    const worst = errors.reduce((a, b) => (depth(b) >= depth(a) ? b : a));
    return `${worst.instanceLocation}: ${IN_WORDS[worst.keywordLocation] ?? worst.error}`;
  };
}

function depth({ instanceLocation }: OutputUnit): number {
  return instanceLocation.split('/').length;
}
