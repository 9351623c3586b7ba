import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../src/approval/action-payloads.ts';
import { inputsOf, outcomeOfAnswer } from '../../src/approval/actions.ts';
import { request, TWO_ACTIONS } from '../support/requests.ts';

const HOUR = { name: 'approve_1h', label: 'Approve for 1 hour', outcome: 'approve' };
const NO = { name: 'no', label: 'No', outcome: 'reject' };
const HOLD = { name: 'hold', label: 'Hold', outcome: 'other' };
const TEXT = { name: 'why', label: 'Why', type: 'text' };
const DATE = { name: 'day', label: 'Day', type: 'date' };
/** An array in an array, and so on. */
const DEEP: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);

const parse = (members: object) => request({ name: 'Ben', ...members });
const parsed = (action: object, members: object = {}) => parse({ actions: [action], ...members }).actions[0];

describe('the actions of a request', () => {
  test('are the two of every request, if it has none of its own', () => {
    expect(parse({}).actions).toStrictEqual(TWO_ACTIONS);
    expect(parse({ actions: null }).actions).toStrictEqual(TWO_ACTIONS);
  });

  test('of its own replace the two, in their order', () => {
    expect(parse({ actions: [HOUR, NO, HOLD] }).actions).toStrictEqual([
      { ...HOUR, inputs: [] },
      { ...NO, style: 'danger', inputs: [] },
      { ...HOLD, inputs: [] },
    ]);
  });

  test.each<[object, object]>([
    [{ style: 'primary' }, { style: 'primary' }],
    [{ style: null, output: null, inputs: null }, { inputs: [] }],
    [{ label: ' *Approve*\n for 1 hour ' }, { label: '*Approve* for 1 hour' }],
    [{ label: 'x'.repeat(41) }, { label: `${'x'.repeat(39)}…` }],
    [{ output: { hours: 1, of: [null, 'x'] } }, { output: { hours: 1, of: [null, 'x'] } }],
  ])('are read with %j', (members, expected) => {
    expect(parsed({ ...HOUR, ...members })).toMatchObject(expected);
  });

  test('ask for all inputs of the request, and a rejection for none, unless they name them', () => {
    const { actions, ...asked } = parse({
      inputs: [TEXT, DATE],
      actions: [
        HOUR,
        NO,
        { ...HOLD, inputs: ['day'] },
        { ...NO, name: 'no_2', label: 'No 2', inputs: ['day', 'why'] },
      ],
    });
    expect(actions.map(({ inputs }) => inputs)).toEqual([['why', 'day'], [], ['day'], ['why', 'day']]);
    expect(inputsOf({ actions, ...asked }, 'hold').map(({ name }) => name)).toEqual(['day']);
    expect(inputsOf({ actions, ...asked }, 'unknown')).toEqual([]);
    expect(parse({ inputs: [TEXT] }).actions.map(({ inputs }) => inputs)).toEqual([['why'], []]);
  });

  test.each<[unknown, string]>([
    ['approve', 'must be a list of 1 to 5 actions'],
    [[], 'must be a list of 1 to 5 actions'],
    [
      Array.from({ length: 6 }, (_, index) => ({ ...HOUR, name: `a${index}`, label: `${index}` })),
      'list of 1 to 5',
    ],
    [['approve'], 'Each action must be an object'],
    [[null], 'Each action must be an object'],
    [[{ ...HOUR, lable: 'x' }], 'An action has "lable", which is not supported.'],
    [[{ ...HOUR, name: '' }], 'Each action needs a name'],
    [[{ ...HOUR, name: '1h' }], 'that starts with a letter'],
    [[{ ...HOUR, name: '__proto__' }], 'that starts with a letter'],
    [[{ ...HOUR, name: 'x'.repeat(41) }], '1 to 40 letters'],
    [[{ ...HOUR, name: 'für' }], '1 to 40 letters'],
    [[{ ...HOUR, name: 5 }], 'Each action needs a name'],
    [[{ ...HOUR, label: ' ' }], 'The action approve_1h has no label.'],
    [[{ ...HOUR, label: 5 }], 'The action approve_1h has no label.'],
    [[{ ...HOUR, outcome: undefined }], 'must be "approve", "reject" or "other"'],
    [[{ ...HOUR, outcome: 'maybe' }], 'must be "approve", "reject" or "other"'],
    [[{ ...HOUR, style: 'green' }], 'must be "primary" or "danger"'],
    [[{ ...HOUR, output: [1] }], 'must be an object, such as {"hours": 1}'],
    [[{ ...HOUR, output: { decision: 1 } }], 'has "decision", which Countersign writes'],
    [[{ ...HOUR, output: { name_in_output: 1 } }], 'has "name_in_output", which Countersign writes'],
    [[{ ...HOUR, output: { proof: 'x' } }], 'has "proof", which Countersign writes'],
    [[{ ...HOUR, output: { x: 'x'.repeat(500) } }], 'is longer than 500 characters of JSON'],
    [[{ ...HOUR, inputs: 'why' }], 'must be a list of names'],
    [[{ ...HOUR, inputs: ['why'] }], 'asks for the input "why", which the request does not have'],
    [[{ ...NO, output: { a: 1 } }], 'Set "on_reject": "return"'],
    [[HOUR, { ...HOUR, label: 'x' }], 'Two actions have the name "approve_1h".'],
    [[HOUR, { ...HOUR, name: 'x' }], 'Two actions have the label "Approve for 1 hour".'],
  ])('%j are refused', (actions, message) => {
    expect(() => parse({ actions })).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message: expect.stringContaining(message) }),
    );
  });

  test('cannot have an output that is nested too deeply', () => {
    const output = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    expect(() => parse({ actions: [{ ...HOUR, output }] })).toThrow('longer than 500 characters');
  });

  test.each([[[null]], [[5]], [[{}]], [['why', []]], [[DEEP]]])(
    'cannot name inputs by other values (%#)',
    (inputs) => {
      const actions = [{ ...HOUR, inputs }];
      expect(() => parse({ inputs: [TEXT], actions })).toThrow(
        expect.objectContaining({
          code: 'InvalidRequest',
          message: 'The inputs of the action approve_1h must be a list of names.',
        }),
      );
    },
  );

  test.each<object>([
    { approvals: 2 },
    { approvers: ['a@example.com', 'b@example.com'], unanimous: true },
    { stages: [{}, {}] },
  ])('must have one that approves, with %j', (members) => {
    expect(() => parse({ ...members, actions: [HOLD, NO] })).toThrow(
      'none of its actions has the outcome "approve"',
    );
    expect(parse({ ...members, actions: [HOUR, NO] }).actions).toHaveLength(2);
    expect(parse({ rejections: 2, actions: [HOLD, NO] }).actions).toHaveLength(2);
  });

  test.each(['Actions', 'INPUTS'])('%s are refused with the right spelling', (member) => {
    expect(() => parse({ [member]: [] })).toThrow(`Did you mean "${member.toLowerCase()}"?`);
  });
});

test('a request is answered with the output of the action, beside the name', () => {
  const actions = [{ ...HOUR, output: { hours: 1 } }, { ...HOLD, output: { until: 'Monday' } }, NO];
  expect(actionsOf(parse({ actions }))).toStrictEqual([
    { name: 'approve_1h', type: 'success', output: { name_in_output: 'Ben', hours: 1 } },
    { name: 'hold', type: 'success', output: { name_in_output: 'Ben', until: 'Monday' } },
    { name: 'no', type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
  ]);
  const returned = actionsOf(parse({ on_reject: 'return', actions: [{ ...NO, output: { why: 'late' } }] }));
  expect(returned).toStrictEqual([
    { name: 'no', type: 'success', output: { name_in_output: 'Ben', why: 'late' } },
  ]);
});

test.each([
  [{ action: 'approve' }, 'approve'],
  [{ action: 'reject' }, 'reject'],
  [{ action: 'ok' }, 'approve'],
  [{ action: 'reject', outcome: 'approve' }, 'approve'],
  [{ action: 'later', outcome: 'other' }, 'other'],
] as const)('the answer %j means %s', (answer, outcome) => {
  expect(outcomeOfAnswer(answer)).toBe(outcome);
});
