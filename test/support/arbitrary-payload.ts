import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/callback/json.ts';
import type {
  Action,
  Context,
  Payload,
  PostOutcome,
  ResponseOverride,
  Task,
} from '../../src/callback/payload.ts';

/** Any valid Unicode text, including line breaks, control characters, emoji and right-to-left letters. */
export const anyText = fc.string({ unit: 'binary' });

const base64Run = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

/**
 * Task tokens in the format of Step Functions (one or more base64 runs), and in formats that it may use in the future.
 */
export const anyToken = fc.oneof(
  fc.array(base64Run, { minLength: 1, maxLength: 4 }).map((runs) => runs.join('')),
  fc.base64String({ minLength: 1 }),
  fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/),
  fc.stringMatching(/^[!-~]{1,40}$/),
  fc.string({ unit: 'binary', minLength: 1 }),
);

/** Any JSON value. Without -0, because JSON.stringify writes -0 as 0. */
export const anyJson = fc
  .json({ maxDepth: 6 })
  .map((json): Json => JSON.parse(JSON.stringify(JSON.parse(json))));

const anyJsonObject = fc.dictionary(anyText, anyJson, { noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

const response: fc.Arbitrary<ResponseOverride> = fc.record(
  { redirect: fc.webUrl(), json: anyJsonObject, html: anyText, text: anyText },
  { requiredKeys: [], noNullPrototype: true },
);

/** Letters, digits and `_` of several scripts. */
const name = fc.string({ unit: fc.constantFrom(...'azAZ09_éß决名Жяن٣Ⅷ𝒳'), minLength: 1, maxLength: 40 });
const optional = { response, confirm: fc.constant(true as const) };

const outcome: fc.Arbitrary<PostOutcome> = fc
  .tuple(
    fc.record(
      { name, schema: anyJsonObject, response },
      { requiredKeys: ['name', 'schema'], noNullPrototype: true },
    ),
    fc.oneof(
      fc.record({ type: fc.constant('success' as const), output: anyJson }),
      fc.record({ type: fc.constant('success' as const), output_body: fc.constant(true as const) }),
      fc.record({ type: fc.constant('success' as const), output_path: anyText }),
      fc.record(
        { type: fc.constant('failure' as const), error: anyText, cause_path: anyText },
        { requiredKeys: ['type'] },
      ),
      fc.record(
        { type: fc.constant('failure' as const), error_path: anyText, cause: anyText },
        { requiredKeys: ['type'] },
      ),
      fc.record({ type: fc.constant('heartbeat' as const) }),
    ),
  )
  .map(([base, byType]) => ({ ...base, ...byType }));

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record(
    { name, type: fc.constant('success' as const), output: anyJson, ...optional },
    { requiredKeys: ['name', 'type', 'output'], noNullPrototype: true },
  ),
  fc.record(
    { name, type: fc.constant('failure' as const), error: anyText, cause: anyText, ...optional },
    { requiredKeys: ['name', 'type'], noNullPrototype: true },
  ),
  fc.record(
    { name, type: fc.constant('heartbeat' as const), ...optional },
    { requiredKeys: ['name', 'type'], noNullPrototype: true },
  ),
  fc.record(
    {
      name,
      type: fc.constant('post' as const),
      outcomes: fc.array(outcome, { minLength: 1, maxLength: 3 }),
      accept_form: fc.constant(true as const),
      ...optional,
    },
    { requiredKeys: ['name', 'type', 'outcomes'], noNullPrototype: true },
  ),
);

const context: fc.Arbitrary<Context> = fc.record(
  {
    title: anyText,
    details: fc.array(fc.record({ label: anyText, value: anyText }, { noNullPrototype: true })),
    requester: anyText,
    locale: fc.constantFrom('en', 'de'),
    surface: fc.constantFrom('slack', 'email', 'web'),
    execution: anyText,
    approvers: fc.array(anyText, { minLength: 1 }),
    self_approval: fc.boolean(),
    requester_id: anyText,
    requester_email: anyText,
    recipient: anyText,
    comment: fc.constantFrom('optional' as const, 'required' as const),
    typed: fc.string({ unit: 'grapheme', minLength: 1 }),
    rounds: fc.constant(true as const),
    escalate: fc.array(fc.record({ at: fc.nat(), to: fc.array(anyText) }, { noNullPrototype: true }), {
      minLength: 1,
    }),
    outcome: fc.constantFrom('approve' as const, 'reject' as const, 'other' as const),
    label: anyText,
    inputs: fc.constant(true as const),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const task: fc.Arbitrary<Task> = fc.oneof(
  { arbitrary: fc.record({ token: anyToken }), weight: 2 },
  { arbitrary: fc.record({ callbackId: anyToken }), weight: 1 },
);

export const anyPayload: fc.Arbitrary<Payload> = fc
  .tuple(
    task,
    fc.record(
      {
        action,
        transactionId: fc.stringMatching(/^[0-9a-f]{32}$/),
        expiresAt: fc.integer({ min: 0, max: 4_102_444_800 }),
        since: fc.integer({ min: 1, max: 25_000 }),
        outputParameters: fc.constant(true as const),
        context,
      },
      { requiredKeys: ['action', 'transactionId'], noNullPrototype: true },
    ),
  )
  .map(([taskMember, rest]) => ({ ...taskMember, ...rest }));

/**
 * Payloads that `1-` and `2-` can contain. They cannot contain an empty context, because they store the members of the context in
 * the action, or `since`, which only approvals have: they are sealed as `3-`.
 */
export const anyLegacyPayload = anyPayload
  .filter(({ context: empty }) => empty === undefined || Object.keys(empty).length > 0)
  .map(({ since: _, ...payload }): Payload => payload);
