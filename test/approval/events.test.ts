import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import {
  type ApprovalEvent,
  approvalRequested,
  approvalResolved,
  previousVoteCast,
} from '../../src/approval/events.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { readApprovals } from '../../src/approval/read-approvals.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import { createActionSealer } from '../../src/callback/url.ts';
import {
  approved,
  asked,
  ENDED_AT,
  failed,
  REFERENCE,
  rejected,
  timedOut,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const ajv = new Ajv({
  allowUnionTypes: true,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
});

function assertDescribed({ type, detail }: ApprovalEvent): void {
  const file = `../../schemas/${type.toLowerCase().replaceAll(' ', '-')}.schema.json`;
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')));
  expect(validate(JSON.parse(JSON.stringify(detail))), JSON.stringify(validate.errors)).toBe(true);
}

const ANN = {
  action: 'approve',
  by: 'Ann',
  email: 'ann@example.com',
  via: 'slack',
  at: '2026-11-24T12:10:00.000Z',
};
const BEN = {
  ...ANN,
  by: 'Ben',
  email: 'ben@example.com',
  comment: 'fine',
  inputs: { hours: 2, why: 'x', sure: true },
};
const TWO = { name: 'Release', requester: 'Cleo', requester_email: 'cleo@example.com', approvals: 2 };
const next = (attempt: number, cause: object) =>
  failed(attempt, 'Countersign.NextRound', { cause: JSON.stringify(cause) });
const DELEGATED = { delegation: { from: { by: 'Ann' }, to: 'U0123456780', via: 'slack', at: ANN.at } };

function read(...history: HistoryEvent[]) {
  const [approval] = readApprovals(history, REFERENCE, DEFAULTS);
  if (!approval) throw new TypeError('the history has no approval');
  return approval;
}

describe('an event', () => {
  const TWO_VOTES = [...asked(TWO, 1), next(1, { decision: ANN }), ...asked(TWO, 2, { after: 12 })];

  test('of a request says who may decide, and until when', () => {
    const stages = {
      name: 'Release',
      stages: [{ title: 'Team', approvers: ['ann@example.com'], approvals: 1 }, {}],
    };
    const requested = approvalRequested(read(...asked(stages, 1)), ['slack', 'email'], ENDED_AT);
    assertDescribed(requested);
    expect(requested).toMatchObject({
      type: 'Approval Requested',
      at: ENDED_AT,
      detail: {
        transaction_id: approvalId(tokenOf(1)),
        execution: REFERENCE,
        title: 'Approval for Release',
        stages: [
          { title: 'Team', approvers: ['ann@example.com'], approvals: 1, rejections: 1 },
          { approvals: 1, rejections: 1 },
        ],
        surfaces: ['slack', 'email'],
      },
    });
  });

  test('of a vote has the vote that began the round', () => {
    const events = previousVoteCast(read(...TWO_VOTES));
    events.forEach(assertDescribed);
    expect(events).toMatchObject([{ type: 'Vote Cast', at: new Date(ANN.at), detail: { decision: ANN } }]);
  });

  test('of a vote is none in the first round, and none after a delegation', () => {
    expect(previousVoteCast(read(...asked(TWO, 1)))).toEqual([]);
    const delegated = [...TWO_VOTES, next(2, DELEGATED), ...asked(TWO, 3, { after: 22 })];
    expect(previousVoteCast(read(...delegated))).toEqual([]);
  });

  test('of the end has all votes, after that of the last vote', () => {
    const events = approvalResolved(read(...TWO_VOTES, approved(2, { decision: BEN })), ENDED_AT);
    events.forEach(assertDescribed);
    expect(events).toMatchObject([
      { type: 'Vote Cast', detail: { decision: BEN } },
      { type: 'Approval Resolved', detail: { status: 'approved', decisions: [ANN, BEN] } },
    ]);
  });

  test.each([
    ['expired', timedOut(1)],
    ['failed', failed(1, 'Custom', { cause: 'The disk is full.' })],
  ])('of the end of an approval that %s has no vote', (status, end) => {
    const events = approvalResolved(read(...asked('Ben', 1), end), ENDED_AT);
    events.forEach(assertDescribed);
    expect(events).toMatchObject([{ type: 'Approval Resolved', detail: { status, decisions: [] } }]);
  });

  test('has the same id each time, and another one than other events', () => {
    const ids = (approval = read(...TWO_VOTES, approved(2, { decision: BEN }))) => [
      approvalRequested(approval, [], ENDED_AT).detail.id,
      ...previousVoteCast(approval).map(({ detail }) => detail.id),
      ...approvalResolved(approval, ENDED_AT).map(({ detail }) => detail.id),
    ];
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(4);
    expect(ids(read(...asked('Ben', 3), rejected(3)))).not.toContain(ids()[0]);
  });

  test('has no task token, and no details of the request', () => {
    const approval = read(
      ...asked({ ...TWO, details: { Password: 'hunter2' } }, 1),
      approved(1, { decision: ANN }),
    );
    const written = JSON.stringify([
      approvalRequested(approval, [], ENDED_AT),
      ...approvalResolved(approval, ENDED_AT),
    ]);
    expect(written).not.toContain(tokenOf(1));
    expect(written).not.toContain('hunter2');
  });
});

/** The same events without gaps, as Step Functions numbers them. */
function numbered(history: readonly HistoryEvent[]): HistoryEvent[] {
  const ids = new Map(history.map(({ id }, index) => [id, index + 1]));
  return history.map((event) => ({
    ...event,
    id: ids.get(event.id) ?? 0,
    previousEventId: ids.get(event.previousEventId) ?? 0,
  }));
}

describe('request-approval', () => {
  async function ask(
    publishEvents: (events: readonly ApprovalEvent[]) => Promise<void>,
    history: HistoryEvent[] = [],
    attempt = 1,
  ) {
    const { lines, log } = createFakeLog();
    const { seal } = createMemorySealer();
    const input = {
      token: tokenOf(attempt),
      execution: REFERENCE,
      request: attempt > 1 ? TWO : { name: 'Ben' },
    };
    const answer = await requestApproval(input, {
      seal: createActionSealer(seal, 'https://example.com'),
      assertSealable: () => undefined,
      surfaces: [createFakeSurface('slack')],
      stateMachines: undefined,
      ownArn: undefined,
      getHistory: async () => numbered(history),
      publishEvents,
      ...DEFAULTS,
      now: () => ENDED_AT.getTime(),
      wait: forever,
      pause: async () => undefined,
      log,
    });
    return { answer, lines };
  }

  test('publishes a request after it was shown', async () => {
    const published: ApprovalEvent[] = [];
    await ask(async (events) => void published.push(...events));
    expect(published).toMatchObject([{ type: 'Approval Requested', detail: { surfaces: ['slack'] } }]);
  });

  test('publishes the vote that began a later round, and the request not again', async () => {
    const published: ApprovalEvent[] = [];
    const history = [
      ...asked(TWO, 1),
      next(1, { decision: ANN }),
      ...asked(TWO, 2, { after: 12, messages: undefined }),
    ];
    await ask(async (events) => void published.push(...events), history, 2);
    expect(published).toMatchObject([{ type: 'Vote Cast', detail: { decision: ANN } }]);
  });

  test('shows the request also if EventBridge is away, and logs it', async () => {
    const { answer, lines } = await ask(async () => {
      throw new Error('away');
    });
    expect(answer.messages).toHaveProperty('slack');
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'event_failed' }));
  });
});

describe('ApprovalOutcome', () => {
  const INPUT = { execution: REFERENCE, round: approvalId(tokenOf(1)) };
  const PUBLISH = { surface: 'events', step: 'publish' };

  function tell(
    event: object,
    publishEvents?: (events: readonly ApprovalEvent[]) => Promise<void>,
    more: HistoryEvent[] = [approved(1, { decision: ANN })],
  ) {
    return tellOutcome(event, {
      getHistory: async () => [...asked('Ben', 1), ...more],
      surfaces: [createFakeSurface('slack', { inPlace: true })],
      startOutcomeExecution: async () => undefined,
      publishEvents,
      ...DEFAULTS,
      now: () => ENDED_AT.getTime() + 60_000,
      log: createFakeLog().log,
    });
  }

  test('has a step that publishes, only with events', async () => {
    const { steps } = await tell(INPUT, async () => undefined);
    expect(steps).toContainEqual(PUBLISH);
    expect((await tell(INPUT)).steps).not.toContainEqual(PUBLISH);
  });

  test('publishes also the end of an approval that is asked again, and nothing else of it', async () => {
    const again = [timedOut(1), ...asked('Ben', 2, { after: 12, messages: undefined })];
    expect((await tell(INPUT, async () => undefined, again)).steps).toEqual([PUBLISH]);
  });

  test('publishes no end twice because of messages that came late', async () => {
    const { steps } = await tell({ ...INPUT, shown: { slack: 'late' } }, async () => undefined);
    expect(steps).not.toContainEqual(PUBLISH);
  });

  test('publishes the vote and the end, and tries again after any error', async () => {
    const published: ApprovalEvent[] = [];
    await tell({ ...INPUT, ...PUBLISH }, async (events) => void published.push(...events));
    expect(published.map(({ type }) => type)).toEqual(['Vote Cast', 'Approval Resolved']);
    const away = new RepeatableError('away', { cause: undefined });
    await expect(tell({ ...INPUT, ...PUBLISH }, async () => Promise.reject(away))).rejects.toMatchObject({
      code: 'Countersign.TryAgain',
    });
  });
});
