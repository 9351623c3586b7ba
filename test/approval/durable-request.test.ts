import { describe, expect, test } from 'vitest';
import type { KeptDefaults } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import { createActionSealer } from '../../src/callback/url.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const CALLBACK_ID = 'Ab1/+9zQ7w7x==';
const EXECUTION =
  'arn:aws:lambda:eu-west-1:123456789012:function:releases:7/durable-execution/one/8d2e3a76-0000-4000-8000-000000000000';
const event = {
  callback_id: CALLBACK_ID,
  execution: EXECUTION,
  request: { name: 'Ben' },
  timeout_seconds: 3600,
};

function createWorld(defaults: KeptDefaults = {}) {
  const { seal, open } = createMemorySealer();
  const { lines, log } = createFakeLog();
  const email = createFakeSurface('email', { asLinks: true });
  const slack = createFakeSurface('slack', { inPlace: true });
  const read: string[] = [];
  const started: unknown[] = [];
  const ask = (input: unknown) =>
    requestApproval(input, {
      seal: createActionSealer(seal, 'https://example.com'),
      sealLinks: async () => {
        throw new Error('A link cannot refer to the history of a durable function.');
      },
      assertSealable: () => undefined,
      surfaces: [slack, email],
      stateMachines: ['arn:aws:states:eu-west-1:123456789012:stateMachine:ApprovalEmails'],
      ownArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:ApprovalEmails',
      durableFunctions: ['arn:aws:lambda:eu-west-1:123456789012:function:releases'],
      getHistory: async (execution) => {
        read.push(execution);
        return [];
      },
      startOutcomeExecution: async (_, given) => void started.push(given),
      ...DEFAULTS,
      ...defaults,
      now: () => NOW,
      wait: forever,
      pause: async () => undefined,
      log,
    });
  return { ask, open, email, slack, lines, read, started };
}

describe('a request of a durable function', () => {
  test('is shown on every surface, with the sealed callback in its buttons and in its links', async () => {
    const { ask, open, email, slack } = createWorld();

    expect(await ask(event)).toStrictEqual({
      transaction_id: approvalId(CALLBACK_ID),
      messages: { slack: { message: 'slack 1' }, email: { message: 'email 1' } },
    });

    for (const surface of [email, slack]) {
      const buttons = surface.asks[0]?.buttons ?? [];
      expect(buttons.map(({ action }) => action)).toEqual(['approve', 'reject']);
      for (const { sealed } of buttons) {
        expect(await open(sealed)).toMatchObject({
          callbackId: CALLBACK_ID,
          transactionId: approvalId(CALLBACK_ID),
          expiresAt: NOW / 1000 + 3600,
          context: {
            surface: surface.name,
            execution: 'releases:7/durable-execution/one/8d2e3a76-0000-4000-8000-000000000000',
          },
        });
      }
    }
  });

  test('names the function as the requester, if the request names no person', async () => {
    const { ask, slack } = createWorld();
    await ask(event);
    expect(slack.asks[0]?.approval.request.requester.name).toContain('releases');
  });

  test('reads no history, and starts no outcome: the function reports it', async () => {
    const { ask, read, started } = createWorld();
    await ask(event);
    expect({ read, started }).toEqual({ read: [], started: [] });
  });

  test('logs no warning about its links, and no callback ID', async () => {
    const { ask, lines } = createWorld();
    await ask(event);
    expect(lines).toMatchObject([{ event: 'request_approval', outcome: 'asked' }]);
    expect(JSON.stringify(lines)).not.toContain(CALLBACK_ID);
  });

  test.each([
    ['approvals', { approvals: 2, approvers: ['ann@example.com', 'bob@example.com'] }],
    ['rejections', { rejections: 2 }],
    ['unanimous', { unanimous: true, approvers: ['ann@example.com'] }],
    ['delegation', { delegation: 'anyone' }],
    ['stages', { stages: [{ approvers: ['ann@example.com'] }, { approvers: ['bob@example.com'] }] }],
    ['approvals', { stages: [{ approvals: 2 }] }],
    ['inputs', { inputs: [{ name: 'why', label: 'Why', type: 'text' }] }],
    ['remind', { remind: { after: '4h' } }],
    ['escalate', { escalate: [{ after: '1d', to: ['ann@example.com'] }] }],
  ])('is refused with %s, which needs rounds', async (member, members) => {
    const { ask, email, slack } = createWorld();

    await expect(ask({ ...event, request: { name: 'Ben', ...members } })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: `The input has "${member}", which needs a task of a state machine: a durable function asks for one answer. Remove it, or ask from a state machine.`,
    });
    expect([...email.asks, ...slack.asks]).toEqual([]);
  });

  test('takes actions of its own', async () => {
    const { ask, open, slack } = createWorld();
    const actions = [{ name: 'hold', label: 'Hold', outcome: 'other', output: { days: 2 } }];
    await ask({ ...event, request: { name: 'Ben', actions } });
    const [button] = slack.asks[0]?.buttons ?? [];
    expect(button).toMatchObject({ action: 'hold', label: 'Hold', outcome: 'other' });
    expect(await open(button?.sealed ?? '')).toMatchObject({
      action: { output: { name_in_output: 'Ben', days: 2 } },
      context: { label: 'Hold', outcome: 'other' },
    });
  });

  test('is neither reminded nor escalated by the defaults of the deployment: that needs a history', async () => {
    const escalate = [{ after: '1m', to: ['boss@example.com'] }];
    const { ask, open, slack } = createWorld({ remind: { after: '1m' }, escalate });
    const sent = await ask({ ...event, request: { name: 'Ben', approvers: ['ann@example.com'] } });
    expect(sent).not.toHaveProperty('defaults');
    expect(slack.asks[0]?.approval.request).not.toHaveProperty('remind');
    const [button] = slack.asks[0]?.buttons ?? [];
    expect(await open(button?.sealed ?? '')).not.toHaveProperty('context.escalate');
  });

  test('takes one stage, one approval, and delegation that is off', async () => {
    const { ask } = createWorld();
    const request = { name: 'Ben', delegation: 'off', stages: [{ approvals: 1 }] };
    expect(await ask({ ...event, request })).toHaveProperty('messages.slack');
  });

  test('is refused from another account or region, whose callbacks cannot be completed', async () => {
    const { ask, slack } = createWorld();
    for (const execution of [
      EXECUTION.replace('123456789012', '999999999999'),
      EXECUTION.replace('eu-west-1', 'us-east-1'),
    ]) {
      await expect(ask({ ...event, execution })).rejects.toMatchObject({ name: 'NotPermitted' });
    }
    expect(slack.asks).toEqual([]);
  });

  test.each([
    [{ ...event, callback_id: '' }, 'The event has no task token and no callback_id.'],
    [{ ...event, callback_id: 5 }, 'The event has no task token and no callback_id.'],
    [{ ...event, token: 'AAAA' }, 'The event has a task token and a callback_id. Remove one of them.'],
    [{ ...event, execution: undefined }, 'The event names no execution.'],
  ])('is refused when the event is %j', async (input, message) => {
    await expect(createWorld().ask(input)).rejects.toMatchObject({ name: 'InvalidRequest', message });
  });
});
