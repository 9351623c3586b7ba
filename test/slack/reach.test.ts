import { expect, it } from 'vitest';
import { excludesEveryone, unreachableInSlack } from '../../src/slack/reach.ts';
import { createFakeLog, forever } from '../support/fake-surface.ts';

const slow = { userIdOf: forever, findApprover: forever, membersOf: forever, isSame: forever };

it('a lookup without an answer at the deadline excludes no person, and misses no approver', async () => {
  const { lines, log } = createFakeLog();
  const lookup = { deadline: AbortSignal.abort(), log };

  expect(
    await excludesEveryone({ self_approval: false, requester_email: 'ann@example.com' }, slow, lookup),
  ).toBe(false);
  expect(await unreachableInSlack({ approvers: ['U012ABCDE'] }, slow, lookup)).toEqual(new Map());
  expect(lines).toMatchObject([
    { level: 'warn', event: 'person_unknown', error: { name: 'LateError' } },
    { level: 'warn', event: 'person_unknown', error: { name: 'LateError' } },
  ]);
});

it('a slow lookup does not hold up the answer about another approver', async () => {
  const { log } = createFakeLog();
  const deadline = new AbortController();
  const people = {
    ...slow,
    findApprover: async (approver: string) => {
      if (approver === 'U012ABCDE') return forever();
      deadline.abort();
      return 'deactivated' as const;
    },
  };

  const unreachable = await unreachableInSlack({ approvers: ['U0EVE0001', 'U012ABCDE'] }, people, {
    deadline: deadline.signal,
    log,
  });

  expect([...unreachable.keys()]).toEqual(['U0EVE0001']);
});
