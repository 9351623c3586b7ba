import { describe, expect, test } from 'vitest';
import { request } from '../support/requests.ts';

const ANN = 'ann@example.com';
const BEN = 'ben@example.com';

const parse = (members: object) => request({ name: 'Ben', ...members });

describe('the rules of a request', () => {
  test.each<[object, object]>([
    [{}, [{ approvals: 1, rejections: 1 }]],
    [{ approvals: 2 }, [{ approvals: 2, rejections: 1 }]],
    [{ approvals: null, rejections: 3 }, [{ approvals: 1, rejections: 3 }]],
    [
      { approvers: [ANN, BEN], unanimous: true },
      [{ approvers: [ANN, BEN], approvals: 'all', rejections: 1 }],
    ],
    [{ unanimous: false }, [{ approvals: 1, rejections: 1 }]],
    [
      { stages: [{ approvers: ANN, title: ' Legal ' }, { approvals: 2 }] },
      [
        { approvers: [ANN], approvals: 1, rejections: 1, title: 'Legal' },
        { approvals: 2, rejections: 1 },
      ],
    ],
  ])('%j are read', (members, stages) => {
    expect(parse(members).stages).toStrictEqual(stages);
  });

  test.each<[object, boolean]>([
    [{}, false],
    [{ approvals: 1, rejections: 1 }, false],
    [{ approvals: 2 }, true],
    [{ stages: [{ approvers: [ANN] }] }, false],
    [{ stages: [{}, {}] }, true],
    [{ delegation: 'off' }, false],
    [{ approvers: [ANN], delegation: 'anyone' }, true],
  ])('%j count votes: %s', (members, rounds) => {
    expect(parse(members).policy.rounds ?? false).toBe(rounds);
  });

  test('of the first stage say who may decide', () => {
    expect(parse({ stages: [{ approvers: [ANN] }, { approvers: [BEN] }] }).policy.approvers).toEqual([ANN]);
  });

  test.each<[object, string]>([
    [{ approvals: 0 }, "The input's approvals must be a whole number from 1 to 39."],
    [{ approvals: '2' }, "The input's approvals must be a whole number from 1 to 39."],
    [{ approvals: 40 }, "The input's approvals must be a whole number from 1 to 39."],
    [{ rejections: 1.5 }, "The input's rejections must be a whole number from 1 to 39."],
    [{ unanimous: true }, 'The input has "unanimous", but no approvers.'],
    [
      { unanimous: true, approvers: [ANN], approvals: 2 },
      'The input has "unanimous" and "approvals". Remove one of them.',
    ],
    [{ stages: [] }, 'The input\'s stages must be a list, such as [{"approvers": ["ann@example.com"]}].'],
    [{ stages: 'two' }, 'The input\'s stages must be a list, such as [{"approvers": ["ann@example.com"]}].'],
    [{ stages: [ANN] }, 'Each stage must be an object, such as {"approvers": ["ann@example.com"]}.'],
    [{ stages: [{ approver: ANN }] }, 'A stage has "approver", which is not supported.'],
    [{ stages: [{ title: 5 }] }, 'The title of a stage must be a string.'],
    [
      { stages: [{}], approvers: [ANN] },
      'The input has "stages" and "approvers". Write "approvers" into each stage.',
    ],
    [{ stages: [{ approvals: 20 }, { approvals: 20 }] }, 'The request may need 40 votes; the maximum is 39.'],
    [{ approvals: 39, rejections: 2 }, 'The request may need 40 votes; the maximum is 39.'],
    [{ Approvals: 2 }, 'The input has "Approvals". Did you mean "approvals"?'],
    [{ stage: 2 }, 'The input has "stage", which is not supported: it would have no effect. Remove it.'],
  ])('%j are refused', (members, message) => {
    expect(() => parse(members)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
  });
});
