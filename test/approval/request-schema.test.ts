import { globSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { isObject } from '../../src/callback/json.ts';
import { DEFAULTS } from '../support/requests.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const SCHEMA = new URL('../../schemas/approval-request.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
const validate: ValidateFunction = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
}).compile(schema);

/** Why a request is refused; undefined if it is read. */
function refusalOf(input: unknown): string | undefined {
  try {
    parseRequest(input, DEFAULTS, 'ApprovalEmails');
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** The rules that a schema cannot say. The description of the schema names them. */
const UNSAID: readonly RegExp[] = [
  // Who and what exists.
  /^The approver .* is neither/,
  /^The input's (?:teams_)?channel ".*" is/,
  /^The input's requester_id is not the id of a person/,
  /^The input's requester_email is not an e-mail address/,
  // Lists without the same member twice, and of different people.
  /^The surfaces name ".*" twice/,
  /^There are \d+ approvers; the maximum is 20/,
  /^The list of approvers is empty/,
  /^Two (?:actions|inputs) have the/,
  /^The choice \w+ has an option twice/,
  // Sums and sizes.
  /^The request may need \d+ votes/,
  /must be a duration of at most a year/,
  /^The shortest remind\.every/,
  /is longer than 500 characters of JSON/,
  /^All options of the inputs together have/,
  // One member that depends on the values of another.
  /asks for the input ".*", which the request does not have/,
  /^The default of the input \w+ is not a value of the type "(?:choice|date)"/,
];

const isSaid = (refusal: string) => !UNSAID.some((rule) => rule.test(refusal));

const ADDRESS = fc.constantFrom('ann@example.com', 'bob@example.com', 'U0123456789', 'S0123456789');
const text = fc.constantFrom('Ben', ' Release 1.2 ', '发布', '');
const anything = fc.constantFrom<unknown>(null, '', 'x', 0, 5, true, false, [], ['x'], {}, { after: '4h' });
/** Mostly a value that is right, sometimes one that is wrong, and sometimes none. */
const mostly = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: anything, weight: 1 });
/** An object with these members, and rarely with another one. */
const members = (all: Readonly<Record<string, fc.Arbitrary<unknown>>>, required: readonly string[] = []) => {
  const values = Object.fromEntries(Object.entries(all).map(([key, value]) => [key, mostly(value)]));
  const known: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(values, {
    requiredKeys: [...required],
    noNullPrototype: true,
  });
  return fc
    .tuple(known, fc.nat({ max: 15 }), anything)
    .map(([object, dice, other]) => (dice === 0 ? { ...object, other } : object));
};

const duration = fc.constantFrom('10s', '30m', '4h', '2d', ' 1d ', '5s', '0h', '1w', '400d', '4', 4);
const approvers = fc.oneof(
  fc.array(fc.oneof(ADDRESS, fc.constant(null)), { minLength: 1, maxLength: 4 }),
  fc.constantFrom('ann@example.com, bob@example.com', 'ann@example.com', ' , '),
);
const count = fc.constantFrom(1, 2, 3, 20, 39, 40, 0, 1.5, '2');
const name = fc.constantFrom('approve', 'approve_1h', 'hold', 'a', 'Z9', '1h', '__proto__', 'x'.repeat(41));
const label = fc.constantFrom('Approve', 'Hold', '等待', 'x'.repeat(60), ' ', '\u202e');
const escalate = fc.array(members({ after: duration, to: approvers }, ['after', 'to']), { maxLength: 4 });
const rules = {
  approvers,
  approvals: count,
  rejections: count,
  unanimous: fc.boolean(),
  escalate,
};
const action = members(
  {
    name,
    label,
    style: fc.constantFrom('primary', 'danger', 'green'),
    outcome: fc.constantFrom('approve', 'approve', 'reject', 'other', 'maybe'),
    output: fc.constantFrom(
      { hours: 1 },
      {},
      { decision: 1 },
      { name_in_output: 'x' },
      { text: 'x'.repeat(600) },
    ),
    inputs: fc.array(fc.constantFrom('hours', 'why', 'day', 'no name'), { maxLength: 2 }),
  },
  ['name', 'label', 'outcome'],
);
const asked = members(
  {
    name: fc.constantFrom('hours', 'why', 'day', 'role', '_x'),
    label,
    type: fc.constantFrom('text', 'number', 'choice', 'date', 'yesno', 'email'),
    required: fc.boolean(),
    options: fc.array(fc.constantFrom('red', 'blue', 'green', ' ', 'x'.repeat(76)), {
      minLength: 1,
      maxLength: 3,
    }),
    default: fc.constantFrom('red', 5, -1.5, true, '2026-11-28', '2026-02-30', '', 'x'.repeat(501), 2 ** 60),
  },
  ['name', 'label', 'type'],
);
const input = members(
  {
    name: text,
    title: text,
    details: fc.constantFrom({ Environment: 'production', Cost: 5, Ref: null }, {}),
    requester: text,
    requester_id: fc.constantFrom('U0123456789', 'ann', 'aad:11111111-2222-3333-4444-555555555555'),
    requester_email: fc.constantFrom('ann@example.com', 'ann'),
    locale: fc.constantFrom('en', 'de', 'zh', 'de-AT', 'EN_US', 'fr', 'english'),
    ...rules,
    stages: fc.array(members({ ...rules, title: text }), { minLength: 0, maxLength: 3 }),
    delegation: fc.constantFrom('approvers', 'anyone', 'off', 'no'),
    self_approval: fc.boolean(),
    remind: fc.oneof(
      fc.constant(false),
      members({ after: duration, every: duration, before_expiry: duration }, ['after']),
    ),
    actions: fc.array(action, { minLength: 1, maxLength: 6 }),
    inputs: fc.array(asked, { maxLength: 3 }),
    confirm: fc.constantFrom(true, false, 'typed', 'yes'),
    comment: fc.constantFrom('optional', 'required', 'no'),
    channel: fc.constantFrom('C0123456789', '#releases'),
    teams_channel: fc.constantFrom('19:abc@thread.tacv2', 'releases'),
    surfaces: fc.oneof(
      fc.constantFrom('slack, email', ' '),
      fc.array(fc.constantFrom('slack', 'email'), { minLength: 1 }),
    ),
    on_reject: fc.constantFrom('fail', 'return', 'no'),
  },
  ['name'],
);
/** Few members of each request, so that many requests are right. */
const someMembers = fc
  .tuple(input, fc.infiniteStream(fc.integer({ min: 0, max: 5 })))
  .map(([all, dice]) =>
    Object.fromEntries(
      Object.entries(all).filter(([member]) => member === 'name' || dice.next().value === 0),
    ),
  );

describe('the JSON Schema of a request', () => {
  test('accepts what is read, and refuses what is refused, except by the rules that it cannot say', () => {
    const seen = { read: 0, refused: 0, unsaid: 0 };
    fc.assert(
      fc.property(someMembers, (one) => {
        const refusal = refusalOf(one);
        if (refusal === undefined) seen.read += 1;
        else if (isSaid(refusal)) seen.refused += 1;
        else seen.unsaid += 1;
        const isValid = validate(one);
        // A request that breaks several rules may break one that the schema says, too.
        if (refusal !== undefined && !isSaid(refusal)) return;
        expect({ isValid, refusal, errors: validate.errors }).toMatchObject({
          isValid: refusal === undefined,
        });
      }),
      { numRuns: 3_000 },
    );
    expect(seen.read).toBeGreaterThan(300);
    expect(seen.refused).toBeGreaterThan(300);
    expect(seen.unsaid).toBeGreaterThan(50);
  });

  test.each([null, 'Ben', 5, [], [{ name: 'Ben' }]])('refuses %j, which is no object', (value) => {
    expect(validate(value)).toBe(false);
    expect(refusalOf(value)).toBeDefined();
  });

  test('accepts its own examples', () => {
    const parts = Object.entries<{ readonly examples?: readonly unknown[] }>(schema.definitions);
    const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false, strictRequired: false }).addSchema(
      schema,
      'request',
    );
    for (const [part, { examples = [] }] of parts) {
      for (const example of examples)
        expect(ajv.validate(`request#/definitions/${part}`, example), part).toBe(true);
    }
  });

  test.each(inputsInDocs())('accepts the example of %s, which is read', (_, example) => {
    expect(refusalOf(example)).toBeUndefined();
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  });
});

/** The JSON in the docs that is the input of a request. */
function inputsInDocs(): (readonly [page: string, input: object])[] {
  const isInput = (value: unknown): value is object =>
    isObject(value) && typeof value.name === 'string' && !Object.hasOwn(value, 'decision');
  return globSync('*.md', { cwd: DOCS }).flatMap((page) =>
    [...readFileSync(new URL(page, DOCS), 'utf8').matchAll(/^```json\n(.*?)^```/gms)].flatMap(
      ([, json = '']) => {
        if (!page.startsWith('approvals')) return [];
        const value: unknown = JSON.parse(json);
        return isInput(value) ? [[page, value] as const] : [];
      },
    ),
  );
}
