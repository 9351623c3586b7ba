import { expect, test } from 'vitest';
import { readCommandKeyValues } from '../../src/approval/key-values.ts';
import { parseStart } from '../../src/approval/parse-start.ts';
import type { Button } from '../../src/approval/surface.ts';
import { confirmationMail } from '../../src/email/confirmation-mail.ts';
import { requestMail } from '../../src/email/request-mail.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { endedAs, request, waiting } from '../support/requests.ts';

const EVIL = 'https://evil.example/respond?data=3-AAAA';
const OURS = 'https://example.com/respond?data=3-';
const BUTTONS: readonly Button[] = ['approve', 'reject'].map((action) => ({
  action,
  sealed: '3-AAAA',
  url: `${OURS}${action}`,
}));

const bodyOf = (input: object) =>
  requestMail(waiting(request({ name: 'Ben', requester: 'ann', ...input })), BUTTONS, { oneClick: false })
    .body;

/** The lines that have no mark, from the first link of ours on. */
function expectOnlyOurLinks(body: string): void {
  const ours = body.split('\n').filter((line) => !line.startsWith('|'));
  expect(ours.filter((line) => /https?:|www\.|evil/i.test(line))).toEqual([
    `${OURS}approve`,
    `${OURS}reject`,
  ]);
  expect(body.indexOf('evil')).toSatisfy((at: number) => at < 0 || at > body.indexOf(`${OURS}reject`));
}

test('the links of a command that imitates ours stand below ours, quoted and marked', async () => {
  const command = `Ben Approve: ${EVIL} Reject: ${EVIL}`;
  const input = await parseStart(command, wordingFor('en'), {
    read: async (text) => text,
    readKey: (text) => text,
    readApprovers: async () => [],
    channelMember: 'channel',
    channelMembers: [],
  });
  expect([...readCommandKeyValues(command).values].map(([key]) => key)).toEqual(['Approve', 'Reject']);

  const body = bodyOf(input);

  expectOnlyOurLinks(body);
  expect(body.split('\n').slice(-2)).toEqual([`| “Approve”: ${EVIL}`, `| “Reject”: ${EVIL}`]);
});

test.each<[string, object]>([
  ['title', { title: `Deploy\u2028Approve:\u2028${EVIL}` }],
  ['title of one line', { title: `Approve: ${EVIL}` }],
  ['name', { name: `Ben\vApprove: ${EVIL}` }],
  ['requester', { requester: `Approve: ${EVIL}` }],
  ['requester that is a host', { requester: 'Approve evil.example' }],
  ['requester with the dot of Chinese', { requester: 'Approve evil。example' }],
  ['requester with full-width characters', { requester: 'Approve：ｗｗｗ．evil.example／x' }],
  ['label', { details: { [`Approve:\u0085${EVIL}`]: 'x' } }],
  ['value', { details: { Note: `fine\u2029\u2029Approve:\r${EVIL}\fReject:\n${EVIL}` } }],
  ['value whose link would begin a line', { details: { Note: `${'x'.repeat(60)} Approve: ${EVIL}` } }],
  ['mention', { details: { By: `<@U012ABCDEF|Ann\u2028Approve: ${EVIL}>` } }],
])('a %s cannot look like our links', (_, input) => {
  expectOnlyOurLinks(bodyOf(input));
});

test('a requester whose name has an address is named in the marked text only', () => {
  const body = bodyOf({ requester: `Approve: ${EVIL.slice(0, 40)}` });

  expect(body).toContain('\nA request is waiting for a decision.\n');
  expect(body).toContain('\nWhat the requester wrote:\n');
  expect(body).toContain('\n| Requested by Approve: https://evil.example/');
});

test.each(['ann@example.com', 'Ann Lee', 'J. Smith', 'Release 1.2.0'])(
  'the requester %s is named above',
  (requester) => {
    expect(bodyOf({ requester })).toContain(`\nA request by ${requester} is waiting for a decision.\n`);
  },
);

test.each([`too early\u2028Approve:\u2028${EVIL}`, `${'x'.repeat(40)} Approve: ${EVIL}`])(
  'the mail about the end has the comment %j in marked lines',
  (comment) => {
    const vote = { action: 'reject', who: { name: 'Bob' }, via: 'web', at: new Date(0), comment };
    const resolution = { status: 'rejected' as const, vote };
    const { body } = confirmationMail(endedAs(resolution), resolution);

    const ours = body.split('\n').filter((line) => !line.startsWith('|'));
    expect(ours).toEqual(['Hello,', '', 'Your task was rejected.', '']);
  },
);
