import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerOutcome } from '../../src/approval/actions.ts';
import type { Stage, Vote } from '../../src/approval/approval.ts';
import { type Answered, needsRounds, rejects, tally } from '../../src/approval/tally.ts';

const AT = new Date('2026-11-24T12:00:00Z');
const vote = (name: string, action: string, replaces?: number): Vote => ({
  action,
  who: { id: name },
  via: 'slack',
  at: AT,
  ...(replaces !== undefined && { replaces }),
});
const yes = (name: string, replaces?: number) => vote(name, 'approve', replaces);
const no = (name: string, replaces?: number) => vote(name, 'reject', replaces);
/** A vote by an action that the request has of its own. */
const own = (name: string, outcome: AnswerOutcome): Vote => ({ ...vote(name, `own_${outcome}`), outcome });
/** A round that each of these votes ended. */
const rounds = (votes: readonly Vote[]) => votes.map((one) => ({ vote: one }));
const stage = (approvals: Stage['approvals'] = 1, rejections = 1): Stage => ({ approvals, rejections });

describe('the votes on a request', () => {
  test.each<[string, readonly Stage[], readonly Vote[], object]>([
    ['no vote', [stage()], [], { outcome: 'more', stage: 0, needed: 1 }],
    ['one approval of one', [stage()], [yes('a')], { outcome: 'approved' }],
    ['an action of another name', [stage()], [vote('a', 'ok')], { outcome: 'approved' }],
    ['one rejection of one', [stage()], [no('a')], { outcome: 'rejected' }],
    ['one approval of two', [stage(2)], [yes('a')], { outcome: 'more', needed: 1 }],
    ['two approvals of two', [stage(2)], [yes('a'), yes('b')], { outcome: 'approved' }],
    ['an approval and a rejection of one', [stage(2)], [yes('a'), no('b')], { outcome: 'rejected' }],
    ['one rejection of two', [stage(1, 2)], [no('a')], { outcome: 'more', needed: 1 }],
    ['two rejections of two', [stage(2, 2)], [no('a'), yes('b'), no('c')], { outcome: 'rejected' }],
    ['a rejection that became an approval', [stage(1, 2)], [no('a'), yes('a', 1)], { outcome: 'approved' }],
    [
      'an approval that became a rejection',
      [stage(2, 2)],
      [yes('a'), no('a', 1)],
      { outcome: 'more', needed: 2, votes: [[no('a', 1)]] },
    ],
    ['a vote that was changed twice', [stage(2, 2)], [yes('a'), no('a', 1), yes('a', 2)], { needed: 1 }],
    ['approvers who are not counted yet', [stage('all')], [yes('a'), yes('b')], { outcome: 'more' }],
    ['the first of two stages', [stage(), stage(2)], [yes('a')], { outcome: 'more', stage: 1, needed: 2 }],
    [
      'one person in two stages',
      [stage(), stage()],
      [yes('a'), yes('a')],
      { outcome: 'approved', votes: [[yes('a')], [yes('a')]] },
    ],
    ['an own action that approves', [stage(2)], [own('a', 'approve'), yes('b')], { outcome: 'approved' }],
    ['an own action that rejects', [stage(2)], [yes('a'), own('b', 'reject')], { outcome: 'rejected' }],
    [
      'an own action that rejects, of two',
      [stage(1, 2)],
      [own('a', 'reject')],
      { outcome: 'more', needed: 1 },
    ],
    ['another answer', [stage()], [own('a', 'other')], { outcome: 'answered', needed: 0 }],
    [
      'another answer after an approval of two',
      [stage(2)],
      [yes('a'), own('b', 'other')],
      { outcome: 'answered', votes: [[yes('a'), own('b', 'other')]] },
    ],
    [
      'another answer in the first of two stages',
      [stage(), stage()],
      [own('a', 'other')],
      { outcome: 'answered', stage: 0 },
    ],
    [
      'another answer while the approvers are not counted',
      [stage('all')],
      [own('a', 'other')],
      { outcome: 'answered' },
    ],
    [
      'an own action that became another one',
      [stage(2, 2)],
      [own('a', 'reject'), { ...own('a', 'approve'), replaces: 1 }],
      { outcome: 'more', needed: 1 },
    ],
    [
      'a rejection in the second stage',
      [stage(), stage()],
      [yes('a'), no('b')],
      { outcome: 'rejected', stage: 1 },
    ],
  ])('%s', (_, stages, votes, expected) => {
    expect(tally(stages, rounds(votes))).toMatchObject(expected);
  });

  test('say nothing about how many are missing while the approvers are not counted', () => {
    expect(tally([stage('all')], rounds([yes('a')]))).not.toHaveProperty('needed');
  });

  test('of approvers who are counted in each round need their last number', () => {
    const counted = { approvals: [3] };
    expect(tally([stage('all')], [counted, { ...counted, vote: yes('a') }, {}])).toMatchObject({
      stages: [{ approvals: 3 }],
      needed: 2,
    });
    const left = { approvals: [1] };
    expect(tally([stage('all')], [{ ...counted, vote: yes('a') }, left])).toMatchObject({
      outcome: 'more',
      needed: 0,
    });
  });

  test('stay in their stage when a person joins its group later', () => {
    const asked = [stage('all'), stage(2)];
    const given = [
      { approvals: [1, 2], vote: yes('a') },
      { approvals: [1, 2], vote: yes('b') },
      { approvals: [3, 2] },
    ];
    expect(tally(asked, given)).toMatchObject({ stage: 1, needed: 1, votes: [[yes('a')], [yes('b')]] });
  });

  test('stay in their stage when people leave its group, and the next one begins', () => {
    const asked = [stage('all'), stage(2)];
    const given = [
      { approvals: [4, 2], vote: yes('a') },
      { approvals: [4, 2], vote: yes('b') },
      { approvals: [4, 2], vote: yes('c') },
      { approvals: [2, 2] },
    ];
    expect(tally(asked, given)).toMatchObject({
      outcome: 'more',
      stage: 1,
      needed: 2,
      votes: [[yes('a'), yes('b'), yes('c')], []],
    });
  });

  test('approve nothing with a rejection, although people have left the group', () => {
    const given = [{ approvals: [3], vote: yes('a') }, { approvals: [1], vote: no('b') }, {}];
    expect(tally([stage('all', 2)], given)).toMatchObject({ outcome: 'more', needed: 0 });
    expect(tally([stage('all', 2)], [...given, { vote: yes('c') }])).toMatchObject({ outcome: 'approved' });
  });

  test('are of the people who were named in the place of others', () => {
    const delegation = { from: { id: 'a' }, to: 'c', via: 'slack', at: AT };
    const given = [{ vote: yes('x') }, { delegation }, {}];
    expect(tally([stage(), { ...stage(), approvers: ['a', 'b'] }], given)).toMatchObject({
      stage: 1,
      stages: [stage(), { approvers: ['b', 'c'], delegations: [delegation] }],
    });
  });

  test('of a request without a stage are a mistake', () => {
    expect(() => tally([], [])).toThrow(TypeError);
  });
});

/** Any stages, and any votes of any people, some of which change the vote before. */
const STAGES = fc.array(
  fc.record({ approvals: fc.integer({ min: 1, max: 4 }), rejections: fc.integer({ min: 1, max: 3 }) }),
  { minLength: 1, maxLength: 3 },
);
const VOTES = fc
  .array(fc.record({ isYes: fc.boolean(), changes: fc.boolean() }), { maxLength: 20 })
  .map((given) =>
    given.map(({ isYes, changes }, index) =>
      vote(String(index), isYes ? 'approve' : 'reject', changes && index > 0 ? index : undefined),
    ),
  );

test('any votes: what counts is consistent with the rule', () => {
  fc.assert(
    fc.property(STAGES, VOTES, (stages, votes) => {
      const { outcome, stage: index, votes: counted, needed } = tally(stages, rounds(votes));
      const rule = stages[index] as Stage;
      const current = counted[index] ?? [];
      const rejections = current.filter(rejects).length;
      const approvals = current.length - rejections;
      expect(counted).toHaveLength(index + 1);
      expect(outcome === 'rejected').toBe(rejections >= rule.rejections);
      expect(outcome === 'approved').toBe(
        outcome !== 'rejected' && index === stages.length - 1 && approvals >= Number(rule.approvals),
      );
      if (outcome === 'more') expect(needed).toBe(Number(rule.approvals) - approvals);
      // A vote that a later one changed never counts.
      for (const one of current) {
        const later = votes.slice(votes.indexOf(one) + 1).filter((other) => current.includes(other));
        expect(later.every(({ replaces }) => votes[(replaces ?? 0) - 1] !== one)).toBe(true);
      }
    }),
  );
});

test('any rounds that failed for other reasons change nothing', () => {
  fc.assert(
    fc.property(STAGES, VOTES, fc.array(fc.nat({ max: 20 })), (stages, votes, failures) => {
      const given: Answered[] = rounds(votes);
      const withFailures = failures.reduce((all: Answered[], at) => all.toSpliced(at, 0, {}), given);
      expect(tally(stages, withFailures)).toEqual(tally(stages, given));
    }),
  );
});

test.each<[readonly Stage[], boolean]>([
  [[stage()], false],
  [[stage(2)], true],
  [[stage(1, 2)], true],
  [[stage('all')], true],
  [[stage(), stage()], true],
])('%j may need more than one vote: %s', (stages, expected) => {
  expect(needsRounds(stages)).toBe(expected);
});
