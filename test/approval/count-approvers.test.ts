import { describe, expect, test } from 'vitest';
import type { Round } from '../../src/approval/approval.ts';
import { countApprovals } from '../../src/approval/count-approvers.ts';
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

const count = (members: object, surfaces = [mail, chat], rounds: readonly Round[] = [{ shown: {} }]) =>
  countApprovals(request({ name: 'Ben', ...members }), rounds, { ...DEFAULTS, surfaces });

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
    [{ approvers: ['S0000000001'], unanimous: true }, 'cannot be told at the moment'],
    [{ approvers: ['S0000000000'], unanimous: true }, 'cannot be told at the moment'],
  ])('%j are refused', async (members, message) => {
    await expect(count(members)).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    { id: '29:ann', name: 'Ann', email: ANN },
    { id: 'U00000ANN', name: 'Ann' },
    { name: ANN, email: 'Ann@example.com' },
  ])('are counted once, whichever account voted: %j', async (who) => {
    const vote = { action: 'approve', who, via: 'teams', at: new Date(0) };
    const rounds = [{ shown: {}, isAsked: true, vote }, { shown: {} }];
    const approvers = [ANN, 'bob@example.com', 'cleo@example.com'];
    expect(await count({ approvers, unanimous: true }, [chat, mail], rounds)).toEqual([3]);
  });

  test('are still as many after a person of an escalation has approved in the place of one of them', async () => {
    const vote = { action: 'approve', who: { id: 'U00000ANN', name: 'Ann' }, via: 'slack', at: new Date(0) };
    const rounds = [{ shown: {}, isAsked: true, vote }, { shown: {} }];
    const members = { approvers: ['bob@example.com', 'cleo@example.com'], unanimous: true };
    const escalate = (to: string) => [{ after: '1d', to: [to] }];
    expect(await count({ ...members, escalate: escalate(ANN) }, [chat, mail], rounds)).toEqual([2]);
    expect(await count({ ...members, escalate: escalate('dan@example.com') }, [chat, mail], rounds)).toEqual([
      3,
    ]);
    const unknown = count({ ...members, escalate: escalate('S0000000001') }, [chat, mail], rounds);
    await expect(unknown).rejects.toMatchObject({ code: 'InvalidRequest' });
  });

  test('are counted without a person who named another one with the account of another surface', async () => {
    const delegation = {
      from: { id: '29:ann', name: 'Ann', email: ANN },
      to: 'bob@example.com',
      via: 'teams',
      at: new Date(0),
    };
    const rounds = [{ shown: {}, isAsked: true, delegation }, { shown: {} }];
    const members = { approvers: ['S0123456789'], unanimous: true, delegation: 'anyone' };
    // Ben, who is in the group, and Bob.
    expect(await count(members, [chat, mail], rounds)).toEqual([2]);
  });

  test('who all have addresses are counted although a chat does not answer', async () => {
    const silent = createFakeSurface('slack', { peopleBehind: async () => 'cannot tell' });
    const approvers = [ANN, 'bob@example.com'];
    expect(await count({ approvers, unanimous: true }, [silent])).toEqual([2]);
    await expect(
      count({ approvers: [...approvers, 'U00000BEN'], unanimous: true }, [silent]),
    ).rejects.toThrow('cannot be told at the moment');
  });

  test('are addresses in any case, where no chat knows them', async () => {
    expect(await count({ approvers: ['Bob@example.com'], unanimous: true }, [mail])).toEqual([1]);
  });

  test('are not counted if a group is among them that no surface knows', async () => {
    const counting = count({ approvers: ['S0123456789'], unanimous: true }, [mail]);
    await expect(counting).rejects.toMatchObject({ code: 'InvalidRequest' });
  });
});

describe('the approvers of a request that was asked before', () => {
  const vote = (id: string, action = 'approve') => ({ action, who: { id }, via: 'slack', at: new Date(0) });
  const asked: Round = { shown: {}, isAsked: true, approvals: [9, 9] };
  const now: Round = { shown: {} };
  const STAGES = {
    stages: [
      { approvers: ['S0123456789'], unanimous: true },
      { approvers: ['S0123456789', 'U00000DAN'], unanimous: true },
    ],
  };

  test('are counted again, in the stages that are not over', async () => {
    expect(await count(STAGES, [chat], [asked, now])).toEqual([2, 3]);
    const over = [
      { ...asked, approvals: [1, 9], vote: vote('U00000ANN') },
      { ...asked, approvals: [1, 9] },
    ];
    expect(await count(STAGES, [chat], [...over, now])).toEqual([1, 3]);
  });

  test('count without the people of an escalation, who vote in the place of an approver', async () => {
    const members = {
      approvers: ['U00000ANN', 'U00000BEN'],
      unanimous: true,
      escalate: [{ after: '1d', to: ['cleo@example.com'] }],
    };
    const cleo = { ...vote('29:cleo'), who: { id: '29:cleo', email: 'Cleo@example.com' } };
    expect(await count(members, [chat], [{ ...asked, vote: cleo }, now])).toEqual([2]);
    // It cannot be told whether this person has left a group, or is one of those: the earlier number stays.
    const unknown = { ...members, escalate: [{ after: '1d', to: ['S0000000001'] }] };
    expect(await count(unknown, [chat], [{ ...asked, approvals: [2], vote: cleo }, now])).toEqual([2]);
  });

  test('count also if they have approved and have left the group', async () => {
    const rule = { approvers: ['S0123456789'], unanimous: true, rejections: 2 };
    expect(await count(rule, [chat], [{ ...asked, vote: vote('U00000DAN') }, now])).toEqual([3]);
    expect(await count(rule, [chat], [{ ...asked, vote: vote('U00000DAN', 'reject') }, now])).toEqual([2]);
  });

  test('do not count if they named another person', async () => {
    const delegation = { from: { id: 'U00000ANN' }, to: 'U00000DAN', via: 'slack', at: new Date(0) };
    const rule = { approvers: ['S0123456789'], unanimous: true, delegation: 'anyone' };
    expect(await count(rule, [chat], [{ ...asked, delegation }, now])).toEqual([2]);
  });

  test('are as many after a person of an escalation has named another one', async () => {
    const from = (id: string, to: string): Round => ({
      ...asked,
      delegation: { from: { id }, to, via: 'slack', at: new Date(0) },
    });
    const rule = {
      approvers: ['U00000ANN', 'U00000BEN'],
      unanimous: true,
      delegation: 'anyone',
      escalate: [{ after: '1d', to: ['U0000CLEO', 'U00000ANN'] }],
    };
    const counted = (...rounds: Round[]) => count(rule, [chat], [...rounds, now]);
    expect(await counted(from('U0000CLEO', 'U00000DAN'))).toEqual([2]);
    expect(await counted(from('U0000CLEO', 'U00000DAN'), from('U00000DAN', 'U00000EVE'))).toEqual([2]);
    const byEve = { ...asked, vote: vote('U00000EVE') };
    expect(await counted(from('U0000CLEO', 'U00000EVE'), byEve)).toEqual([2]);
    // An approver may name the same person.
    expect(await counted(from('U0000CLEO', 'U00000BEN'))).toEqual([2]);
    expect(await counted(from('U0000CLEO', 'U00000DAN'), from('U00000BEN', 'U00000DAN'))).toEqual([2]);
    // Ann is an approver too, and Cleo decides in the place of Ann.
    expect(await counted(from('U00000ANN', 'U00000DAN'))).toEqual([2]);
    expect(await counted(from('U00000ANN', 'U0000CLEO'), from('U0000CLEO', 'U00000DAN'))).toEqual([2]);
    expect(await counted(from('U00000ANN', 'U00000BEN'))).toEqual([1]);
  });

  test.each([
    ['cannot be counted now', 'S0000000001'],
    ['are all gone', 'S0000000000'],
  ])('keep their number if they %s', async (_, group) => {
    expect(await count({ approvers: [group], unanimous: true }, [chat], [asked, now])).toEqual([9]);
  });

  test('are not refused, although fewer people can approve now', async () => {
    const rule = { approvers: ['S0123456789'], approvals: 3 };
    expect(await count(rule, [chat], [{ shown: {}, isAsked: true, vote: vote('x') }, now])).toBeUndefined();
  });
});
