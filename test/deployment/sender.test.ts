import { expect, test } from 'vitest';
import { problemWithSender, type Standing } from '../../src/deployment/sender.ts';

const ADDRESS = 'approvals@mail.example.com';
const IDENTITIES = [ADDRESS, 'mail.example.com', 'example.com'];
const DENIED = Object.assign(new Error('User: arn:aws:sts::1:assumed-role/x is not authorized.'), {
  name: 'AccessDeniedException',
});

/** A fake SES: the standing of each identity, or the errors before it. Identities without an entry are missing. */
async function check(known: Readonly<Record<string, Standing | Error | readonly (Standing | Error)[]>>) {
  const left = new Map(Object.entries(known).map(([identity, answers]) => [identity, [answers].flat()]));
  const asked: string[] = [];
  const pauses: number[] = [];
  const problem = await problemWithSender(IDENTITIES, {
    region: 'eu-central-1',
    async standingOf(identity) {
      asked.push(identity);
      const answers = left.get(identity) ?? [];
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 'missing';
      if (answer instanceof Error) throw answer;
      return answer;
    },
    pause: async (milliseconds) => pauses.push(milliseconds),
  });
  return { problem, asked, pauses };
}

test.each<[string, Record<string, Standing | Error>, readonly string[]]>([
  ['its address', { [ADDRESS]: 'verified' }, IDENTITIES.slice(0, 1)],
  ['its domain', { 'mail.example.com': 'verified' }, IDENTITIES.slice(0, 2)],
  ['a parent domain', { 'example.com': 'verified' }, IDENTITIES],
  [
    'its domain, and its address is not verified yet',
    { [ADDRESS]: 'unverified', 'mail.example.com': 'verified' },
    IDENTITIES.slice(0, 2),
  ],
  [
    'its domain, and its address may not be read',
    { [ADDRESS]: DENIED, 'mail.example.com': 'verified' },
    IDENTITIES.slice(0, 2),
  ],
])('a sender is accepted by %s', async (_, known, asked) => {
  expect(await check(known)).toEqual({ problem: undefined, asked, pauses: [] });
});

test('an unknown sender is refused with the command that creates its identity', async () => {
  const { problem, asked, pauses } = await check({});
  expect(problem).toBe(
    'Amazon SES may not send as approvals@mail.example.com in eu-central-1: neither the address nor a domain above it is an identity ' +
      'there. Run "aws sesv2 create-email-identity --region eu-central-1 --email-identity mail.example.com", add the records of its ' +
      'answer to your DNS, and deploy again when the identity is verified. See "E-mail by SES" in docs/deploy.md.',
  );
  expect(asked).toEqual(IDENTITIES);
  expect(pauses).toEqual([]);
});

test('an identity that is not verified yet is named, with the command that shows when it is', async () => {
  const { problem, pauses } = await check({ 'example.com': 'unverified' });
  expect(problem).toBe(
    'Amazon SES may not send as approvals@mail.example.com in eu-central-1: the identity example.com is not verified yet. Add its ' +
      'records to your DNS, or open the link in the e-mail from AWS if it is an address. Deploy again when ' +
      '"aws sesv2 get-email-identity --region eu-central-1 --email-identity example.com" shows VerifiedForSendingStatus: true. ' +
      'See "E-mail by SES" in docs/deploy.md.',
  );
  expect(pauses).toEqual([]);
});

test('no answer of SES is not a no: it is asked again, and then the reason is told', async () => {
  const { problem, pauses } = await check({ 'mail.example.com': DENIED, 'example.com': 'unverified' });
  expect(problem).toBe(
    'It is not known whether Amazon SES may send as approvals@mail.example.com in eu-central-1: it did not tell about ' +
      'mail.example.com (AccessDeniedException: User: arn:aws:sts::1:assumed-role/x is not authorized.). Remove this cause, and ' +
      'deploy again; "aws sesv2 get-email-identity --region eu-central-1 --email-identity mail.example.com" asks the same. ' +
      'See "E-mail by SES" in docs/deploy.md.',
  );
  expect(pauses).toEqual([5_000, 5_000, 5_000, 5_000]);
});

test('a role that is too new to be accepted at once is no failure', async () => {
  const { problem, pauses } = await check({ [ADDRESS]: [DENIED, DENIED, 'verified'] });
  expect(problem).toBeUndefined();
  expect(pauses).toHaveLength(2);
});
