import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { approved, asked, ENDED_AT, REFERENCE, timedOut, tokenOf } from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const [ANN, BEN, CLEO] = ['ann@example.com', 'ben@example.com', 'cleo@example.com'];
const id = (branch: number) => approvalId(tokenOf(branch));
/** It escalates after a minute. The requests of the tests are decided after five. */
const REQUEST = { name: 'Ben', approvers: [ANN], escalate: [{ after: '1m', to: [CLEO] }] };
const HISTORY = [...asked(REQUEST, 1, { messages: { slack: { ts: '1' } } }), approved(1)];

/** A step of ApprovalTimer that has sent an escalation. */
const added = (surface: string, reference?: object): HistoryEvent => ({
  type: 'TaskSucceeded',
  taskSucceededEventDetails: {
    output: JSON.stringify({ Payload: { surface, ...(reference && { reference }) } }),
  },
});

/** One call of the function, and the timers that it read. */
async function told(
  event: object,
  history: readonly HistoryEvent[] = HISTORY,
  timers: Readonly<Record<string, readonly HistoryEvent[]>> = {},
) {
  const slack = createFakeSurface('slack', { inPlace: true });
  const email = createFakeSurface('email');
  const read: string[] = [];
  const { steps } = await tellOutcome(
    { execution: REFERENCE, round: id(1), ...event },
    {
      ...DEFAULTS,
      surfaces: [slack, email],
      getHistory: async () => history,
      getTimerHistory: async (name) => {
        read.push(name);
        const found = timers[name];
        if (!found) throw new Refusal('InvalidRequest', 'This execution does not exist.');
        return found;
      },
      startOutcomeExecution: async () => undefined,
      now: () => ENDED_AT.getTime() + 60_000,
      log: createFakeLog().log,
    },
  );
  return { slack, email, steps, read };
}

describe('the messages that an escalation added', () => {
  test('are closed at the end, with the message of the request', async () => {
    const timers = { [id(1)]: [added('slack', { cleo: '2' }), added('email'), added('slack', { dan: '3' })] };
    const { steps } = await told({}, HISTORY, timers);
    const shown = { slack: { ts: '1', cleo: '2', dan: '3' } };
    expect(steps).toContainEqual({ surface: 'slack', step: 'update', shown });
    expect(steps.filter((step) => step.shown)).toHaveLength(1);

    const { slack } = await told({ surface: 'slack', step: 'update', shown });
    expect(slack.endings).toMatchObject([{ ref: shown.slack }]);
  });

  test('are none before it was due, and are not looked for without an escalation', async () => {
    const { steps, read } = await told({});
    expect(read).toEqual([id(1)]);
    expect(steps.filter((step) => step.shown)).toEqual([]);
    expect((await told({}, [...asked('Ben', 1), approved(1)])).read).toEqual([]);
    expect((await told({ shown: { slack: 's' } })).read).toEqual([]);
  });

  test('are closed by the approval that asks the same again', async () => {
    const messages = { slack: { ts: '1' } };
    const again = asked(REQUEST, 2, { after: timedOut(1).id ?? 0, messages });
    const history = [...asked(REQUEST, 1, { messages }), timedOut(1), ...again, approved(2)];
    const { steps, read } = await told({ round: id(2) }, history, {
      [id(1)]: [added('slack', { cleo: '2' })],
    });
    expect(read).toEqual([id(1), id(2)]);
    expect(steps).toContainEqual({
      surface: 'slack',
      step: 'update',
      shown: { slack: { ts: '1', cleo: '2' } },
    });
  });

  test('wait for a history that cannot be read', async () => {
    const timers = {
      get [id(1)](): never {
        throw new Error('throttled');
      },
    };
    await expect(told({}, HISTORY, timers)).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });
});

test('the people of an escalation learn how the request ended, if they could decide', async () => {
  const { email } = await told({ surface: 'email', step: 'send' });
  const later = [
    ...asked({ ...REQUEST, approvers: [BEN], escalate: [{ after: '6m', to: [CLEO] }] }, 1),
    approved(1),
  ];
  const { email: earlier } = await told({ surface: 'email', step: 'send' }, later);
  const approversOf = ({ endings }: typeof email) =>
    endings.map(({ approval }) => approval.request.policy.approvers);
  expect([approversOf(email), approversOf(earlier)]).toEqual([[[ANN, CLEO]], [[BEN]]]);
});
