import fc from 'fast-check';

/** Parts of query strings, forms and JSON that parsers may read in a way of their own. */
const PARTS = [
  '%',
  '%00',
  '%C3',
  '%ff',
  '&',
  '&&',
  '=',
  '?',
  '#',
  '+',
  ';',
  '&data=',
  '&data=3-',
  '&action=x',
  '&type=failure',
];
const MORE = [
  '&confirm=1',
  '&amp;',
  '\r\n',
  '\u0000',
  '\ud800',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\u0000',
  '\\ud800',
  '1e999',
  '-0',
  ',',
  'null',
];
const PART = fc.oneof(
  fc.constantFrom(...PARTS, ...MORE),
  fc.constantFrom('[', '{"a":', '%', 'x', '&a=').map((part) => part.repeat(20_000)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** A text in which one to four parts are cut out, repeated, or replaced. */
export function garbled(text: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat(8),
    part: PART,
    how: fc.constantFrom('cut', 'put', 'twice', 'end'),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((now, { at, length, part, how }) => {
      const start = at % (now.length + 1);
      if (how === 'end') return now.slice(0, start);
      const [before, cut, after] = [
        now.slice(0, start),
        now.slice(start, start + length),
        now.slice(start + length),
      ];
      return before + (how === 'twice' ? cut + cut : how === 'put' ? part : '') + after;
    }, text),
  );
}
