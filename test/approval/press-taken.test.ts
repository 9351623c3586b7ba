import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../src/approval/action-payloads.ts';
import type { Resolution } from '../../src/approval/approval.ts';
import { BY_ADDRESS } from '../../src/approval/people.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import type { DirectAction, DirectPayload, Payload } from '../../src/callback/payload.ts';
import { decided } from '../support/decided.ts';
import { request } from '../support/requests.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import {
  ANN,
  APPROVE,
  AT,
  approval,
  NOW,
  openedFacts,
  plain,
  pressed,
  REJECT,
  type Setup,
  vote,
  waits,
} from './support/presses.ts';

const AT_TEXT = '2026-11-24T12:30:00.000Z';
const HEARTBEAT: DirectAction = { name: 'ping', type: 'heartbeat' };

describe('an accepted press', () => {
  const byAnn = { action: 'approve', by: 'ann', user_id: ANN.id, via: 'slack', at: AT_TEXT };
  const rejectedByAnn = { ...byAnn, action: 'reject' };
  const returns: DirectAction = { name: 'reject', type: 'success', output: { name_in_output: 'Ben' } };
  const causeOf = (errorMessage: string, decision: object) =>
    JSON.stringify({ errorMessage, errorType: 'rejected', ...decided(decision) });

  test.each<[string, Setup & { readonly sealed: DirectPayload }, Outcome, Resolution | undefined]>([
    [
      'approves, with the vote in the output',
      { sealed: approval(APPROVE) },
      { type: 'success', output: { name_in_output: 'Ben', ...decided(byAnn) } },
      { status: 'approved', vote: vote('approve', ANN), at: AT },
    ],
    [
      'rejects, with the vote in the cause',
      { sealed: approval(REJECT), press: { comment: ' too early ' } },
      {
        type: 'failure',
        error: 'rejected',
        cause: causeOf('Ben rejected it (by ann in Slack): too early', {
          ...rejectedByAnn,
          comment: 'too early',
        }),
      },
      { status: 'rejected', vote: vote('reject', ANN, { comment: 'too early' }), at: AT },
    ],
    [
      'rejects with an output when on_reject is "return"',
      { sealed: approval(returns) },
      { type: 'success', output: { name_in_output: 'Ben', ...decided(rejectedByAnn) } },
      { status: 'rejected', vote: vote('reject', ANN), at: AT },
    ],
    [
      'comes from a link, with the address of its recipient',
      {
        sealed: approval(REJECT, { surface: 'email', locale: 'de', approvers: ['ann@example.com'] }),
        people: BY_ADDRESS,
        press: { who: { email: 'Ann@example.com' }, via: 'email', comment: '  ' },
      },
      {
        type: 'failure',
        error: 'rejected',
        cause: causeOf('Ben rejected it (von Ann@example.com per E-Mail)', {
          action: 'reject',
          by: 'Ann@example.com',
          via: 'email',
          at: AT_TEXT,
        }),
      },
      {
        status: 'rejected',
        vote: vote('reject', { email: 'Ann@example.com' }, { via: 'email' }),
        at: AT,
      },
    ],
    [
      'comes from an unknown person',
      { sealed: approval(APPROVE), press: { who: {}, via: 'web' } },
      {
        type: 'success',
        output: { name_in_output: 'Ben', ...decided({ action: 'approve', via: 'web', at: AT_TEXT }) },
      },
      { status: 'approved', vote: vote('approve', {}, { via: 'web' }), at: AT },
    ],
    [
      'keeps the task of an approval alive',
      { sealed: approval(HEARTBEAT) },
      { type: 'heartbeat' },
      undefined,
    ],
    [
      'approves a task whose output cannot contain a vote',
      { sealed: approval({ name: 'approve', type: 'success', output: 'yes' }) },
      { type: 'success', output: 'yes' },
      { status: 'approved', vote: vote('approve', ANN), at: AT },
    ],
    [
      'sends a success of another program unchanged',
      { sealed: plain(APPROVE), press: { comment: 'fine' } },
      { type: 'success', output: { name_in_output: 'Ben' } },
      undefined,
    ],
    [
      'sends a failure of another program unchanged',
      { sealed: plain(REJECT), press: { comment: 'too early' } },
      { type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
      undefined,
    ],
    [
      'sends a failure without a cause of another program unchanged',
      { sealed: plain({ name: 'stop', type: 'failure' }) },
      { type: 'failure' },
      undefined,
    ],
    [
      'sends a heartbeat of another program unchanged',
      { sealed: plain(HEARTBEAT) },
      { type: 'heartbeat' },
      undefined,
    ],
  ])('%s', async (_, setup, outcome, resolution) => {
    const { sealed: payload } = setup;
    const { verdict, ...rest } = await pressed({ ...setup, history: waits });
    expect(verdict).toStrictEqual({ kind: 'taken', payload, ...(resolution && { resolution }) });
    const via = setup.press?.via ?? 'slack';
    const facts = {
      ...openedFacts(payload),
      complete_ms: 0,
      outcome: 'accepted',
      ...(outcome.type !== 'heartbeat' && { decided: { via, action: payload.action.name } }),
    };
    const completed = [{ task: { token: TASK_TOKEN }, outcome }];
    expect(rest).toStrictEqual({ facts, completed, reads: [], lines: [] });
  });

  test('has a comment of at most 1,000 characters', async () => {
    const { verdict } = await pressed({ press: { comment: 'x'.repeat(2_000) } });
    expect(verdict).toMatchObject({ resolution: { vote: { comment: `${'x'.repeat(999)}…` } } });
  });

  test('rejects a request whose on_reject is "return"', async () => {
    const [, reject] = actionsOf(request({ name: 'Ben', on_reject: 'return' }));
    if (!reject) throw new TypeError('no rejection');
    const { completed, verdict } = await pressed({ sealed: approval(reject) });
    expect(completed).toMatchObject([
      { outcome: { type: 'success', output: { name_in_output: 'Ben', decision: rejectedByAnn } } },
    ]);
    expect(verdict).toMatchObject({ kind: 'taken', resolution: { status: 'rejected' } });
  });

  test('completes a callback of a durable function', async () => {
    const { token: _, ...rest } = { ...approval(APPROVE), token: undefined };
    const payload: Payload = { ...rest, callbackId: 'callback-1' };
    const { verdict, completed } = await pressed({ sealed: payload, history: waits });
    expect(verdict).toMatchObject({ kind: 'taken', resolution: { status: 'approved' } });
    expect(completed).toMatchObject([{ task: { callbackId: 'callback-1' } }]);
  });

  test('logs the time to open the payload and the time of the call to Step Functions', async () => {
    let time = NOW;
    const ticking = () => {
      time += 10;
      return time;
    };
    const { facts } = await pressed({ now: ticking });
    expect(facts).toMatchObject({ open_ms: 10, complete_ms: 10 });
    expect((await pressed({ now: ticking, answer: new Error('away') })).facts).toMatchObject({
      complete_ms: 10,
    });
    expect((await pressed({ now: ticking, sealed: new Error('away') })).facts).toMatchObject({
      open_ms: 10,
    });
  });
});
