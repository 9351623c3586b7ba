import { describe, expect, test } from 'vitest';
import { readDuration } from '../../src/approval/duration.ts';
import { parseRequest } from '../../src/approval/request.ts';
import { DEFAULTS, request } from '../support/requests.ts';

const ANN = 'ann@example.com';
const BOSS = 'boss@example.com';
const parse = (members: object) => request({ name: 'Ben', ...members });

test.each([
  ['10s', 10],
  ['30m', 1_800],
  [' 4h ', 14_400],
  ['2d', 172_800],
  ['366d', 31_622_400],
])('%j are %d seconds', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
});

test.each([
  '',
  '4',
  4,
  'h',
  '0m',
  '-4h',
  '1.5h',
  '4H',
  '4 h',
  '1w',
  '1h30m',
  'PT4H',
  '367d',
  '999999999s',
  null,
  undefined,
  ['4h'],
])('%j is no duration', (value) => {
  expect(readDuration(value)).toBeUndefined();
});

describe('the reminders of a request', () => {
  test.each<[unknown, object | undefined]>([
    [undefined, undefined],
    [null, undefined],
    [false, undefined],
    [{ after: '4h' }, { after: 14_400 }],
    [
      { after: '4h', every: '1d', before_expiry: '2h' },
      { after: 14_400, every: 86_400, beforeExpiry: 7_200 },
    ],
    [{ after: '1s', every: null, before_expiry: null }, { after: 1 }],
  ])('%j are read', (remind, expected) => {
    expect(parse({ remind }).remind).toStrictEqual(expected);
  });

  test.each<[unknown, string]>([
    [true, 'must be an object, such as {"after": "4h", "every": "1d"}'],
    ['4h', 'must be an object'],
    [{}, "The input's remind.after must be a duration of at most a year"],
    [{ every: '1d' }, "The input's remind.after must be a duration"],
    [{ after: '4h', every: 86_400 }, "The input's remind.every must be a duration"],
    [{ after: '4h', every: '9s' }, 'The shortest remind.every is 10s.'],
    [{ after: '4h', before_expiry: 'soon' }, "The input's remind.before_expiry must be a duration"],
    [{ after: '4h', until: '1d' }, 'The input\'s remind has "until", which is not supported.'],
  ])('%j are refused', (remind, message) => {
    expect(() => parse({ remind })).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message: expect.stringContaining(message) }),
    );
  });
});

describe('the escalation of a request', () => {
  test.each<[unknown, unknown]>([
    [undefined, undefined],
    [null, undefined],
    [[], undefined],
    [[{ after: '1d', to: BOSS }], [{ after: 86_400, to: [BOSS] }]],
    [
      [
        { after: '2d', to: ['S0123456789'] },
        { after: '1d', to: [BOSS, 'U0123456789'] },
      ],
      [
        { after: 86_400, to: [BOSS, 'U0123456789'] },
        { after: 172_800, to: ['S0123456789'] },
      ],
    ],
  ])('%j is read, the first one first', (escalate, expected) => {
    expect(parse({ approvers: [ANN], escalate }).stages[0]?.escalate).toStrictEqual(expected);
  });

  test.each<[object, string]>([
    [{ escalate: { after: '1d', to: BOSS } }, 'must be a list of at most 3'],
    [
      { escalate: Array.from({ length: 4 }, () => ({ after: '1d', to: BOSS })) },
      'must be a list of at most 3',
    ],
    [{ escalate: [BOSS] }, 'Each escalation must be an object'],
    [{ escalate: [{ to: BOSS }] }, "The input's escalate.after must be a duration"],
    [{ escalate: [{ after: '1d' }] }, 'does not say to whom: add "to"'],
    [{ escalate: [{ after: '1d', to: [] }] }, 'The list of approvers is empty'],
    [{ escalate: [{ after: '1d', to: ['#ops'] }] }, 'is neither the id of a person'],
    [{ escalate: [{ after: '1d', to: BOSS, only: true }] }, 'escalate has "only", which is not supported'],
    [{ escalate: [{ after: '1d', to: BOSS }], stages: [{}] }, 'Write "escalate" into each stage.'],
    [{ escalate_after: '1d' }, 'is not supported: it would have no effect'],
    [{ remindEvery: '1d' }, 'is not supported: it would have no effect'],
    [{ Remind: { after: '4h' } }, 'Did you mean "remind"?'],
  ])('%j is refused', (members, message) => {
    expect(() => parse(members)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message: expect.stringContaining(message) }),
    );
  });

  test('is one of each stage', () => {
    const stages = [{ escalate: [{ after: '1d', to: BOSS }] }, { escalate: [] }, {}];
    expect(parse({ stages }).stages.map(({ escalate }) => escalate?.length)).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });
});

describe('the defaults of a deployment', () => {
  const times = { remind: { after: '1h', every: '1d' }, escalate: [{ after: '1d', to: BOSS }] };
  const remind = { after: 3_600, every: 86_400 };
  const escalate = [{ after: 86_400, to: [BOSS] }];
  const withDefaults = (members: object) =>
    parseRequest({ name: 'Ben', ...members }, { ...DEFAULTS, ...times }, 'ApprovalEmails');

  test('apply where the input says nothing, in each stage', () => {
    expect(withDefaults({})).toMatchObject({ remind, stages: [{ escalate }] });
    expect(withDefaults({ remind: null, escalate: null })).toMatchObject({ remind, stages: [{ escalate }] });
    expect(withDefaults({ stages: [{}, {}] })).toMatchObject({ stages: [{ escalate }, { escalate }] });
  });

  test('do not apply where the input says another thing, as a whole', () => {
    expect(withDefaults({ remind: { after: '2h' } }).remind).toStrictEqual({ after: 7_200 });
    expect(withDefaults({ remind: false })).not.toHaveProperty('remind');
    expect(withDefaults({ escalate: [] }).stages[0]).not.toHaveProperty('escalate');
    const other = withDefaults({ escalate: [{ after: '2d', to: ANN }] }).stages[0];
    expect(other?.escalate).toStrictEqual([{ after: 172_800, to: [ANN] }]);
  });
});
