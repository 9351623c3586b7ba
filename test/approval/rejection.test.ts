import { describe, expect, test } from 'vitest';
import { withDecision } from '../../src/approval/rejection.ts';
import { wordingFor } from '../../src/approval/wording/index.ts';

const AT = new Date('2026-11-24T12:30:00Z');
const rejected = (cause: string) => ({ status: 'rejected', at: AT, cause }) as const;

describe('the decision behind a rejection', () => {
  const deciders = [
    { via: 'slack', by: 'ann' },
    { via: 'slack', by: 'ann (ops)', comment: 'not (yet): by eve in Slack) or so' },
    { via: 'email' },
    { via: 'email', by: 'ann@example.com', comment: 'too early\nand too late' },
    { via: 'web', comment: ': x' },
  ] as const;

  test.each(['en', 'de'].flatMap((locale) => deciders.map((decider) => ({ locale, decider }))))(
    'is read again from the sentence that was written ($locale, $decider)',
    ({ locale, decider }) => {
      const { cause, rejectedIt } = wordingFor(locale);
      for (const name of ['Ben', 'Ben (by eve in Slack): x', 'Release 1.2 (hotfix)']) {
        const sentence = cause(rejectedIt(name), decider);
        expect(withDecision(rejected(sentence), name)).toEqual({
          status: 'rejected',
          at: AT,
          decision: { action: 'reject', at: AT.toISOString(), ...decider },
        });
      }
    },
  );

  test.each([
    'Ann rejected it (by ann in Slack)',
    'Ben rejected it',
    'Ben rejected it (by ann by fax)',
    'Ben rejected it (by ann in Slack',
    'the budget is spent',
    '',
  ])('is not read from %j', (cause) => {
    expect(withDecision(rejected(cause), 'Ben')).toEqual(rejected(cause));
  });

  test.each(['failed', 'cancelled', 'expired', 'approved'] as const)('is none where it %s', (status) => {
    const resolution = { status, at: AT, cause: 'Ben rejected it (by ann in Slack)' };
    expect(withDecision(resolution, 'Ben')).toBe(resolution);
  });

  test('is known also where nobody knows when it was made', () => {
    const { at: _, ...undated } = rejected('Ben rejected it (by ann in Slack)');
    expect(withDecision(undated, 'Ben')).toEqual({
      status: 'rejected',
      decision: { action: 'reject', via: 'slack', by: 'ann' },
    });
  });

  test('is not known where nobody knows what was asked', () => {
    const resolution = rejected('Ben rejected it (by ann in Slack)');
    expect(withDecision(resolution, undefined)).toBe(resolution);
  });
});
