import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { loadingLanguages } from '../../src/approval/histories.ts';
import { ANSWER, hasProof, SENT, tokenHash } from '../../src/approval/record.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import { tick } from '../../src/approval/tick.ts';
import { parseJson } from '../../src/callback/json.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import {
  ASKED_AT,
  approved,
  asked,
  EXECUTION,
  failed,
  REFERENCE,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { taskOf } from '../support/proven-records.ts';
import { DEFAULTS } from '../support/requests.ts';
import { TASK_TOKEN, EXECUTION as WEB_EXECUTION } from '../support/web-fake-workflow.ts';
import {
  ANN,
  addressOf,
  linkOf,
  REQUEST,
  roundsAfter,
  tokenOf as roundToken,
} from '../support/web-rounds.ts';
import { createMemorySealer } from '../support/web-sealer.ts';
import { createRespondWorld, FORM } from '../support/web-world.ts';

const sealer = createMemorySealer();

/** What an outcome writes into the history. */
const writtenBy = (outcome: Outcome | undefined) =>
  outcome?.type === 'success' ? outcome.output : outcome?.type === 'failure' ? parseJson(outcome.cause) : {};

const isProven = (outcome: Outcome | undefined, token: string, execution = WEB_EXECUTION) =>
  hasProof(writtenBy(outcome), ANSWER, { execution, task: tokenHash(token) }, sealer);

describe('an answer to one request', () => {
  /** Sends the form of a link, and returns what completes the task. */
  async function answer(action: 'approve' | 'reject', body = '') {
    const world = createRespondWorld({ proofs: sealer });
    const { [action]: url = '' } = await world.urls();
    await world.send(url, { method: 'POST', headers: FORM, body });
    return world.workflow.completed[0]?.outcome;
  }

  test.each(['approve', 'reject'] as const)('is proved beside its decision: %s', async (action) => {
    const outcome = await answer(action, 'comment=fine');
    expect(writtenBy(outcome)).toMatchObject({ decision: { action, comment: 'fine' } });
    expect(await isProven(outcome, TASK_TOKEN)).toBe(true);
    expect(await isProven(outcome, 'another')).toBe(false);
    expect(await isProven(outcome, TASK_TOKEN, 'ApprovalEmails:run-2')).toBe(false);
  });

  test('fits into a cause, also if everything else fills it', async () => {
    const world = createRespondWorld({ proofs: sealer });
    const action = { name: 'reject', type: 'failure', error: 'rejected', cause: '\u0001'.repeat(5_000) };
    const url = await world.url(action, { surface: 'email', execution: WEB_EXECUTION, confirm: true });
    await world.send(url, { method: 'POST', headers: FORM, body: `comment=${'%01'.repeat(1_000)}` });
    const [{ outcome } = {}] = world.workflow.completed;
    expect(outcome?.type === 'failure' && outcome.cause?.length).toBeLessThanOrEqual(32_768);
    expect(outcome?.type === 'failure' && outcome.cause?.length).toBeGreaterThan(30_000);
    expect(await isProven(outcome, TASK_TOKEN)).toBe(true);
  });

  test('of another program stays as it is: a decision that its output names is not proved', async () => {
    const world = createRespondWorld({ proofs: sealer });
    const output = {
      decision: { action: 'approve', by: 'Ann', via: 'slack', at: '2026-11-24T12:00:00.000Z' },
    };
    const url = await world.url({ name: 'go', type: 'success', output }, { execution: WEB_EXECUTION });
    await world.send(url, { method: 'POST', headers: FORM });
    expect(world.workflow.completed[0]?.outcome).toEqual({ type: 'success', output });
  });

  test('is not sent if it cannot be proved', async () => {
    const world = createRespondWorld({ proofs: { prove: () => Promise.reject(new Error('no KMS')) } });
    const { approve = '' } = await world.urls();
    expect(await world.send(approve, { method: 'POST', headers: FORM })).toMatchObject({ statusCode: 500 });
    expect(world.workflow.completed).toEqual([]);
  });
});

describe('an answer between rounds', () => {
  async function sent(history: ReturnType<typeof roundsAfter>, body: string) {
    const world = createRespondWorld({
      proofs: sealer,
      openLink: async () => linkOf(),
      getHistory: async () => history,
    });
    await world.send(addressOf(linkOf()), { method: 'POST', headers: FORM, body });
    return world.workflow.completed[0]?.outcome;
  }

  test('is proved for the round that it ends: a vote', async () => {
    const outcome = await sent(roundsAfter([]), 'comment=fine');
    expect(outcome).toMatchObject({ error: 'Countersign.NextRound' });
    expect(await isProven(outcome, roundToken(1))).toBe(true);
  });

  test('is proved for the round that it ends: the last vote, with all votes', async () => {
    const outcome = await sent(roundsAfter([{ by: ANN }]), 'comment=fine');
    expect(writtenBy(outcome)).toMatchObject({ decisions: [{ by: ANN }, {}] });
    expect(await isProven(outcome, roundToken(2))).toBe(true);
    expect(await isProven(outcome, roundToken(1))).toBe(false);
  });

  test('is proved for the round that it ends: a delegation', async () => {
    const outcome = await sent(
      roundsAfter([], { ...REQUEST, delegation: 'anyone' }),
      'delegate_to=cleo@example.com',
    );
    expect(writtenBy(outcome)).toMatchObject({ delegation: { to: 'cleo@example.com' } });
    expect(await isProven(outcome, roundToken(1))).toBe(true);
  });

  test('is proved for the round that it ends: an expiry', async () => {
    const twice = { name: 'Ben', approvals: 2 };
    const decision = { action: 'approve', by: 'ann', via: 'slack', at: '2026-11-24T12:05:00.000Z' };
    const voted = failed(1, 'Countersign.NextRound', { cause: JSON.stringify({ decision }) });
    const history = [...asked(twice, 1), voted, ...asked(twice, 2, { after: 12 })];
    const completed: Outcome[] = [];
    await tick(
      {
        execution: REFERENCE,
        approval: approvalId(tokenOf(1)),
        stage: 0,
        from: ASKED_AT.toISOString(),
        at: '2026-11-24T13:00:05.000Z',
      },
      {
        ...DEFAULTS,
        getHistory: loadingLanguages(async () => history),
        completeTask: async (_, outcome) => void completed.push(outcome),
        startOutcomeExecution: async () => undefined,
        surfaces: [],
        seal: async () => [],
        wait: forever,
        proofs: sealer,
        now: () => ASKED_AT.getTime() + 3_605_000,
        log: createFakeLog().log,
      },
    );
    expect(writtenBy(completed[0])).toMatchObject({ decisions: [{ by: 'ann' }] });
    expect(await isProven(completed[0], tokenOf(2), EXECUTION)).toBe(true);
  });
});

describe('request-approval', () => {
  const event = { token: tokenOf(1), execution: EXECUTION, request: { name: 'Ben' } };

  function createWorld({ history = [], prove = sealer.prove }: Partial<Given> = {}) {
    const slack = createFakeSurface('slack', { inPlace: true });
    const started: Record<string, unknown>[] = [];
    const ask = (input: unknown = event) =>
      requestApproval(input, {
        ...DEFAULTS,
        seal: async () => [],
        assertSealable: () => undefined,
        surfaces: [slack],
        durableFunctions: ['*'],
        getHistory: async () => history,
        startOutcomeExecution: async (_, given) => void started.push(given as never),
        proofs: { prove },
        now: () => ASKED_AT.getTime(),
        wait: forever,
        pause: async () => undefined,
        log: createFakeLog().log,
      });
    return { ask, slack, started };
  }
  interface Given {
    readonly history: ReturnType<typeof asked>;
    readonly prove: typeof sealer.prove;
  }

  test('proves where its messages are', async () => {
    const sent = await createWorld().ask();
    expect(sent).toMatchObject({ messages: { slack: { message: 'slack 1' } } });
    expect(await hasProof(sent, SENT, taskOf(1), sealer)).toBe(true);
    expect(await hasProof(sent, SENT, taskOf(2), sealer)).toBe(false);
  });

  test('proves it for the callback of a durable function', async () => {
    const execution = 'arn:aws:lambda:eu-west-1:123456789012:function:releases:7/durable-execution/one/8d2e';
    const sent = await createWorld().ask({ callback_id: 'a callback', execution, request: { name: 'Ben' } });
    const task = { execution: 'releases:7/durable-execution/one/8d2e', task: tokenHash('a callback') };
    expect(await hasProof(sent, SENT, task, sealer)).toBe(true);
  });

  test('proves it for ApprovalOutcome, if the approval has ended in the meantime', async () => {
    const { ask, started } = createWorld({
      history: [...asked('Ben', 1, { messages: undefined }), { ...approved(1), previousEventId: 10 }],
    });
    await ask();
    const [{ shown, proof } = {}] = started;
    expect(shown).toEqual({ slack: { message: 'slack 1' } });
    expect(await hasProof({ messages: shown, proof }, SENT, taskOf(1), sealer)).toBe(true);
  });

  test('sends nothing if it could not be proved', async () => {
    const { ask, slack } = createWorld({ prove: () => Promise.reject(new Error('no KMS')) });
    await expect(ask()).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
    expect(slack.asks).toEqual([]);
  });
});
