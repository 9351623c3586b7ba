import { beforeEach, describe, expect, test } from 'vitest';
import { type Approval, type Person, resolutionOf } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { People, ReadId } from '../../src/approval/people.ts';
import type { StartExecution } from '../../src/approval/ports.ts';
import { press } from '../../src/approval/press.ts';
import type { RequestDefaults } from '../../src/approval/request.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Button, News, Surface } from '../../src/approval/surface.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import { createActionSealer, sealedPayloadOf } from '../../src/callback/url.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { decided } from '../support/decided.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { EXECUTION, endOf, scheduled, TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const LATER = new Date('2026-11-24T12:05:00Z');
const ARN = `arn:aws:states:us-east-1:123456789012:execution:${EXECUTION}`;
const ANN = { id: '4711', name: 'ann' };
const BOB = { id: '4712', name: 'bob' };

/** A person has a number on the pager. */
const readId: ReadId = (text) => {
  const id = /^pager:(\d+)$/.exec(text)?.[1];
  return id === undefined ? undefined : { kind: 'person', id };
};
const people: People = {
  isSame: async (a, b) => (a.id && b.id ? (a.id === b.id ? 'yes' : 'no') : 'cannot tell'),
  isMember: async () => 'no',
};
const DEFAULTS: RequestDefaults = { locale: 'en', readId, channelMembers: [] };

const { seal, open } = createMemorySealer();

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** The state of an approval, in words. */
function wordsOf({ request, state }: Approval): string {
  const wording = wordingFor(request.locale);
  return state.kind === 'ended' ? wording.resolved(state.resolution) : request.title;
}

/** A surface that exists only in this test. */
function createPager({ inPlace }: { inPlace: boolean }) {
  /** The texts on the pager, one for each message. */
  const screens: string[] = [];
  const buttons: Button[] = [];
  const told: { readonly person: Person; readonly text: string; readonly ref: unknown }[] = [];
  const pager: Surface = {
    name: 'pager',
    confirm: false,
    inPlace,
    reach: async ({ title }) => ({ audiences: [{ title }] }),
    async show(approval, given, ref) {
      if (given) buttons.push(...given);
      const page = inPlace && typeof ref === 'object' && ref && 'page' in ref ? Number(ref.page) : undefined;
      screens[page ?? screens.length] = wordsOf(approval);
      return { reference: { page: page ?? screens.length - 1 } };
    },
    async tell(person, { approval, sentence, ref }: News) {
      told.push({ person, text: sentence ?? wordsOf(approval), ref });
    },
    explain: (error) => (error instanceof RangeError ? 'The battery is flat.' : undefined),
  };
  return { pager, screens, buttons, told };
}

interface Asking {
  readonly surfaces: readonly Surface[];
  readonly request?: object;
  readonly history?: readonly HistoryEvent[];
  readonly startOutcomeExecution?: StartExecution;
}

function ask({ surfaces, request = { name: 'Ben' }, history = [], ...more }: Asking) {
  return requestApproval(
    { token: TASK_TOKEN, execution: ARN, request, timeout_seconds: 3600 },
    {
      seal: createActionSealer(seal, 'https://example.com/v1'),
      assertSealable: () => undefined,
      surfaces,
      getHistory: async () => history,
      ...DEFAULTS,
      now: () => NOW,
      wait: forever,
      pause: async () => undefined,
      log,
      ...more,
    },
  );
}

/** The history of a request that was sent with these messages. */
function asked(request: object, sent: object): HistoryEvent[] {
  return scheduled(request, new Date(NOW)).map((event) =>
    event.type === 'TaskSubmitted'
      ? { ...event, taskSubmittedEventDetails: { output: JSON.stringify({ Payload: sent }) } }
      : event,
  );
}

/** Presses a button on the pager. Returns the verdict and the outcome for Step Functions. */
async function pressOn(sealed: string, who: Person, comment?: string) {
  const outcomes: Outcome[] = [];
  const verdict = await press(sealed, () => ({ who, via: 'pager', decides: true, comment }), {
    open,
    completeTask: async (_, outcome) => void outcomes.push(outcome),
    people,
    ...DEFAULTS,
    nextRoundWithinMs: 0,
    pause: async () => undefined,
    now: () => LATER.getTime(),
    note: () => undefined,
    log,
  });
  const [outcome] = outcomes;
  return { verdict, outcome: outcome?.type === 'heartbeat' ? undefined : outcome };
}

/** Takes the steps of ApprovalOutcome, and returns the names of the surfaces and of the steps. */
async function tell(surfaces: readonly Surface[], history: readonly HistoryEvent[], more: object = {}) {
  const event = { execution: EXECUTION, round: approvalId(TASK_TOKEN), ...more };
  const ports = {
    getHistory: async () => history,
    startOutcomeExecution: async () => undefined,
    surfaces,
    ...DEFAULTS,
    now: () => LATER.getTime(),
    log,
  };
  const { steps = [] } = (await tellOutcome(event, ports)) ?? {};
  for (const step of steps) await tellOutcome({ ...event, ...step }, ports);
  return steps.map(({ surface, step }) => `${surface}: ${step}`);
}

describe.each([
  ['that updates its message', true],
  ['that sends a new message', false],
])('an additional surface %s', (_, inPlace) => {
  test('gets the request, next to the other surfaces, with its own buttons', async () => {
    const { pager, screens, buttons } = createPager({ inPlace });
    const email = createFakeSurface('email');

    expect(await ask({ surfaces: [pager, email] })).toStrictEqual({
      transaction_id: approvalId(TASK_TOKEN),
      messages: { pager: { page: 0 }, email: { message: 'email 1' } },
    });
    expect(screens).toEqual(['Approval for Ben']);
    expect(buttons.map(({ action }) => action)).toEqual(['approve', 'reject']);
    for (const { action, sealed, url } of buttons) {
      expect(sealedPayloadOf(url)).toBe(sealed);
      expect(await open(sealed)).toStrictEqual({
        token: TASK_TOKEN,
        transactionId: approvalId(TASK_TOKEN),
        expiresAt: NOW / 1000 + 3600,
        action:
          action === 'approve'
            ? { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } }
            : { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
        context: { title: 'Approval for Ben', locale: 'en', surface: 'pager', execution: EXECUTION },
      });
    }
    expect(lines).toMatchObject([{ event: 'request_approval', surfaces: ['pager', 'email'] }]);
  });

  test('handles a decision that comes before all surfaces show the request', async () => {
    const { pager, screens, buttons } = createPager({ inPlace });
    await ask({ surfaces: [pager] });
    const { outcome } = await pressOn(buttons[0]?.sealed ?? '', ANN);
    if (!outcome) throw new TypeError('the vote was not sent');
    screens.length = 0;

    const started: object[] = [];
    const history = [...scheduled({ name: 'Ben' }, new Date(NOW)).slice(0, 2), decidedWith(outcome, 2)];
    const { messages } = await ask({
      surfaces: [pager],
      history,
      startOutcomeExecution: async (_, input) => void started.push(input as object),
    });
    expect(messages).toEqual({ pager: { page: 0 } });
    // A new message would tell nothing more than the one that ApprovalOutcome sends in any case.
    if (!inPlace) return expect(started).toEqual([]);
    expect(started).toEqual([{ execution: EXECUTION, round: approvalId(TASK_TOKEN), shown: messages }]);

    expect(await tell([pager], history, started[0])).toEqual(['pager: update']);
    expect(screens).toEqual(['Approved by ann (4711) via pager, 24 November 2026 at 12:05 UTC']);
  });

  test('shows the end of the request, and sends it to the requester', async () => {
    const { pager, screens, buttons, told } = createPager({ inPlace });
    const request = { name: 'Ben', requester: 'cleo', requester_id: '4713' };
    const sent = await ask({ surfaces: [pager], request });
    const { verdict, outcome } = await pressOn(buttons[1]?.sealed ?? '', ANN, 'too early');
    if (!outcome) throw new TypeError('the vote was not sent');
    expect(verdict).toMatchObject({
      kind: 'taken',
      resolution: { status: 'rejected', vote: { via: 'pager' } },
    });

    const history = [...asked(request, sent), decidedWith(outcome, 3)];
    expect(await tell([pager], history)).toEqual([inPlace ? 'pager: update' : 'pager: send', 'pager: tell']);

    const words = 'Rejected by ann (4711) via pager, 24 November 2026 at 12:05 UTC: too early';
    expect(screens).toEqual(inPlace ? [words] : ['Approval for Ben', words]);
    expect(told).toStrictEqual([{ person: { name: 'cleo', id: '4713' }, text: words, ref: { page: 0 } }]);
  });

  test('shows that the execution was stopped while the request was open', async () => {
    const { pager, screens, told } = createPager({ inPlace });
    const sent = await ask({ surfaces: [pager] });
    const history = [
      ...asked({ name: 'Ben' }, sent),
      {
        id: 99,
        previousEventId: 0,
        type: 'ExecutionAborted',
        timestamp: LATER,
        executionAbortedEventDetails: { cause: wordingFor('en').cancelledBy('ann', 'pager') },
      },
    ];
    await tell([pager], history);

    const words = 'Cancelled by ann via pager.';
    expect(screens).toEqual(inPlace ? [words] : ['Approval for Ben', words]);
    expect(told).toMatchObject([{ text: words, ref: { page: 0 } }]);
  });

  test('sends a message to the requester when another surface fails', async () => {
    const { pager, told } = createPager({ inPlace });
    const slack = createFakeSurface('slack', { failure: new Error('away') });
    await ask({
      surfaces: [pager, slack],
      request: { name: 'Ben', requester: 'cleo', requester_id: '4713' },
    });
    expect(told).toStrictEqual([
      {
        person: { name: 'cleo', id: '4713' },
        text: 'The request did not reach all approvers. Slack: something went wrong. The log has the details.',
        ref: undefined,
      },
    ]);
  });

  test('is named in the message to the requester when the surface itself fails', async () => {
    const { pager } = createPager({ inPlace });
    const flat: Surface = { ...pager, show: () => Promise.reject(new RangeError('flat')) };
    const email = createFakeSurface('email');
    await ask({ surfaces: [flat, email] });
    expect(email.told.map(({ news }) => news.sentence)).toEqual([
      'The request did not reach all approvers. pager: The battery is flat.',
    ]);
    expect(lines[0]).toMatchObject({ level: 'error', event: 'ask_failed', surface: 'pager' });

    await expect(ask({ surfaces: [flat] })).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The approval request could not be sent. pager: The battery is flat.',
    });
  });

  test('shows the request without buttons when no person can decide there, and gives the reason', async () => {
    const { pager, screens, buttons } = createPager({ inPlace });
    const deaf: Surface = { ...pager, reach: async () => ({ audiences: [], obstacle: 'It has no keys.' }) };
    expect((await ask({ surfaces: [deaf, createFakeSurface('email')] })).messages).toEqual({
      email: { message: 'email 1' },
      pager: { page: 0 },
    });
    expect(screens).toEqual(['Approval for Ben']);
    expect(buttons).toEqual([]);

    await expect(ask({ surfaces: [deaf] })).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The approval request could not be sent. pager: It has no keys.',
    });
  });
});

describe('on an additional surface', () => {
  const request = { name: 'Ben', approvers: ['pager:4711'], on_reject: 'return' };

  async function buttonsFor(input: object) {
    const { pager, buttons } = createPager({ inPlace: true });
    await ask({ surfaces: [pager], request: input });
    return { approve: buttons[0]?.sealed ?? '', reject: buttons[1]?.sealed ?? '' };
  }

  test('an approver has an id of that surface, and no other person may decide', async () => {
    const { approve } = await buttonsFor(request);
    expect(await open(approve)).toMatchObject({ context: { approvers: ['4711'], surface: 'pager' } });
    expect((await pressOn(approve, BOB)).verdict).toMatchObject({
      kind: 'refused',
      refusal: { code: 'NotAllowed' },
    });
    expect(await pressOn(approve, ANN)).toMatchObject({
      verdict: { kind: 'taken', resolution: { status: 'approved' } },
      outcome: { output: { decision: { action: 'approve', by: 'ann', user_id: '4711', via: 'pager' } } },
    });
  });

  test('the cause of a rejection names the surface, in the language of the request', async () => {
    const causes = await Promise.all(
      ['en', 'de'].map(async (locale) => {
        const { reject } = await buttonsFor({ name: 'Ben', locale });
        const { outcome } = await pressOn(reject, ANN);
        return outcome?.type === 'failure' ? JSON.parse(outcome.cause ?? '').errorMessage : undefined;
      }),
    );
    expect(causes).toEqual(['Ben rejected it (by ann via pager)', 'Ben hat abgelehnt (von ann über pager)']);
  });

  test('a rejection that returns an output is shown as a rejection', async () => {
    const { pager, screens, buttons } = createPager({ inPlace: true });
    const sent = await ask({ surfaces: [pager], request });
    const { outcome } = await pressOn(buttons[1]?.sealed ?? '', ANN);
    if (!outcome) throw new TypeError('the vote was not sent');
    expect(outcome).toStrictEqual({
      type: 'success',
      output: {
        name_in_output: 'Ben',
        ...decided({
          action: 'reject',
          by: 'ann',
          user_id: '4711',
          via: 'pager',
          at: LATER.toISOString(),
        }),
      },
    });

    await tell([pager], [...asked(request, sent), decidedWith(outcome, 3)]);
    expect(screens).toEqual(['Rejected by ann (4711) via pager, 24 November 2026 at 12:05 UTC']);
  });
});

test('The fake surface of the other tests works in the same way', async () => {
  const pager = createFakeSurface('pager', { inPlace: true });
  const sent = await ask({ surfaces: [pager] });
  const outcome = { type: 'success', output: { name_in_output: 'Ben' } } as const;
  await tell([pager], [...asked({ name: 'Ben' }, sent), decidedWith(outcome, 3)]);
  expect(pager.endings.map(({ approval, ref }) => [resolutionOf(approval)?.status, ref])).toEqual([
    ['approved', { message: 'pager 1' }],
  ]);
});

/** The event of a completed task. It follows the event with this id. */
function decidedWith(
  outcome: Exclude<Outcome, { type: 'heartbeat' }>,
  previousEventId: number,
): HistoryEvent {
  return { ...endOf(outcome, LATER), previousEventId };
}
