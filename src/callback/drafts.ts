/** A draft of JSON Schema. */
export type Draft = '6' | '7' | '2019-09' | '2020-12';

/** The drafts by the value of `$schema`, without its scheme and without `#`. */
export const DRAFTS: Readonly<Record<string, Draft>> = {
  '//json-schema.org/draft-06/schema': '6',
  '//json-schema.org/draft-07/schema': '7',
  '//json-schema.org/draft/2019-09/schema': '2019-09',
  '//json-schema.org/draft/2020-12/schema': '2020-12',
};
export const DEFAULT_DRAFT: Draft = '7';

const SINCE_2020 = ['prefixItems', '$dynamicRef'];
const SINCE_2019 = [
  ...SINCE_2020,
  '$anchor',
  '$recursiveAnchor',
  '$recursiveRef',
  'dependentRequired',
  'dependentSchemas',
  'maxContains',
  'minContains',
  'unevaluatedItems',
  'unevaluatedProperties',
];
/** `id` is a keyword of draft 4 only. */
const UNTIL_4 = ['id'];

/** The keywords that the validator knows and that mean nothing in a draft. */
export const MEANINGLESS: Readonly<Record<Draft, ReadonlySet<string>>> = {
  '6': new Set([...UNTIL_4, ...SINCE_2019, 'if', 'then', 'else']),
  '7': new Set([...UNTIL_4, ...SINCE_2019]),
  '2019-09': new Set([...UNTIL_4, ...SINCE_2020]),
  '2020-12': new Set([...UNTIL_4, 'additionalItems', '$recursiveAnchor', '$recursiveRef']),
};
