import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import { createFakeLog, createFakeSurface } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const CALLBACK_ID = 'Ab1/+9zQ7w7x==';
const ID = approvalId(CALLBACK_ID);
const DECISION = { action: 'approve', by: 'Ann', via: 'slack', at: '2026-11-24T11:59:58.000Z' };
const report = {
  callback_id: CALLBACK_ID,
  execution: 'arn:aws:lambda:eu-west-1:123456789012:function:releases:7/durable-execution/one/8d2e',
  request: { name: 'Ben', requester_id: 'U1' },
  timeout_seconds: 3600,
  messages: { slack: { ts: '1' }, email: { message: '2' } },
};
const APPROVED = { output: { name_in_output: 'Ben', decision: DECISION } };

function createWorld(failure?: Error) {
  const { lines, log } = createFakeLog();
  const slack = createFakeSurface('slack', { inPlace: true });
  const email = createFakeSurface('email', { tell: undefined as never });
  const started: { name: string; input: Record<string, unknown> }[] = [];
  const tell = (event: unknown) =>
    tellOutcome(event, {
      getHistory: () => Promise.reject(new Error('A durable function has no history.')),
      surfaces: [slack, email],
      durableFunctions: ['arn:aws:lambda:eu-west-1:123456789012:function:releases'],
      startOutcomeExecution: async (name, input) => {
        if (failure) throw failure;
        started.push({ name, input: JSON.parse(JSON.stringify(input)) });
      },
      ...DEFAULTS,
      now: () => NOW,
      log,
    });
  /** Does what ApprovalOutcome does with its input. */
  const tellEach = async () => {
    const input = started[0]?.input ?? {};
    const { steps } = await tell(input);
    for (const step of steps) await tell({ ...input, ...step });
    return steps;
  };
  return { tell, tellEach, started, slack, email, lines };
}

describe('the report of a durable function', () => {
  test('starts ApprovalOutcome, once however often it comes, and without the callback ID', async () => {
    const { tell, started, lines } = createWorld();

    expect(await tell({ ...report, ...APPROVED })).toEqual({ steps: [] });
    await tell({ ...report, ...APPROVED });

    expect(started[0]?.input).toEqual({
      execution: 'releases:7/durable-execution/one/8d2e',
      round: ID,
      reported: {
        request: report.request,
        messages: report.messages,
        ...APPROVED,
        at: new Date(NOW).toISOString(),
      },
    });
    expect(new Set(started.map(({ name }) => name)).size).toBe(1);
    expect(JSON.stringify([started, lines])).not.toContain(CALLBACK_ID);
  });

  test('lets each surface show the end, and tells the requester', async () => {
    const { tell, tellEach, slack, email } = createWorld();
    await tell({ ...report, ...APPROVED });

    expect(await tellEach()).toEqual([
      { surface: 'slack', step: 'update' },
      { surface: 'slack', step: 'tell' },
      { surface: 'email', step: 'send' },
    ]);

    const resolution = {
      status: 'approved',
      vote: { action: 'approve', who: { name: 'Ann' }, via: 'slack' },
      at: new Date(NOW),
    };
    const approval = { id: ID, request: { name: 'Ben' }, state: { kind: 'ended', resolution } };
    expect(slack.endings).toMatchObject([{ approval, ref: { ts: '1' } }]);
    expect(slack.told).toMatchObject([{ person: { id: 'U1' }, news: { approval, ref: { ts: '1' } } }]);
    expect(email.endings).toMatchObject([{ approval }]);
  });

  test.each([
    ['rejected', { output: { decision: { ...DECISION, action: 'reject' } } }],
    ['rejected', { output: JSON.stringify({ decision: { ...DECISION, action: 'reject' } }) }],
    [
      'rejected',
      { error: 'rejected', cause: JSON.stringify({ decision: { ...DECISION, action: 'reject' } }) },
    ],
    ['approved', { output: 'a text of another program' }],
    ['expired', { error: 'Countersign.Expired' }],
    ['failed', { error: 'NothingSent', messages: undefined }],
  ])('tells that it was %s, from %j', async (status, end) => {
    const { tell, tellEach, slack } = createWorld();
    await tell({ ...report, ...end });
    await tellEach();
    expect(slack.told).toMatchObject([{ news: { approval: { state: { resolution: { status } } } } }]);
  });

  test('is tried again if ApprovalOutcome cannot be started', async () => {
    const { tell } = createWorld(new Error('throttled'));
    await expect(tell({ ...report, ...APPROVED })).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
  });

  test.each([
    {},
    { ...APPROVED, error: 'rejected' },
    { ...APPROVED, messages: 'slack' },
    { ...APPROVED, execution: undefined },
    { ...APPROVED, request: {} },
    { ...APPROVED, callback_id: 5 },
  ])('with %j is refused, and starts nothing', async (members) => {
    const { tell, started } = createWorld();
    await expect(tell({ ...report, ...members })).rejects.toMatchObject({ name: 'InvalidRequest' });
    expect(started).toEqual([]);
  });
});
