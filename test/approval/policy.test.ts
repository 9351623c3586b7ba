import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assertMayDecide,
  type Directory,
  isRestricted,
  mayDecide,
  UNTOLD,
} from '../../src/approval/policy.ts';
import type { Policy } from '../../src/callback/payload.ts';

const ACCOUNTS: Readonly<Record<string, string>> = {
  'ann@example.com': 'U0ANN0001',
  'bob@example.com': 'U0BOB0001',
};

/** Slack with Ann in the group of the leads, and two known addresses. */
const directory: Directory = {
  isMember: async (groupId, userId) => groupId === 'S0LEADS01' && userId === 'U0ANN0001',
  userIdOf: async (email) => ACCOUNTS[email.toLowerCase()],
};
const ann = { userId: 'U0ANN0001' };
const bob = { userId: 'U0BOB0001' };

describe('an approver', () => {
  test.each<[string, Policy, object]>([
    ['by user id', { approvers: ['U0BOB0001', 'U0ANN0001'] }, ann],
    ['as a member of a user group', { approvers: ['S0LEADS01'] }, ann],
    ['in Slack by the address of an account', { approvers: ['ann@example.com'] }, ann],
    ['in Slack by that address in other letters', { approvers: ['Ann@Example.COM'] }, ann],
    ['by mail', { approvers: ['ann@example.com'] }, { email: 'ann@example.com' }],
    ['by mail in other letters', { approvers: ['Ann@Example.com'] }, { email: 'aNN@example.COM' }],
  ])('may decide %s', async (_, policy, person) => {
    expect(await mayDecide(policy, person, directory)).toBe(true);
  });

  test.each<[string, Policy, object]>([
    ['another user', { approvers: ['U0ANN0001'] }, bob],
    ['a user outside the group', { approvers: ['S0LEADS01'] }, bob],
    ['the user of another address', { approvers: ['ann@example.com'] }, bob],
    ['a user whom Slack cannot match', { approvers: ['cleo@example.com'] }, ann],
    ['another address', { approvers: ['ann@example.com'] }, { email: 'bob@example.com' }],
    [
      'an address where only users may',
      { approvers: ['U0ANN0001', 'S0LEADS01'] },
      { email: 'ann@example.com' },
    ],
  ])('is not %s', async (_, policy, person) => {
    await expect(assertMayDecide(policy, person, 'en', directory)).rejects.toMatchObject({
      code: 'NotAllowed',
      message: 'You are not one of the people who may decide this.',
    });
  });

  test('in a group or by an address is nobody where Slack cannot be asked', async () => {
    expect(await mayDecide({ approvers: ['S0LEADS01', 'ann@example.com'] }, ann)).toBe(false);
  });

  test.each<[string, Policy, Directory]>([
    [
      'by an address, though the group fails',
      { approvers: ['S0LEADS01', 'ann@example.com'] },
      { ...directory, isMember: () => Promise.reject(new Error('Slack is away')) },
    ],
    [
      'in a group, though the address fails',
      { approvers: ['bob@example.com', 'S0LEADS01'] },
      { ...directory, userIdOf: () => Promise.reject(new Error('Slack is away')) },
    ],
    [
      'by an address, though the group does not answer',
      { approvers: ['S0LEADS01', 'ann@example.com'] },
      { ...directory, isMember: () => new Promise(() => undefined) },
    ],
  ])('may decide %s', async (_, policy, half) => {
    expect(await mayDecide(policy, ann, half)).toBe(true);
  });

  test('is not refused when Slack fails, and nothing else allows it: the error is handed on', async () => {
    const away: Directory = { ...directory, isMember: () => Promise.reject(new Error('Slack is away')) };
    await expect(mayDecide({ approvers: ['S0LEADS01'] }, ann, away)).rejects.toThrow('Slack is away');
  });
});

describe('with self_approval false', () => {
  const own = (requester: Policy): Policy => ({ self_approval: false, ...requester });

  test.each<[string, Policy, object]>([
    ['by user id', { requester_id: 'U0ANN0001', requester_email: 'ann@example.com' }, ann],
    ['by an address that Slack resolves', { requester_email: 'ann@example.com' }, ann],
    ['by mail', { requester_email: 'Ann@Example.com' }, { email: 'ann@example.com' }],
    ['as an approver too', { requester_id: 'U0ANN0001', approvers: ['U0ANN0001'] }, ann],
  ])('whoever asked may not decide %s', async (_, requester, person) => {
    await expect(assertMayDecide(own(requester), person, 'en', directory)).rejects.toMatchObject({
      code: 'NotAllowed',
      message: 'You asked for this yourself: somebody else has to decide.',
    });
  });

  test.each<[string, Policy, object, Directory?]>([
    ['nobody knows who asked', {}, ann],
    ['nobody knows who asked, by mail', {}, { email: 'ann@example.com' }],
    ['who asked is named by no id', { requester_id: '@ann' }, ann],
    [
      'Slack may not say whose the address is',
      { requester_email: 'ann@example.com' },
      ann,
      { ...directory, userIdOf: async () => UNTOLD },
    ],
    // Whether this is Ann's address, nobody can tell.
    ['only the user id is known, by mail', { requester_id: 'U0ANN0001' }, { email: 'bob@example.com' }],
  ])('nobody may decide where %s', async (_, requester, person, slack = directory) => {
    await expect(assertMayDecide(own(requester), person, 'en', slack)).rejects.toMatchObject({
      code: 'NotAllowed',
      message:
        'Whoever asked may not decide this, and it cannot be found out whether that was you. Somebody else may be able to decide in Slack.',
    });
  });

  test('nobody may decide where Slack cannot be asked whose the address is', async () => {
    expect(await mayDecide(own({ requester_email: 'ann@example.com' }), ann)).toBe(false);
  });

  test.each<[string, Policy, object]>([
    ['another user', { requester_id: 'U0ANN0001' }, bob],
    ['the user of another address', { requester_email: 'ann@example.com' }, bob],
    ['a user, where the address has no account', { requester_email: 'cleo@example.com' }, bob],
    [
      'another address',
      { requester_id: 'U0ANN0001', requester_email: 'ann@example.com' },
      { email: 'b@x.org' },
    ],
    ['an approver who did not ask', { requester_id: 'U0ANN0001', approvers: ['U0BOB0001'] }, bob],
  ])('%s may', async (_, requester, person) => {
    expect(await mayDecide(own(requester), person, directory)).toBe(true);
  });
});

describe('who is not known', () => {
  test.each<Policy>([{ approvers: ['U0ANN0001'] }, { self_approval: false }])(
    'may not decide under %j',
    async (policy) => {
      await expect(assertMayDecide(policy, {}, 'en')).rejects.toMatchObject({
        code: 'NotAllowed',
        message: expect.stringMatching(/^Only certain people may decide this, .* Please decide in Slack\.$/),
      });
    },
  );

  test('may decide where it does not matter who does', async () => {
    expect(await mayDecide({}, {})).toBe(true);
    expect(await mayDecide({ self_approval: true, requester_id: 'U0ANN0001' }, {})).toBe(true);
  });
});

test.each<[Policy, object, string]>([
  [{ approvers: ['U0ANN0001'] }, bob, 'Sie gehören nicht zu denen, die hierüber entscheiden dürfen.'],
  [
    { self_approval: false, requester_id: 'U0BOB0001' },
    bob,
    'Sie haben selbst darum gebeten: Jemand anderes muss entscheiden.',
  ],
  [
    { approvers: ['U0ANN0001'] },
    {},
    'Hierüber dürfen nur bestimmte Personen entscheiden, und dieser Link sagt nicht, wer ihn benutzt. Bitte in Slack entscheiden.',
  ],
])('The refusal for %j and %j speaks German, too', async (policy, person, message) => {
  await expect(assertMayDecide(policy, person, 'de-AT', directory)).rejects.toMatchObject({ message });
});

const anyUser = fc
  .stringMatching(/^U[A-Z0-9]{8,10}$/)
  .filter((id) => id !== 'U0ANN0001' && id !== 'U0BOB0001');
const anyAddress = fc.stringMatching(/^[a-z]{1,8}@other\.example$/);

test('Without approvers and with self-approval everybody may decide', async () => {
  const anyPerson = fc.record({ userId: anyUser, email: anyAddress }, { requiredKeys: [] });
  const requester = fc.record({ requester_id: anyUser, requester_email: anyAddress }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(anyPerson, requester, async (person, asked) => {
      expect(isRestricted(asked)).toBe(false);
      expect(await mayDecide(asked, person, directory)).toBe(true);
    }),
  );
});

test('Nobody outside the list may ever decide', async () => {
  const approver = fc.constantFrom(
    'U0ANN0001',
    'U0BOB0001',
    'S0LEADS01',
    'ann@example.com',
    'BOB@example.com',
  );
  const policy = fc.record(
    { approvers: fc.array(approver, { minLength: 1 }), self_approval: fc.boolean(), requester_id: anyUser },
    { requiredKeys: ['approvers'] },
  );
  const outsider = fc.oneof(
    anyUser.map((userId) => ({ userId })),
    anyAddress.map((email) => ({ email })),
    // Slack says who presses; an address beside it counts for nothing.
    anyUser.map((userId) => ({ userId, email: 'ann@example.com' })),
  );
  await fc.assert(
    fc.asyncProperty(policy, outsider, async (restricted, person) => {
      expect(await mayDecide(restricted, person, directory)).toBe(false);
    }),
  );
});
