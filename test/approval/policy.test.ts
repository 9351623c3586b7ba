import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import { BY_ADDRESS, type People } from '../../src/approval/people.ts';
import { isRestricted, mayDecide, notAllowed, policyAt } from '../../src/approval/policy.ts';
import type { Policy } from '../../src/callback/payload.ts';

const ACCOUNTS: Readonly<Record<string, string>> = {
  'ann@example.com': 'U0ANN0001',
  'bob@example.com': 'U0BOB0001',
};

/** A chat that identifies each person by an id. It knows two addresses, and Ann is in the group of the leads. */
const people: People = {
  async isSame({ id, email }, person) {
    if (id === undefined && email === undefined) return 'cannot tell';
    return (id ?? ACCOUNTS[email?.toLowerCase() ?? '']) === person.id ? 'yes' : 'no';
  },
  isMember: async (group, { id }) => (group === 'S0LEADS01' && id === 'U0ANN0001' ? 'yes' : 'no'),
};
/** A surface that has no information about people. */
const silent: People = { isSame: async () => 'cannot tell', isMember: async () => 'cannot tell' };
const away = () => Promise.reject(new Error('Slack is away'));

const ann = { id: 'U0ANN0001' };
const bob = { id: 'U0BOB0001' };
const annByMail = { email: 'ann@example.com' };

describe('an approver', () => {
  test.each<[string, Policy, Person, People]>([
    ['by id', { approvers: ['U0BOB0001', 'U0ANN0001'] }, ann, people],
    ['by id, when the surface cannot tell more', { approvers: ['S0LEADS01', 'U0ANN0001'] }, ann, silent],
    ['as a member of a group', { approvers: ['S0LEADS01'] }, ann, people],
    ['in a chat, by the address of the account', { approvers: ['ann@example.com'] }, ann, people],
    [
      'in a chat, by that address with other capital letters',
      { approvers: ['Ann@Example.COM'] },
      ann,
      people,
    ],
    ['by mail', { approvers: ['ann@example.com'] }, annByMail, BY_ADDRESS],
    [
      'by mail, with other capital letters',
      { approvers: ['Ann@Example.com'] },
      { email: 'aNN@example.COM' },
      BY_ADDRESS,
    ],
  ])('may decide %s', async (_, policy, person, known) => {
    expect(await mayDecide(policy, person, known)).toBe(true);
    expect(await notAllowed(policy, person, known, 'en')).toBeUndefined();
  });

  test.each<[string, Policy, Person, People]>([
    ['another user', { approvers: ['U0ANN0001'] }, bob, people],
    ['a user outside the group', { approvers: ['S0LEADS01'] }, bob, people],
    ['the user of another address', { approvers: ['ann@example.com'] }, bob, people],
    ['a user whom the chat cannot match with the address', { approvers: ['cleo@example.com'] }, ann, people],
    ['another address', { approvers: ['ann@example.com'] }, { email: 'bob@example.com' }, BY_ADDRESS],
    [
      'an address when only ids are approvers',
      { approvers: ['U0ANN0001', 'S0LEADS01'] },
      annByMail,
      BY_ADDRESS,
    ],
  ])('is not %s', async (_, policy, person, known) => {
    expect(await mayDecide(policy, person, known)).toBe(false);
    expect(await notAllowed(policy, person, known, 'en')).toMatchObject({
      code: 'NotAllowed',
      message: 'You are not an approver of this request. Ask an approver to decide it.',
    });
  });

  test.each([
    ['the surface cannot tell', silent],
    ['the surface knows only addresses', BY_ADDRESS],
  ])('may not decide by a group or an address when %s', async (_, known) => {
    expect(await mayDecide({ approvers: ['S0LEADS01', 'ann@example.com'] }, ann, known)).toBe(false);
  });

  test.each<[string, Policy, People]>([
    [
      'by an address, when the lookup of the group fails',
      { approvers: ['S0LEADS01', 'ann@example.com'] },
      { ...people, isMember: away },
    ],
    [
      'as a member of a group, when the lookup of the address fails',
      { approvers: ['bob@example.com', 'S0LEADS01'] },
      { ...people, isSame: away },
    ],
    [
      'by an address, when the lookup of the group does not answer',
      { approvers: ['S0LEADS01', 'ann@example.com'] },
      { ...people, isMember: () => new Promise(() => undefined) },
    ],
  ])('may decide %s', async (_, policy, half) => {
    expect(await mayDecide(policy, ann, half)).toBe(true);
  });

  test('causes an error and no refusal when a lookup fails and nothing else allows the decision', async () => {
    const half: People = { ...people, isMember: away };
    await expect(mayDecide({ approvers: ['S0LEADS01'] }, ann, half)).rejects.toThrow('Slack is away');
    await expect(notAllowed({ approvers: ['S0LEADS01'] }, ann, half, 'en')).rejects.toThrow('Slack is away');
  });

  test('is looked up by id or by address, as the policy names the approver', async () => {
    const asked: unknown[] = [];
    const recording: People = {
      isSame: async (approver, person) => {
        asked.push({ approver, person });
        return 'no';
      },
      isMember: async (group, person) => {
        asked.push({ group, person });
        return 'no';
      },
    };
    const person = { ...bob, name: 'bob' };
    await mayDecide({ approvers: ['U0ANN0001', 'S0LEADS01', 'cleo@example.com'] }, person, recording);
    expect(asked).toStrictEqual([
      { group: 'U0ANN0001', person },
      { group: 'S0LEADS01', person },
      { approver: { email: 'cleo@example.com' }, person },
    ]);
  });
});

describe('with self_approval false', () => {
  const own = (requester: Policy): Policy => ({ self_approval: false, ...requester });

  test.each<[string, Policy, Person, People]>([
    ['known by id', { requester_id: 'U0ANN0001', requester_email: 'ann@example.com' }, ann, people],
    ['known by an address that the chat resolves', { requester_email: 'ann@example.com' }, ann, people],
    ['known by mail', { requester_email: 'Ann@Example.com' }, annByMail, BY_ADDRESS],
    ['who is also an approver', { requester_id: 'U0ANN0001', approvers: ['U0ANN0001'] }, ann, people],
  ])('the requester may not decide: %s', async (_, requester, person, known) => {
    expect(await mayDecide(own(requester), person, known)).toBe(false);
    expect(await notAllowed(own(requester), person, known, 'en')).toMatchObject({
      code: 'NotAllowed',
      message: 'You made this request. Another person must decide it.',
    });
  });

  test.each<[string, Policy, Person, People]>([
    ['the requester is unknown', {}, ann, people],
    ['the requester is unknown, by mail', {}, annByMail, BY_ADDRESS],
    ['the surface cannot tell', { requester_email: 'ann@example.com' }, ann, silent],
    ['the surface cannot tell, also for an approver', { approvers: ['U0ANN0001'] }, ann, silent],
    ['an address cannot be matched with an id', { requester_email: 'ann@example.com' }, ann, BY_ADDRESS],
    // The id has no known address, so this can be the address of Ann.
    [
      'only the id of the requester is known, by mail',
      { requester_id: 'U0ANN0001' },
      { email: 'bob@example.com' },
      BY_ADDRESS,
    ],
  ])('no person may decide when %s', async (_, requester, person, known) => {
    expect(await mayDecide(own(requester), person, known)).toBe(false);
    expect(await notAllowed(own(requester), person, known, 'en')).toMatchObject({
      code: 'NotAllowed',
      message:
        'The requester cannot decide this, and we cannot tell whether you are the requester. Ask another approver to decide it.',
    });
  });

  test.each<[string, Policy, Person, People]>([
    ['another user', { requester_id: 'U0ANN0001' }, bob, people],
    ['the user of another address', { requester_email: 'ann@example.com' }, bob, people],
    ['a user, when the address has no account', { requester_email: 'cleo@example.com' }, bob, people],
    [
      'another address',
      { requester_id: 'U0ANN0001', requester_email: 'ann@example.com' },
      { email: 'b@x.org' },
      BY_ADDRESS,
    ],
    [
      'an approver who is not the requester',
      { requester_id: 'U0ANN0001', approvers: ['U0BOB0001'] },
      bob,
      people,
    ],
  ])('%s may decide', async (_, requester, person, known) => {
    expect(await mayDecide(own(requester), person, known)).toBe(true);
  });

  test('a person is compared only with the sealed data of the requester', async () => {
    const described: Person[] = [];
    const recording: People = {
      ...people,
      isSame: async (requester) => {
        described.push(requester);
        return 'no';
      },
    };
    const email = 'ann@example.com';
    await mayDecide(own({ requester_id: 'U0ANN0001', requester_email: email }), bob, recording);
    await mayDecide(own({ requester_email: email }), bob, recording);
    expect(described).toStrictEqual([{ id: 'U0ANN0001', email }, { email }]);
  });

  test('a failed lookup is an error, not a refusal', async () => {
    const policy = own({ requester_id: 'U0ANN0001' });
    await expect(notAllowed(policy, bob, { ...people, isSame: away }, 'en')).rejects.toThrow('Slack is away');
  });
});

describe('an unknown person', () => {
  test.each<[Policy, Person]>([
    [{ approvers: ['U0ANN0001'] }, {}],
    [{ self_approval: false }, {}],
    [{ approvers: ['ann'] }, { name: 'ann' }],
  ])('may not decide with the policy %j', async (policy, person) => {
    expect(await mayDecide(policy, person, people)).toBe(false);
    expect(await notAllowed(policy, person, people, 'en')).toMatchObject({
      code: 'NotAllowed',
      message: expect.stringMatching(
        /^Only certain people can decide this, .* Use the buttons of the message\.$/,
      ),
    });
  });

  test('may decide when the policy has no restriction', async () => {
    expect(await mayDecide({}, {}, people)).toBe(true);
    expect(await mayDecide({ self_approval: true, requester_id: 'U0ANN0001' }, {}, people)).toBe(true);
  });
});

test.each<[Policy, Person, People, string]>([
  [
    { approvers: ['U0ANN0001'] },
    bob,
    people,
    'Sie sind kein Genehmiger dieser Anfrage. Bitte einen Genehmiger um die Entscheidung bitten.',
  ],
  [
    { self_approval: false, requester_id: 'U0BOB0001' },
    bob,
    people,
    'Sie haben diese Anfrage gestellt. Eine andere Person muss entscheiden.',
  ],
  [
    { self_approval: false, requester_id: 'U0BOB0001' },
    annByMail,
    BY_ADDRESS,
    'Der Antragsteller kann hier nicht entscheiden, und wir können nicht feststellen, ob Sie der Antragsteller sind. Bitte einen anderen Genehmiger um die Entscheidung bitten.',
  ],
  [
    { approvers: ['U0ANN0001'] },
    {},
    people,
    'Nur bestimmte Personen können hier entscheiden, und dieser Link zeigt nicht, wer ihn benutzt. Bitte die Schaltflächen der Nachricht benutzen.',
  ],
])('The refusal for %j and %j is available in German', async (policy, person, known, message) => {
  expect(await notAllowed(policy, person, known, 'de-AT')).toMatchObject({ code: 'NotAllowed', message });
});

const anyUser = fc
  .stringMatching(/^U[A-Z0-9]{8,10}$/)
  .filter((id) => id !== 'U0ANN0001' && id !== 'U0BOB0001');
const anyAddress = fc.stringMatching(/^[a-z]{1,8}@other\.example$/);

test('Without approvers and with self-approval, every person may decide', async () => {
  const anyPerson = fc.record({ id: anyUser, email: anyAddress }, { requiredKeys: [] });
  const requester = fc.record({ requester_id: anyUser, requester_email: anyAddress }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(anyPerson, requester, async (person, asked) => {
      expect(isRestricted(asked)).toBe(false);
      expect(await mayDecide(asked, person, people)).toBe(true);
    }),
  );
});

test('A person outside the list can never decide', async () => {
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
    fc.tuple(
      anyUser.map((id) => ({ id })),
      fc.constant(people),
    ),
    fc.tuple(
      anyAddress.map((email) => ({ email })),
      fc.constant(BY_ADDRESS),
    ),
    // The chat identifies this person by id, so the address does not count.
    fc.tuple(
      anyUser.map((id) => ({ id, ...annByMail })),
      fc.constant(people),
    ),
  );
  await fc.assert(
    fc.asyncProperty(policy, outsider, async (restricted, [person, known]) => {
      expect(await mayDecide(restricted, person, known)).toBe(false);
    }),
  );
});

describe('the policy at a time', () => {
  const NOW = 1_000_000;
  const at = NOW / 1000;
  const escalate = [
    { at: at + 10, to: ['U0BOB0001', 'S0LEADS01'] },
    { at: at + 20, to: ['U0BOSS001'] },
  ];
  const policy: Policy = { approvers: ['U0ANN0001', 'U0BOB0001'], comment: 'required', escalate };

  test.each<[number, readonly string[], number]>([
    [0, ['U0ANN0001', 'U0BOB0001'], 2],
    [9.999, ['U0ANN0001', 'U0BOB0001'], 2],
    [10, ['U0ANN0001', 'U0BOB0001', 'S0LEADS01'], 1],
    [20, ['U0ANN0001', 'U0BOB0001', 'S0LEADS01', 'U0BOSS001'], 0],
    [1e6, ['U0ANN0001', 'U0BOB0001', 'S0LEADS01', 'U0BOSS001'], 0],
  ])('after %d seconds has the approvers %j', (seconds, approvers, left) => {
    const then = policyAt(policy, NOW + seconds * 1000);
    expect(then).toMatchObject({ approvers, comment: 'required' });
    expect(then.escalate?.length ?? 0).toBe(left);
  });

  test('has no approvers, if each reader may decide already', () => {
    expect(policyAt({ escalate }, NOW + 1e6)).toStrictEqual({});
  });
});
