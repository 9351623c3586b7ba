import { describe, expect, test } from 'vitest';
import type { ApprovalRequest, KeptDefaults } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { linksTo, payloadOfLink } from '../../src/approval/links.ts';
import { notify } from '../../src/approval/notify.ts';
import type { People } from '../../src/approval/people.ts';
import { press } from '../../src/approval/press.ts';
import { onlyProven } from '../../src/approval/proven-histories.ts';
import { readApprovals } from '../../src/approval/read-approvals.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import { tick } from '../../src/approval/tick.ts';
import type { Payload } from '../../src/callback/payload.ts';
import {
  ASKED_AT,
  asked,
  EXECUTION,
  failed,
  REFERENCE,
  rejected,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { returning } from '../support/proven-records.ts';
import { DEFAULTS } from '../support/requests.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const [ANN, BEN, BOSS, EVE] = ['ann', 'ben', 'boss', 'eve'].map((name) => `${name}@example.com`);
const OLD: KeptDefaults = {
  remind: { after: '4m', every: '1d' },
  escalate: [{ after: '10m', to: [BOSS] }],
};
/** The same deployment later. */
const NEW: KeptDefaults = { remind: { after: '1m' }, escalate: [{ after: '1m', to: [EVE] }] };
const ONE = { name: 'Ben', approvers: [ANN] };
const TWO = { name: 'Ben', approvers: [ANN, BEN], approvals: 2 };
const INPUTS = { ...ONE, inputs: [{ name: 'hours', label: 'Hours', type: 'number' }] };
const REQUESTS = [
  ['one approval', ONE],
  ['two approvals', TWO],
  ['inputs', INPUTS],
] as const;
const LATER = ASKED_AT.getTime() + 20 * 60_000;

/** The id of the first event. */
const FIRST = 10;

const proofs = createMemorySealer();
const { log } = createFakeLog();
const people: People = {
  isSame: async (one, other) => (one.email === other.email ? 'yes' : 'no'),
  isMember: async () => 'no',
};

/** What a deployment with these defaults returns for a round, and whom it asked. */
async function ask(
  defaults: KeptDefaults,
  request: object,
  history: readonly HistoryEvent[] = asked(request, 1, { messages: undefined }),
  round = 1,
) {
  const slack = createFakeSurface('slack', { inPlace: true });
  const sent = await requestApproval(
    { token: tokenOf(round), execution: EXECUTION, request, timeout_seconds: 3600 },
    {
      ...DEFAULTS,
      ...defaults,
      seal: async () => [],
      assertSealable: () => undefined,
      surfaces: [slack],
      getHistory: proven(history),
      proofs,
      now: () => ASKED_AT.getTime(),
      wait: forever,
      pause: async () => undefined,
      log,
    },
  );
  return { sent, request: slack.asks[0]?.approval.request };
}

const proven = (history: readonly HistoryEvent[]) =>
  onlyProven(async () => numbered(history), { proofs, askingFunction: undefined, log });

/** The same events, none of which is missing: from the first one on, each has the next number. */
function numbered(history: readonly HistoryEvent[]): HistoryEvent[] {
  const ids = new Map(history.map(({ id }, index) => [id, FIRST + index]));
  return history.map((event) => ({
    ...event,
    id: ids.get(event.id) ?? 0,
    previousEventId: ids.get(event.previousEventId) ?? 0,
  }));
}

/** The history of a request that waits since the deployment had the old defaults. */
async function waitingSince(request: object, defaults = OLD): Promise<HistoryEvent[]> {
  const { sent } = await ask(defaults, request);
  return returning(asked(request, 1), sent);
}

const VOTE = JSON.stringify({
  decision: { action: 'approve', by: ANN, email: ANN, via: 'email', at: '2026-11-24T12:05:00.000Z' },
});

/** The stages of the approvals in a history, as each function reads them. */
async function read(history: readonly HistoryEvent[]) {
  const approvals = readApprovals(await proven(history)(EXECUTION), EXECUTION, DEFAULTS);
  return approvals.map(({ request: { remind, stages } }) => ({ remind, escalate: stages[0]?.escalate }));
}

const READ_OLD = { remind: { after: 240, every: 86_400 }, escalate: [{ after: 600, to: [BOSS] }] };
const READ_NEW = { remind: { after: 60 }, escalate: [{ after: 60, to: [EVE] }] };
const READ_NONE = { remind: undefined, escalate: undefined };

describe('the defaults of a deployment', () => {
  test.each(REQUESTS)(
    'are returned with the messages of a request for %s, and read from there',
    async (_, request) => {
      const { sent } = await ask(OLD, request);

      expect(sent.defaults).toEqual(OLD);
      expect(await read(returning(asked(request, 1), sent))).toEqual([READ_OLD]);
    },
  );

  test('that are none are not in the result, and apply also when there are some later', async () => {
    const { sent } = await ask({}, TWO);

    expect(JSON.stringify(sent)).not.toContain('defaults');
    const history = await nextRoundAfter(returning(asked(TWO, 1), sent));
    expect((await ask(NEW, TWO, history, 2)).request).not.toHaveProperty('remind');
  });

  test('do not apply where the input has others', async () => {
    const own = { ...TWO, remind: false, escalate: [] };
    expect(await read(await waitingSince(own))).toEqual([READ_NONE]);
  });

  test('are not those of another program: without a proof, no other person decides', async () => {
    const history = returning(asked(TWO, 1), { transaction_id: '1', messages: {}, defaults: NEW });
    const only = returning(asked(TWO, 1), { defaults: NEW });
    const { sent } = await ask(OLD, TWO);
    const changed = returning(asked(TWO, 1), { ...sent, defaults: NEW });

    for (const one of [history, only, changed]) expect(await read(one)).toEqual([READ_NONE]);
  });

  test('are not known before the messages are', async () => {
    expect(await read(asked(TWO, 1, { messages: undefined }))).toEqual([READ_NONE]);
  });

  test('without encryption, are ignored with the request if they are none', async () => {
    const history = returning(asked(TWO, 1), { transaction_id: '1', defaults: { escalate: 'soon' } });
    expect(readApprovals(history, EXECUTION, DEFAULTS)).toEqual([]);
  });

  test('stay in each later round, also if the deployment has others then', async () => {
    const history = await nextRoundAfter(await waitingSince(TWO));

    const { sent, request } = await ask(NEW, TWO, history, 2);

    expect(sent.defaults).toEqual(OLD);
    expect(request).toMatchObject({ remind: READ_OLD.remind, stages: [{ escalate: READ_OLD.escalate }] });
    const whole = [...history.slice(0, -1), ...returning(asked(TWO, 2, { after: 12 }), sent)];
    expect(await read(whole)).toEqual([READ_OLD]);
  });

  test('are the new ones when the request is asked again after its end', async () => {
    const history = [...(await waitingSince(TWO)), rejected(1)];
    const { sent } = await ask(
      NEW,
      TWO,
      [...history, ...asked(TWO, 2, { after: 12, messages: undefined })],
      2,
    );

    expect(sent.defaults).toEqual(NEW);
    const again = returning(asked(TWO, 2, { after: 12 }), sent);
    expect(await read([...history, ...again])).toEqual([READ_OLD, READ_NEW]);
  });
});

/** The same request, whose next round has begun. */
async function nextRoundAfter(history: readonly HistoryEvent[]): Promise<HistoryEvent[]> {
  const voted = failed(1, 'Countersign.NextRound', { cause: VOTE });
  return [...history, voted, ...asked(TWO, 2, { after: 12, messages: undefined })];
}

describe('other settings for escalation let no other person decide a request that waits', () => {
  const pressing = { name: 'approve', type: 'success', output: {} } as const;

  test.each([
    ['two approvals', TWO, { rounds: true }],
    ['inputs', INPUTS, { inputs: true }],
  ] as const)('by a button of a request for %s', async (_, request, context) => {
    const history = await waitingSince(request);
    const sealed: Payload = {
      token: tokenOf(1),
      action: pressing,
      transactionId: approvalId(tokenOf(1)),
      since: FIRST,
      context: { surface: 'slack', execution: REFERENCE, ...context },
    };
    const by = async (email: string | undefined) => {
      const completed: unknown[] = [];
      await press('3-sealed', () => ({ who: { ...(email && { email }) }, via: 'slack', decides: true }), {
        ...DEFAULTS,
        ...NEW,
        open: async () => sealed,
        completeTask: async (task) => void completed.push(task),
        people,
        getHistory: proven(history),
        nextRoundWithinMs: 0,
        pause: async () => undefined,
        now: () => LATER,
        note: () => undefined,
        log,
      });
      return completed.length;
    };

    expect(await by(EVE)).toBe(0);
    expect(await by(BOSS)).toBe(1);
  });

  test.each(REQUESTS)('by a link to a request for %s', async (_, request) => {
    const history = await waitingSince(request);
    const [approval] = readApprovals(history, EXECUTION, DEFAULTS);
    const [link] = (approval && linksTo(approval, { surface: 'email', confirm: true })) ?? [];
    if (!link) throw new TypeError('there is no link');

    const ports = { ...DEFAULTS, ...NEW, getHistory: proven(history), now: () => LATER, log };
    const { context } = await payloadOfLink(link, ports);

    expect(context?.escalate).toEqual([{ at: ASKED_AT.getTime() / 1000 + 600, to: [BOSS] }]);
  });
});

describe.each([
  { asked: { confirm: 'typed' }, later: {}, kept: { typed: 'Ben', confirm: true } },
  { asked: {}, later: { confirm: 'typed' }, kept: { typed: undefined, confirm: false } },
] as const)(
  'a request that was asked with the settings $asked is confirmed in the same way with $later',
  ({ asked: old, later, kept }) => {
    const howOf = ({ policy: { typed }, confirm }: ApprovalRequest) => ({ typed, confirm });

    test.each(REQUESTS)('where a function reads a request for %s', async (_, request) => {
      const history = await waitingSince(request, old);

      const approvals = readApprovals(await proven(history)(EXECUTION), EXECUTION, DEFAULTS);

      expect(approvals.map((one) => howOf(one.request))).toEqual([kept]);
    });

    test('in a later round, on each surface', async () => {
      const history = await nextRoundAfter(await waitingSince(TWO, old));

      const { sent, request } = await ask(later, TWO, history, 2);

      expect(request && howOf(request)).toEqual(kept);
      expect(sent.defaults).toEqual('confirm' in old ? old : undefined);
    });

    test('in the new buttons and links of a reminder', async () => {
      const request = { ...TWO, remind: { after: '1m' } };
      const sealed: (string | undefined)[] = [];
      const links: unknown[] = [];
      const email = createFakeSurface('email', { asLinks: true });
      const slack = createFakeSurface('slack', { inPlace: true });
      const history = await waitingSince(request, old);
      for (const [surface, notice] of [
        [slack, 'stage-1-reminder-1'],
        [email, 'stage-1-reminder-1'],
      ] as const) {
        const [approval] = readApprovals(await proven(history)(EXECUTION), EXECUTION, DEFAULTS);
        if (!approval) throw new TypeError('there is no approval');
        const step = { surface: surface.name, notice, from: ASKED_AT.toISOString(), mayBeSent: false };
        await notify(step, approval, [approval], {
          ...DEFAULTS,
          surfaces: [surface],
          seal: async (payloads) => {
            sealed.push(...payloads.map(({ context }) => context?.typed));
            return [];
          },
          sealLinks: async (made) => {
            links.push(...made.map(({ action }) => action.confirm));
            return [];
          },
          getHistory: proven(history),
          wait: forever,
          startOutcomeExecution: async () => undefined,
          now: () => LATER,
          log,
        });
        expect(surface.notices.map((one) => howOf(one.approval.request))).toEqual([kept]);
      }
      expect(sealed).toEqual([kept.typed, kept.typed]);
      expect(links).toEqual([kept.typed ? 'typed' : true, kept.typed ? 'typed' : true]);
    });

    test.each(REQUESTS)('by a link to a request for %s', async (_, request) => {
      const history = await waitingSince(request, old);
      const [approval] = readApprovals(await proven(history)(EXECUTION), EXECUTION, DEFAULTS);
      const [link] = (approval && linksTo(approval, { surface: 'email', confirm: true })) ?? [];
      if (!link) throw new TypeError('there is no link');

      const ports = { ...DEFAULTS, ...later, getHistory: proven(history), now: () => LATER, log };
      const { context } = await payloadOfLink(link, ports);

      expect(context?.typed).toBe(kept.typed);
    });
  },
);

test('a link that was sent with a text to type asks for it, also before the history has the messages', async () => {
  const [approval] = readApprovals(await waitingSince(ONE, { confirm: 'typed' }), EXECUTION, DEFAULTS);
  const [link] = (approval && linksTo(approval, { surface: 'email', confirm: true })) ?? [];
  if (!link) throw new TypeError('there is no link');

  const getHistory = proven(asked(ONE, 1, { messages: undefined }));
  const { context } = await payloadOfLink(link, { ...DEFAULTS, getHistory, now: () => LATER, log });

  expect(context?.typed).toBe('Ben');
});

test('a tick is tried again until the history has the first messages, and with them the times', async () => {
  const input = {
    execution: REFERENCE,
    approval: approvalId(tokenOf(1)),
    stage: 0,
    from: ASKED_AT.toISOString(),
    at: new Date(LATER).toISOString(),
  };
  const ticked = (history: readonly HistoryEvent[]) =>
    tick(input, {
      ...DEFAULTS,
      surfaces: [createFakeSurface('slack')],
      seal: async () => [],
      wait: forever,
      getHistory: proven(history),
      completeTask: async () => undefined,
      startOutcomeExecution: async () => undefined,
      now: () => LATER,
      log,
    });

  const unknown = ticked(asked(TWO, 1, { messages: undefined }));
  await expect(unknown).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  expect(await ticked(await waitingSince(TWO))).toMatchObject({
    notices: [{ notice: 'stage-1-reminder-1' }, { notice: 'stage-1-escalation-1' }],
  });
});
