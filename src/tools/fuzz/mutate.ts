import fc from 'fast-check';
import { isObject } from '../../callback/json.ts';

/** Stands for a value that JSON.stringify cannot write, but JSON.parse can read. */
const DEEP = '@deep';
const DEEP_LEVELS = 20_000;

/** The JSON text of a mutated value; empty if it is undefined. */
export function jsonOf(value: unknown): string {
  const deep = '['.repeat(DEEP_LEVELS) + ']'.repeat(DEEP_LEVELS);
  return (JSON.stringify(value) ?? '').replaceAll(JSON.stringify(DEEP), deep);
}

/** Values that programs often do not expect. */
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    0.1,
    1e308,
    2 ** 53,
    '',
    ' ',
    '0',
    '{}',
    '[]',
    'null',
    '%',
    '\u0000',
  ),
  fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\u202e',
    '\n\r',
    '<!channel>',
    '../..',
  ),
  fc.constantFrom<unknown>(
    {},
    [],
    [[]],
    [null],
    { length: 1 },
    JSON.parse('{"__proto__":{"a":1}}'),
    nested(200),
  ),
  // Some of them are slow for a pattern that tries each run, or each tag, from each of its characters.
  fc
    .constantFrom('x', 'é', '🙈', '"', '&', ' ', '\n', '.', '1', '<a href="')
    .map((unit) => unit.repeat(6_000)),
  fc.constantFrom(nested(1_000), DEEP),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 50 }),
);

/** The names that a member may get. */
const ODD_NAME = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  'x',
  'ſ',
  '0',
  'x'.repeat(3_000),
);

const HOW = ['remove', 'replace', 'wrap', 'repeat', 'rename', 'stringify'] as const;

type Path = readonly (string | number)[];
interface Change {
  readonly seat: number;
  readonly how: (typeof HOW)[number];
  readonly odd: unknown;
  readonly name: string;
}

/** Deeper values come only from ODD. */
const MAX_DEPTH = 12;

/**
 * An event in which one or two values, anywhere, are removed, replaced, repeated, made a text, put inside a list, or have
 * another name. A value never takes the place of another value of the event: a secret stays where it may not be shown.
 */
export function mutated<T>(event: T): fc.Arbitrary<T> {
  const change: fc.Arbitrary<Change> = fc.record({
    seat: fc.nat(),
    how: fc.constantFrom(...HOW),
    odd: ODD,
    name: ODD_NAME,
  });
  return fc
    .array(change, { minLength: 1, maxLength: 2 })
    .map((changes) => changes.reduce<unknown>(changedSomewhere, event) as T);
}

function changedSomewhere(event: unknown, change: Change): unknown {
  const [root = [], ...inside] = pathsOf(event);
  // An event that is no object is refused at once, so few events are.
  const path = change.seat % 20 === 0 ? root : (inside[change.seat % inside.length] ?? root);
  return changedAt(event, path, change);
}

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (path.length === MAX_DEPTH) return;
  const entries = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
  for (const [key, member] of entries) yield* pathsOf(member, [...path, key]);
}

function changedAt(value: unknown, [key, ...rest]: Path, change: Change): unknown {
  if (key === undefined) return changedValue(value, change);
  const isLast = rest.length === 0;
  if (Array.isArray(value)) {
    if (isLast && change.how === 'remove') return value.toSpliced(Number(key), 1);
    const items = value.map((item, index) => (index === key ? changedAt(item, rest, change) : item));
    return isLast && change.how === 'repeat' ? items.flatMap((item) => [item, item]) : items;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (name !== key) return [[name, member]];
    if (isLast && change.how === 'remove') return [];
    return [
      isLast && change.how === 'rename' ? [change.name, member] : [name, changedAt(member, rest, change)],
    ];
  });
  return Object.fromEntries(members);
}

function changedValue(value: unknown, { how, odd }: Change): unknown {
  switch (how) {
    case 'remove':
      return null;
    case 'replace':
      return odd;
    case 'wrap':
      return [value];
    case 'stringify':
      return typeof value === 'string' ? `${value} ` : JSON.stringify(value);
    default:
      return value;
  }
}

/** Lists inside lists. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

/** The fields of a mutated form: it has texts only. */
export function texts(form: object): Record<string, string> {
  const fields = Object.entries(Object(form)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'string' ? value : jsonOf(value)]),
  );
}
