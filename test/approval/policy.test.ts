import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import { BY_ADDRESS, type People } from '../../src/approval/people.ts';
import { isRestricted, mayDecide, notAllowed } from '../../src/approval/policy.ts';
import type { Policy } from '../../src/callback/payload.ts';

const ACCOUNTS: Readonly<Record<string, string>> = {
  'ann@example.com': 'U0ANN0001',
  'bob@example.com': 'U0BOB0001',
};

/** A chat that knows each person by an id, with two known addresses, and Ann in the group of the leads. */
const people: People = {
  async isSame({ id, email }, person) {
    if (id === undefined && email === undefined) return 'cannot tell';
    return (id ?? ACCOUNTS[email?.toLowerCase() ?? '']) === person.id ? 'yes' : 'no';
  },
  isMember: async (group, { id }) => (group === 'S0LEADS01' && id === 'U0ANN0001' ? 'yes' : 'no'),
};
/** It answers no question. */
const silent: People = { isSame: async () => 'cannot tell', isMember: async () => 'cannot tell' };
const away = () => Promise.reject(new Error('Slack is away'));

const ann = { id: 'U0ANN0001' };
const bob = { id: 'U0BOB0001' };
const annByMail = { email: 'ann@example.com' };

describe('an approver', () => {
  test.each<[string, Policy, Person, People]>([
    ['by id', { approvers: ['U0BOB0001', 'U0ANN0001'] }, ann, people],
    ['by id where nothing else can be told', { approvers: ['S0LEADS01', 'U0ANN0001'] }, ann, silent],
    ['as a member of a group', { approvers: ['S0LEADS01'] }, ann, people],
    ['in a chat by the address of an account', { approvers: ['ann@example.com'] }, ann, people],
    ['in a chat by that address in other letters', { approvers: ['Ann@Example.COM'] }, ann, people],
    ['by mail', { approvers: ['ann@example.com'] }, annByMail, BY_ADDRESS],
    [
      'by mail in other letters',
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
    ['a user whom the chat cannot match', { approvers: ['cleo@example.com'] }, ann, people],
    ['another address', { approvers: ['ann@example.com'] }, { email: 'bob@example.com' }, BY_ADDRESS],
    ['an address where only ids may', { approvers: ['U0ANN0001', 'S0LEADS01'] }, annByMail, BY_ADDRESS],
  ])('is not %s', async (_, policy, person, known) => {
    expect(await mayDecide(policy, person, known)).toBe(false);
    expect(await notAllowed(policy, person, known, 'en')).toMatchObject({
      code: 'NotAllowed',
      message: 'You are not an approver of this request.',
    });
  });

  test.each([
    ['the surface cannot tell', silent],
    ['there are only addresses', BY_ADDRESS],
  ])('is not let in by a group or an address where %s', async (_, known) => {
    expect(await mayDecide({ approvers: ['S0LEADS01', 'ann@example.com'] }, ann, known)).toBe(false);
  });

  test.each<[string, Policy, People]>([
    [
      'by an address, though the group fails',
      { approvers: ['S0LEADS01', 'ann@example.com'] },
      { ...people, isMember: away },
    ],
    [
      'in a group, though the address fails',
      { approvers: ['bob@example.com', 'S0LEADS01'] },
      { ...people, isSame: away },
    ],
    [
      'by an address, though the group does not answer',
      { approvers: ['S0LEADS01', 'ann@example.com'] },
      { ...people, isMember: () => new Promise(() => undefined) },
    ],
  ])('may decide %s', async (_, policy, half) => {
    expect(await mayDecide(policy, ann, half)).toBe(true);
  });

  test('is not refused when a lookup fails, and nothing else allows it: the error is handed on', async () => {
    const half: People = { ...people, isMember: away };
    await expect(mayDecide({ approvers: ['S0LEADS01'] }, ann, half)).rejects.toThrow('Slack is away');
    await expect(notAllowed({ approvers: ['S0LEADS01'] }, ann, half, 'en')).rejects.toThrow('Slack is away');
  });

  test('is looked for with ids as ids, and with addresses as addresses', async () => {
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
    ['by id', { requester_id: 'U0ANN0001', requester_email: 'ann@example.com' }, ann, people],
    ['by an address that the chat resolves', { requester_email: 'ann@example.com' }, ann, people],
    ['by mail', { requester_email: 'Ann@Example.com' }, annByMail, BY_ADDRESS],
    ['as an approver too', { requester_id: 'U0ANN0001', approvers: ['U0ANN0001'] }, ann, people],
  ])('the requester may not decide %s', async (_, requester, person, known) => {
    expect(await mayDecide(own(requester), person, known)).toBe(false);
    expect(await notAllowed(own(requester), person, known, 'en')).toMatchObject({
      code: 'NotAllowed',
      message: 'You made this request. Another person must decide it.',
    });
  });

  test.each<[string, Policy, Person, People]>([
    ['it is not known who asked', {}, ann, people],
    ['it is not known who asked, by mail', {}, annByMail, BY_ADDRESS],
    ['the surface cannot tell', { requester_email: 'ann@example.com' }, ann, silent],
    ['the surface cannot tell, an approver or not', { approvers: ['U0ANN0001'] }, ann, silent],
    ['an address cannot be matched with an id', { requester_email: 'ann@example.com' }, ann, BY_ADDRESS],
    // Whether this is Ann's address cannot be told.
    [
      'only the id is known, by mail',
      { requester_id: 'U0ANN0001' },
      { email: 'bob@example.com' },
      BY_ADDRESS,
    ],
  ])('no person may decide where %s', async (_, requester, person, known) => {
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
    ['a user, where the address has no account', { requester_email: 'cleo@example.com' }, bob, people],
    [
      'another address',
      { requester_id: 'U0ANN0001', requester_email: 'ann@example.com' },
      { email: 'b@x.org' },
      BY_ADDRESS,
    ],
    ['an approver who did not ask', { requester_id: 'U0ANN0001', approvers: ['U0BOB0001'] }, bob, people],
  ])('%s may', async (_, requester, person, known) => {
    expect(await mayDecide(own(requester), person, known)).toBe(true);
  });

  test('the requester is described by what was sealed, and by no more', async () => {
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

  test('it is no answer that the surface cannot be asked', async () => {
    const policy = own({ requester_id: 'U0ANN0001' });
    await expect(notAllowed(policy, bob, { ...people, isSame: away }, 'en')).rejects.toThrow('Slack is away');
  });
});

describe('who is not known', () => {
  test.each<[Policy, Person]>([
    [{ approvers: ['U0ANN0001'] }, {}],
    [{ self_approval: false }, {}],
    [{ approvers: ['ann'] }, { name: 'ann' }],
  ])('may not decide under %j', async (policy, person) => {
    expect(await mayDecide(policy, person, people)).toBe(false);
    expect(await notAllowed(policy, person, people, 'en')).toMatchObject({
      code: 'NotAllowed',
      message: expect.stringMatching(
        /^Only certain people can decide this, .* Use the buttons of the message\.$/,
      ),
    });
  });

  test('may decide where it does not matter who does', async () => {
    expect(await mayDecide({}, {}, people)).toBe(true);
    expect(await mayDecide({ self_approval: true, requester_id: 'U0ANN0001' }, {}, people)).toBe(true);
  });
});

test.each<[Policy, Person, People, string]>([
  [{ approvers: ['U0ANN0001'] }, bob, people, 'Sie gehören nicht zu denen, die hierüber entscheiden dürfen.'],
  [
    { self_approval: false, requester_id: 'U0BOB0001' },
    bob,
    people,
    'Sie haben selbst darum gebeten: Jemand anderes muss entscheiden.',
  ],
  [
    { self_approval: false, requester_id: 'U0BOB0001' },
    annByMail,
    BY_ADDRESS,
    'Wer gefragt hat, darf hierüber nicht entscheiden, und ob Sie das waren, lässt sich nicht feststellen. Vielleicht kann jemand anderes entscheiden.',
  ],
  [
    { approvers: ['U0ANN0001'] },
    {},
    people,
    'Hierüber dürfen nur bestimmte Personen entscheiden, und dieser Link sagt nicht, wer ihn benutzt. Bitte die Knöpfe der Nachricht benutzen.',
  ],
])('The refusal for %j and %j speaks German, too', async (policy, person, known, message) => {
  expect(await notAllowed(policy, person, known, 'de-AT')).toMatchObject({ code: 'NotAllowed', message });
});

const anyUser = fc
  .stringMatching(/^U[A-Z0-9]{8,10}$/)
  .filter((id) => id !== 'U0ANN0001' && id !== 'U0BOB0001');
const anyAddress = fc.stringMatching(/^[a-z]{1,8}@other\.example$/);

test('Without approvers and with self-approval everybody may decide', async () => {
  const anyPerson = fc.record({ id: anyUser, email: anyAddress }, { requiredKeys: [] });
  const requester = fc.record({ requester_id: anyUser, requester_email: anyAddress }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(anyPerson, requester, async (person, asked) => {
      expect(isRestricted(asked)).toBe(false);
      expect(await mayDecide(asked, person, people)).toBe(true);
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
    fc.tuple(
      anyUser.map((id) => ({ id })),
      fc.constant(people),
    ),
    fc.tuple(
      anyAddress.map((email) => ({ email })),
      fc.constant(BY_ADDRESS),
    ),
    // The chat says who presses; an address beside it counts for nothing where the chat does not go by it.
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
