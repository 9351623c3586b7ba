import { expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { tellUndelivered, type Undelivered } from '../../src/approval/tell-undelivered.ts';
import { measure } from '../../src/metrics.ts';
import { approved, asked, REFERENCE, tokenOf } from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const BOUNCED: Undelivered = {
  kind: 'bounced',
  addresses: ['bob@example.net'],
  messageId: 'm-1',
  approval: approvalId(tokenOf(1)),
  execution: REFERENCE,
};
const WAITING = asked({ name: 'Ben', requester: 'ann', requester_id: 'U012ABCDE' }, 1);

async function tell(
  undelivered: Undelivered,
  { history = WAITING, failure }: { history?: readonly HistoryEvent[] | Error; failure?: Error } = {},
) {
  const slack = createFakeSurface('slack', failure && { failure });
  const { lines, log } = createFakeLog();
  const getHistory = async () => {
    if (history instanceof Error) throw history;
    return history;
  };
  const { tell: _, ...email } = createFakeSurface('email');
  const surfaces = [slack, email];
  const telling = tellUndelivered(undelivered, { ...DEFAULTS, getHistory, surfaces, log, now: () => 0 });
  const error = await telling.catch((reason: unknown) => reason);
  const counted = lines.flatMap(measure).map(({ name, by }) => [name, by]);
  return { told: slack.told, lines, counted, error };
}

test('the requester of a waiting approval learns which mail came back, where the request is shown', async () => {
  const { told, counted } = await tell(BOUNCED);

  expect(told).toMatchObject([
    {
      person: { id: 'U012ABCDE', name: 'ann' },
      news: {
        ref: 'on 1',
        sentence:
          'The request did not reach all approvers. bob@example.net cannot be reached. E-mail: the e-mail came back: its mail server did not accept it. Check the address, or name another approver.',
      },
    },
  ]);
  expect(counted).toEqual([['DeliveryFailures', { surface: 'email' }]]);
});

test.each([
  ['bob@example.net', 'ann@example.com'],
  ['Ann@example.com', undefined],
])('after a mail to %s came back, the address of the requester is %s', async (address, email) => {
  const history = asked({ name: 'Ben', requester: 'ann', requester_email: 'ann@example.com' }, 1);
  const { told } = await tell({ ...BOUNCED, addresses: [address] }, { history });
  expect(told[0]?.person.email).toBe(email);
});

test('a complaint says that the address may get no more mails', async () => {
  const { told } = await tell({ ...BOUNCED, kind: 'complained' });
  expect(told[0]?.news.sentence).toContain('the recipient marked the e-mail as spam');
});

test.each<[string, Undelivered, readonly HistoryEvent[]]>([
  ['has ended', BOUNCED, [...WAITING, approved(1)]],
  ['is not in the history', { ...BOUNCED, approval: '0f' }, WAITING],
  ['is of a durable function', { ...BOUNCED, execution: 'releases:7/durable-execution/one/8d2e' }, WAITING],
  ['is not named', { ...BOUNCED, approval: undefined, execution: undefined }, WAITING],
])('a mail counts, and tells no person, if its approval %s', async (_, undelivered, history) => {
  const { told, counted } = await tell(undelivered, { history });
  expect(told).toEqual([]);
  expect(counted).toEqual([['DeliveryFailures', { surface: 'email' }]]);
});

test('an out-of-office answer is no failure', async () => {
  const { told, counted, lines } = await tell({ ...BOUNCED, kind: 'answered' });
  expect(told).toEqual([]);
  expect(counted).toEqual([]);
  expect(lines).toMatchObject([{ event: 'tell_undelivered', kind: 'answered', message_id: 'm-1' }]);
});

test('a history that cannot be read for now is read again by the next invocation', async () => {
  const { error } = await tell(BOUNCED, { history: new Error('busy') });
  expect(error).toMatchObject({ code: 'Countersign.TryAgain' });
});

test('a surface that fails is logged, and is not asked again: others may have told the requester', async () => {
  const { error, lines } = await tell(BOUNCED, { failure: new Error('no Slack') });
  expect(error).toBeUndefined();
  expect(lines).toContainEqual(expect.objectContaining({ event: 'tell_failed', surface: 'slack' }));
});

test('no log line names an address', async () => {
  const { lines } = await tell(BOUNCED);
  expect(JSON.stringify(lines)).not.toContain('bob');
});
