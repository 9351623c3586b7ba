import { describe, expect, test } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Person, Round, Vote } from '../../src/approval/approval.ts';
import { noticesOf } from '../../src/approval/schedule.ts';
import { stillAsked } from '../../src/approval/still-asked.ts';
import { createFakeSurface } from '../support/fake-surface.ts';
import { DEFAULTS, request } from '../support/requests.ts';

const [ANN, BEN, CLEO] = ['ann@example.com', 'ben@example.com', 'cleo@example.com'];
const LEADS = 'S0123456789';
const AT = new Date('2026-11-24T12:00:00.000Z');

/** A chat that knows three people by their addresses, and two of them as a group. A group it cannot look up, and no other person. */
const PEOPLE: Readonly<Record<string, readonly string[] | 'cannot tell'>> = {
  U00000ANN: ['U00000ANN'],
  U00000BEN: ['U00000BEN'],
  U0000CLEO: ['U0000CLEO'],
  [ANN]: ['U00000ANN'],
  [BEN]: ['U00000BEN'],
  [CLEO]: ['U0000CLEO'],
  [LEADS]: ['U00000ANN', 'U00000BEN'],
  S0000000001: 'cannot tell',
};
const chat = createFakeSurface('slack', { peopleBehind: async (approver) => PEOPLE[approver] });
const mail = createFakeSurface('email');

const by = (who: Person, action = 'approve'): Round => {
  const vote: Vote = { action, who, via: 'slack', at: AT };
  return { askedAt: AT, shown: {}, isAsked: true, vote };
};
const delegation = (who: Person, to: string): Round => ({
  askedAt: AT,
  shown: {},
  isAsked: true,
  delegation: { from: who, to, via: 'slack', at: AT },
});

/** Who gets a notice of a request for many votes, after these rounds. By default, its reminder after an hour. */
function askedBy(
  members: object,
  rounds: readonly Round[] = [],
  { id = 'reminder-1', surfaces = [mail, chat], late = false } = {},
) {
  const rule = 'stages' in members ? {} : { approvals: 2 };
  const asked = request({ name: 'Ben', remind: { after: '1h' }, ...rule, ...members });
  const all = [...rounds, { askedAt: AT, shown: {} }];
  const approval = waitingAfter({ id: '1', execution: 'e:1', request: asked, rounds: all }, undefined);
  const notice = noticesOf(approval).find((one) => one.id.endsWith(id));
  if (!notice) return expect.fail('no such notice');
  const from = late ? AT.getTime() : notice.at - 1;
  return stillAsked(notice, from, approval, { ...DEFAULTS, surfaces });
}

describe('a reminder is for', () => {
  test.each<[string, object, readonly Round[], readonly string[] | undefined]>([
    ['each reader, without approvers', {}, [], undefined],
    ['each approver, before any vote', { approvers: [ANN, LEADS] }, [], [ANN, LEADS]],
    ['the approvers who have not voted', { approvers: [ANN, BEN] }, [by({ email: ANN })], [BEN]],
    [
      'the same person once, with the account of another surface',
      { approvers: [ANN, BEN] },
      [by({ id: '29:ann', email: 'Ann@Example.com' })],
      [BEN],
    ],
    [
      'other people than the id that voted in a chat',
      { approvers: [ANN, BEN] },
      [by({ id: 'U00000BEN' })],
      [ANN],
    ],
    ['the other members of a group', { approvers: [LEADS] }, [by({ email: ANN })], ['U00000BEN']],
    [
      'a group that cannot be looked up',
      { approvers: ['S0000000001'] },
      [by({ email: ANN })],
      ['S0000000001'],
    ],
    [
      'an approver whom only the address tells apart',
      { approvers: ['dan@example.com', 'Eve@example.com'] },
      [by({ email: 'eve@example.com' })],
      ['dan@example.com'],
    ],
    [
      'no requester who may not decide',
      { approvers: [LEADS, CLEO], self_approval: false, requester_id: 'U00000ANN' },
      [],
      ['U00000BEN', CLEO],
    ],
    [
      'the person who was named in the place of another one',
      { approvers: [LEADS], delegation: 'anyone' },
      [delegation({ id: 'U00000ANN' }, CLEO)],
      ['U00000BEN', CLEO],
    ],
    ['no person, when all have voted', { approvers: [ANN, ANN] }, [by({ id: 'U00000ANN' })], []],
    [
      'the approvers of the stage that is asked now, also one who voted before',
      { stages: [{ approvers: [ANN] }, { approvers: [ANN, BEN] }] },
      [by({ email: ANN })],
      [ANN, BEN],
    ],
  ])('%s', async (_, members, rounds, people) => {
    expect(await askedBy(members, rounds)).toEqual(people);
  });

  test('the others of a group one by one, or the group if more than 20 are left', async () => {
    const askedIn = (members: readonly string[]) => {
      const peopleBehind = async (one: string) => (one === LEADS ? members : [one]);
      const surfaces = [createFakeSurface('slack', { peopleBehind }), mail];
      return askedBy({ approvers: [LEADS] }, [by({ id: 'U00000000' })], { surfaces });
    };
    const members = Array.from({ length: 22 }, (_, index) => `U${String(index).padStart(8, '0')}`);
    expect(await askedIn(members.slice(0, 21))).toEqual(members.slice(1, 21));
    expect(await askedIn(members)).toEqual([LEADS]);
  });

  test('the people of an escalation, from the next reminder on', async () => {
    const members = {
      approvers: [ANN, BEN],
      escalate: [{ after: '1h', to: [CLEO] }],
      remind: { after: '1h', every: '1h' },
    };
    expect(await askedBy(members)).toEqual([ANN, BEN]);
    expect(await askedBy(members, [], { id: 'reminder-2' })).toEqual([ANN, BEN, CLEO]);
    // The next one is late: it is sent with the notice of the escalation.
    expect(await askedBy(members, [], { id: 'reminder-2', late: true })).toEqual([ANN, BEN]);
  });

  test('an approver whom a chat cannot look up, unless the address itself has voted', async () => {
    const silent = createFakeSurface('slack', { peopleBehind: async () => 'cannot tell' });
    const surfaces = [silent, mail];
    expect(await askedBy({ approvers: [ANN, BEN] }, [by({ email: ANN })], { surfaces })).toEqual([BEN]);
  });
});

describe('an escalation is for', () => {
  const escalated = (to: readonly string[], approvers?: readonly string[], rounds: readonly Round[] = []) =>
    askedBy({ ...(approvers && { approvers }), escalate: [{ after: '1d', to }] }, rounds, {
      id: 'escalation-1',
    });

  test.each<[string, readonly string[], readonly string[] | undefined, readonly string[]]>([
    ['its people', [CLEO], [ANN, BEN], [CLEO]],
    ['its people, where each reader may decide', [CLEO], undefined, [CLEO]],
    ['no approver, under any name', ['U00000ANN', CLEO], [ANN], [CLEO]],
    ['the members of its group who are not approvers', [LEADS], [ANN], ['U00000BEN']],
    ['no group that could decide before', ['S0000000001', CLEO], ['S0000000001'], [CLEO]],
    ['no person, if all are approvers', [LEADS], ['U00000ANN', BEN], []],
  ])('%s', async (_, to, approvers, people) => {
    expect(await escalated(to, approvers)).toEqual(people);
  });

  test('no person who has voted', async () => {
    expect(await escalated([LEADS], undefined, [by({ email: BEN })])).toEqual(['U00000ANN']);
  });

  test('other people than those of the escalation before', async () => {
    const escalate = [
      { after: '1d', to: [CLEO] },
      { after: '2d', to: [CLEO, BEN] },
    ];
    expect(await askedBy({ approvers: [ANN], escalate, approvals: 1 }, [], { id: 'escalation-2' })).toEqual([
      BEN,
    ]);
  });
});
