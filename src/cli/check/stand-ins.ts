import { isObject } from '../../callback/json.ts';
import type { Members, QueryLanguage } from './states.ts';
import { memberOf, readValue } from './values.ts';

const ADDRESSES = ['ann@example.com', 'ben@example.com'];

/** What stands for a value that is known only at run time, by the name of its member. Other members get a text. */
const STAND_INS: Readonly<Record<string, unknown>> = {
  approvals: 1,
  rejections: 1,
  approvers: ADDRESSES,
  to: ADDRESSES,
  after: '1d',
  every: '1d',
  before_expiry: '1h',
  requester_id: 'U0123456789',
  requester_email: ADDRESSES[0],
  channel: 'C0123456789',
  teams_channel: '19:a@thread.tacv2',
  locale: 'en',
  options: ['a'],
  type: 'text',
  outcome: 'approve',
  // Whatever it is, an action that rejects may then have an output.
  on_reject: 'return',
};
/** Members that a request can do without. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'actions',
  'comment',
  'confirm',
  'default',
  'delegation',
  'details',
  'escalate',
  'inputs',
  'output',
  'remind',
  'required',
  'self_approval',
  'stages',
  'style',
  'surfaces',
  'unanimous',
]);

/**
 * A request without expressions, as it could be at run time, so that what is written in the definition can be checked: each
 * expression is left out, or another value stands for it.
 */
export function withoutExpressions(request: Members, language: QueryLanguage): Members {
  const known = resolved(request, language, { texts: 0 });
  const inputs = memberOf(request, 'inputs', language);
  if (!inputs || 'literal' in inputs || !Array.isArray(known.actions)) return known;
  // Their names are not known.
  const actions = known.actions.map((one) => (isObject(one) ? { ...one, inputs: [] } : one));
  return { ...known, actions };
}

interface Given {
  /** How many texts stand for expressions: two labels must differ. */
  texts: number;
}

function resolved(object: Members, language: QueryLanguage, given: Given): Members {
  const names = Object.keys(object).map((name) =>
    language === 'JSONPath' && name.endsWith('.$') ? name.slice(0, -2) : name,
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = memberOf(object, name, language);
      const known = value && 'literal' in value ? inside(value.literal, language, given) : undefined;
      if (known !== undefined) return [[name, known]];
      return LEFT_OUT.has(name) ? [] : [[name, STAND_INS[name] ?? textFor(name, given)]];
    }),
  );
}

/** What is known of a value; undefined if nothing is. A list may have fewer members then. */
function inside(value: unknown, language: QueryLanguage, given: Given): unknown {
  if (isPlaceholder(value) || 'expression' in readValue(value, language)) return undefined;
  if (isObject(value)) return resolved(value, language, given);
  if (!Array.isArray(value)) return value;
  const known = value.map((item) => inside(item, language, given)).filter((item) => item !== undefined);
  return known.length === 0 && value.length > 0 ? undefined : known;
}

/** A reference in a CloudFormation template, such as `${Boss}`. */
function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${');
}

/** A name of letters and digits, because it may name an action or an input. */
function textFor(name: string, given: Given): string {
  given.texts += 1;
  return `${name}_${given.texts}`;
}
