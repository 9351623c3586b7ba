import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { Audience } from '../../src/approval/surface.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createActionSealer, type SealActions, sealedPayloadOf } from '../../src/callback/url.ts';
import { waysToDecide } from '../../src/slack/blocks/decide-buttons.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { request, waiting } from '../support/requests.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const EMAIL = { name: 'email', confirm: true };

/** A sealer that only records the payloads. */
function recordingSealer() {
  const sealed: Payload[] = [];
  const seal: SealActions = async (payloads) => {
    sealed.push(...payloads);
    return payloads.map(({ action }) => ({ action: action.name, sealed: '3-AAAA', url: 'https://x.org' }));
  };
  return { sealed, seal };
}

async function sealedFor(
  input: object,
  {
    surface = EMAIL,
    audiences = [{ recipient: 'ann@example.com' }],
    until,
  }: { surface?: typeof EMAIL; audiences?: readonly Audience[]; until?: Date } = {},
) {
  const { sealed, seal } = recordingSealer();
  const approval = waiting(request({ name: 'Ben', ...input }), { until });
  const buttons = await sealButtons(approval, { token: TASK_TOKEN }, surface, audiences, seal);
  return { sealed, buttons };
}

describe('a button', () => {
  test('for each action contains the policy and the context of the surface', async () => {
    const policy = { approvers: ['ann@example.com'], self_approval: false, requester_id: 'U0BOB0001' };
    const { sealed } = await sealedFor(policy);
    const common = {
      token: TASK_TOKEN,
      transactionId: approvalId(TASK_TOKEN),
      context: {
        ...policy,
        recipient: 'ann@example.com',
        locale: 'en',
        surface: 'email',
        execution: EXECUTION,
      },
    };

    expect(sealed).toStrictEqual([
      {
        ...common,
        action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, confirm: true },
      },
      {
        ...common,
        action: {
          name: 'reject',
          type: 'failure',
          error: 'rejected',
          cause: 'Ben rejected it',
          confirm: true,
        },
      },
    ]);
  });

  test('decides at once when the surface asks for no confirmation', async () => {
    const { sealed } = await sealedFor({}, { surface: { name: 'email', confirm: false } });
    expect(sealed.map(({ action }) => 'confirm' in action)).toEqual([false, false]);
  });

  test('expires with the task, in whole seconds', async () => {
    const until = new Date('2026-12-01T12:00:00.900Z');
    const { sealed } = await sealedFor({}, { until });
    expect(sealed.map(({ expiresAt }) => expiresAt)).toEqual(
      Array(2).fill(Date.parse('2026-12-01T12:00:00Z') / 1000),
    );
  });

  test('does not expire when the task has no timeout', async () => {
    for (const payload of (await sealedFor({})).sealed) expect(payload).not.toHaveProperty('expiresAt');
  });

  test('contains the reference of its execution and the language of the request', async () => {
    const { sealed, seal } = recordingSealer();
    const execution = `arn:aws:states:us-east-1:123456789012:execution:${EXECUTION}`;
    await sealButtons(
      { ...waiting(request({ name: 'Ben', locale: 'de' })), execution },
      { token: TASK_TOKEN },
      EMAIL,
      [{}],
      seal,
    );
    expect(sealed.map(({ context }) => context)).toStrictEqual(
      Array(2).fill({ locale: 'de', surface: 'email', execution: EXECUTION }),
    );
  });

  test('to reject returns an output when on_reject is "return"', async () => {
    const { sealed } = await sealedFor({ on_reject: 'return' });
    expect(sealed[1]?.action).toStrictEqual({
      name: 'reject',
      type: 'success',
      output: { name_in_output: 'Ben' },
      confirm: true,
    });
  });
});

describe('buttons', () => {
  test('are made for each audience, with its recipient', async () => {
    const audiences = [{ recipient: 'ann@example.com', title: 'Deploy' }, {}];
    const { sealed, buttons } = await sealedFor({}, { audiences });

    expect(buttons.map(({ action, recipient }) => [action, recipient])).toEqual([
      ['approve', 'ann@example.com'],
      ['reject', 'ann@example.com'],
      ['approve', undefined],
      ['reject', undefined],
    ]);
    for (const button of buttons.slice(2)) expect(button).not.toHaveProperty('recipient');
    expect(sealed.map(({ context = {} }) => [context.recipient, context.title])).toEqual([
      ['ann@example.com', 'Deploy'],
      ['ann@example.com', 'Deploy'],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  test('are an empty list when there is no audience', async () => {
    expect(await sealedFor({}, { audiences: [] })).toEqual({ sealed: [], buttons: [] });
  });

  test('contain the token of the current round and the id of the approval', async () => {
    const { sealed, seal } = recordingSealer();
    const first = waiting();
    await sealButtons(first, { token: 'BBBB' }, EMAIL, [{}], seal);
    expect(sealed.map((payload) => 'token' in payload && payload.token)).toEqual(['BBBB', 'BBBB']);
    expect(sealed.map(({ transactionId }) => transactionId)).toEqual(Array(2).fill(first.id));
  });

  test('contain the same payload as a button and as a link', async () => {
    const sealer = createMemorySealer();
    const seal = createActionSealer(sealer.seal, 'https://example.com/v1');
    const asked = request({ name: 'Ben', approvers: 'U012ABCDE, ann@example.com', confirm: true });
    const buttons = await sealButtons(
      waiting(asked),
      { token: TASK_TOKEN },
      EMAIL,
      [{ recipient: 'ann@example.com' }],
      seal,
    );

    expect(buttons.map(({ action }) => action)).toEqual(['approve', 'reject']);
    for (const { action, sealed, url } of buttons) {
      expect(sealedPayloadOf(url)).toBe(sealed);
      expect(url).toMatch(new RegExp(`^https://example\\.com/v1/respond\\?data=3-.+&action=${action}$`));
      expect(await sealer.open(sealed)).toMatchObject({
        token: TASK_TOKEN,
        transactionId: approvalId(TASK_TOKEN),
        action: { name: action, confirm: true },
        context: {
          approvers: ['U012ABCDE', 'ann@example.com'],
          recipient: 'ann@example.com',
          surface: 'email',
        },
      });
    }
  });

  test('are refused when they are too long for a link', async () => {
    const seal = createActionSealer(createMemorySealer().seal, `https://example.com/${'x'.repeat(8_000)}`);
    await expect(sealButtons(waiting(), { token: TASK_TOKEN }, EMAIL, [{}], seal)).rejects.toMatchObject({
      code: 'UrlTooLong',
    });
  });
});

describe('five actions with an output of 500 characters, 20 approvers and escalations', () => {
  const approvers = Array.from({ length: 20 }, (_, index) => `approver.number.${index}@example.com`);
  const escalate = ['1d', '2d', '3d'].map((after) => ({
    after,
    to: approvers.map((one) => `boss.of.${one}`),
  }));
  const actions = Array.from({ length: 5 }, (_, index) => ({
    name: `answer_${index}_${'x'.repeat(31)}`,
    label: `${index}${'字'.repeat(39)}`,
    outcome: 'approve',
    // 500 characters of JSON.
    output: { text: 'y'.repeat(489) },
  }));
  const world = async (more: object) => {
    const { seal, sealLink } = createMemorySealer();
    const input = { name: 'N'.repeat(256), title: '字'.repeat(150), actions, approvers, ...more };
    const approval = waiting(request(input));
    const url = 'https://xxxxxxxxxx.execute-api.eu-central-1.amazonaws.com/prod';
    return { approval, seal: createActionSealer(seal, url), sealLinks: createActionSealer(sealLink, url) };
  };

  test.each([
    ['20 approvers', { approvers, escalate: [] }],
    ['20 approvers and 60 people of escalations', { approvers, escalate }],
  ])('fit a link, where they do not fit a button of Slack: %s', async (_, more) => {
    const { approval, seal } = await world(more);
    const buttons = await sealButtons(
      approval,
      { token: TASK_TOKEN },
      { name: 'slack', confirm: false },
      [{}],
      seal,
    );
    expect(buttons.map(({ label }) => label)).toEqual(actions.map(({ label }) => label));
    const { buttons: shown, links } = waysToDecide(buttons, wordingFor('en'));
    expect(shown.length + links.length).toBe(5);
  });

  test('fit a button of Slack, if the output is short and the approvers are few', async () => {
    const { approval, seal } = await world({
      approvers: approvers.slice(0, 5),
      actions: actions.map((one) => ({ ...one, output: { hours: 1 } })),
    });
    const buttons = await sealButtons(
      approval,
      { token: TASK_TOKEN },
      { name: 'slack', confirm: false },
      [{}],
      seal,
    );
    const { buttons: shown } = waysToDecide(buttons, wordingFor('en'));
    expect(shown.filter((button) => button.value !== undefined)).toHaveLength(5);
  });
});
