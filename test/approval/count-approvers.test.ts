import { describe, expect, test } from 'vitest';
import { countApprovals, withCounts } from '../../src/approval/count-approvers.ts';
import { createFakeSurface } from '../support/fake-surface.ts';
import { DEFAULTS, request } from '../support/requests.ts';

const ANN = 'ann@example.com';
/** A chat with the group of Ann and Ben, whose addresses it knows. */
const PEOPLE: Readonly<Record<string, readonly string[] | 'cannot tell'>> = {
  U00000ANN: ['U00000ANN'],
  [ANN]: ['U00000ANN'],
  S0123456789: ['U00000ANN', 'U00000BEN'],
  S0000000000: [],
  S0000000001: 'cannot tell',
};
const chat = createFakeSurface('slack', { peopleBehind: async (approver) => PEOPLE[approver] });
const mail = createFakeSurface('email');

const count = (members: object, surfaces = [mail, chat]) =>
  countApprovals(request({ name: 'Ben', ...members }), { ...DEFAULTS, surfaces });

describe('the approvers of a request', () => {
  test.each<[object, readonly number[] | undefined]>([
    [{ approvals: 2 }, undefined],
    [{ approvers: [ANN, 'bob@example.com'], approvals: 2 }, undefined],
    [{ approvers: [ANN, 'bob@example.com'], unanimous: true }, [2]],
    [{ approvers: ['S0123456789'], unanimous: true }, [2]],
    [{ approvers: ['S0123456789', ANN, 'U00000ANN'], unanimous: true }, [2]],
    [{ approvers: ['S0123456789', 'S0000000000', 'bob@example.com'], unanimous: true }, [3]],
    [{ approvers: ['S0123456789'], unanimous: true, self_approval: false, requester_id: 'U00000ANN' }, [1]],
    [{ approvers: ['S0123456789'], unanimous: true, self_approval: false, requester_email: ANN }, [1]],
    [{ stages: [{ approvers: ['S0123456789'], unanimous: true }, { approvals: 3 }] }, [2, 3]],
    [{ approvers: ['S0000000001'], approvals: 5 }, undefined],
  ])('%j are counted', async (members, counts) => {
    expect(await count(members)).toEqual(counts);
  });

  test.each<[object, string]>([
    [
      { approvers: [ANN, 'U00000ANN'], approvals: 2 },
      'The request needs 2 approvals, but only 1 of its approvers can give one.',
    ],
    [
      { approvers: ['S0123456789'], approvals: 3 },
      'The request needs 3 approvals, but only 2 of its approvers can give one.',
    ],
    [{ stages: [{}, { approvers: ['S0123456789'], approvals: 3 }] }, 'only 2 of its approvers can give one'],
    [{ approvers: ['S0000000001'], unanimous: true }, 'cannot be counted at the moment'],
    [{ approvers: ['S0000000000'], unanimous: true }, 'cannot be counted at the moment'],
  ])('%j are refused', async (members, message) => {
    await expect(count(members)).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining(message),
    });
  });

  test('are addresses in any case, where no chat knows them', async () => {
    expect(await count({ approvers: ['Bob@example.com'], unanimous: true }, [mail])).toEqual([1]);
  });

  test('are not counted if a group is among them that no surface knows', async () => {
    const counting = count({ approvers: ['S0123456789'], unanimous: true }, [mail]);
    await expect(counting).rejects.toMatchObject({ code: 'InvalidRequest' });
  });
});

test('a number that was counted replaces only "all"', () => {
  const stages = [
    { approvals: 'all', rejections: 1 },
    { approvals: 2, rejections: 1 },
    { approvals: 'all', rejections: 1 },
  ] as const;
  expect(withCounts(stages, [3, 9])).toEqual([{ ...stages[0], approvals: 3 }, stages[1], stages[2]]);
});
