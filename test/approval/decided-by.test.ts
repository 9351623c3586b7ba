import { describe, expect, test } from 'vitest';
import { decidedBy } from '../../src/approval/decided-by.ts';
import { decide } from '../../src/approval/decision.ts';
import { withDecision } from '../../src/approval/rejection.ts';
import { actionsOf, parseRequest } from '../../src/approval/request.ts';
import { type Resolution, resolutionOfError } from '../../src/approval/resolution.ts';
import type { Outcome } from '../../src/callback/outcome.ts';

const AT = new Date('2026-11-24T12:30:00Z');
const ann = { userId: 'U0ANN0001', userName: 'ann' };
const bob = { userId: 'U0BOB0001', userName: 'bob' };
const request = parseRequest({ name: 'Ben' }, 'en', 'ApprovalEmails');
const decision = { action: 'approve', by: 'ann', user_id: 'U0ANN0001', via: 'slack', at: 'then' } as const;

/** What the history keeps of a rejection in Slack. */
async function rejection(of = request, who = ann, comment?: string): Promise<Resolution> {
  let outcome: Outcome | undefined;
  await decide(
    {
      token: 'AAAA',
      action: actionsOf(of)[1],
      transactionId: '00',
      context: { surface: 'slack', locale: of.locale },
    },
    { via: 'slack', user_id: who.userId, by: who.userName, ...(comment && { comment }) },
    {
      now: 0,
      completeTask: async (_, sent) => {
        outcome = sent;
      },
    },
  );
  const cause = outcome?.type === 'failure' ? outcome.cause : undefined;
  return withDecision(resolutionOfError('rejected', cause, AT), of.name);
}

describe('an approval', () => {
  test('is the decision of the user whom it names', () => {
    const resolution = { status: 'approved', decision } as const;
    expect(decidedBy(resolution, ann)).toBe(true);
    expect(decidedBy(resolution, { ...bob, userName: 'ann' })).toBe(false);
  });

  test('by mail or by nobody is nobody’s', () => {
    const { user_id: _, ...rest } = decision;
    const byMail = { ...rest, via: 'email' } as const;
    expect(decidedBy({ status: 'approved', decision: byMail }, ann)).toBe(false);
    expect(decidedBy({ status: 'approved' }, ann)).toBe(false);
  });
});

describe('a rejection', () => {
  test.each([undefined, 'too early', '(by bob in Slack)'])(
    'is the decision of whom its cause names, with the reason %j',
    async (comment) => {
      const resolution = await rejection(request, ann, comment);
      expect(decidedBy(resolution, ann)).toBe(true);
      expect(decidedBy(resolution, bob)).toBe(false);
    },
  );

  test('is recognized in the language of its request', async () => {
    const german = parseRequest({ name: 'Ben', locale: 'de' }, 'en', 'ApprovalEmails');
    const resolution = await rejection(german);
    expect(decidedBy(resolution, ann)).toBe(true);
  });

  test('is not that of somebody whose name begins alike, or of the one who is asked for', async () => {
    const resolution = await rejection(request, { userId: 'U1', userName: 'ann.lee' });
    expect(decidedBy(resolution, ann)).toBe(false);
    expect(decidedBy(resolution, { userId: 'U2', userName: 'Ben' })).toBe(false);
  });

  test('is nobody’s where Slack does not tell the name', async () => {
    const resolution = await rejection();
    expect(decidedBy(resolution, { ...ann, userName: undefined })).toBe(false);
  });
});

test.each<Resolution>([
  { status: 'expired' },
  { status: 'cancelled', cause: 'Ben rejected it (by ann in Slack)' },
  { status: 'failed', cause: 'Ben rejected it (by ann in Slack)' },
  { status: 'rejected' },
])('%j is nobody’s decision', (resolution) => {
  expect(decidedBy(withDecision({ at: AT, ...resolution }, 'Ben'), ann)).toBe(false);
});
