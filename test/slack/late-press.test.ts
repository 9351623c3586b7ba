import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOfVote } from '../../src/approval/vote.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { measure } from '../../src/metrics.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { TASK_TOKEN, taskTimedOut } from '../support/web-fake-workflow.ts';
import { tamper } from '../support/web-sealer.ts';

const EXPIRES = '2026-11-24T13:00:00Z';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** Returns the text of the private message. Checks that the request message loses its buttons. */
function toldPrivately(): string {
  expect(api.calls).toHaveLength(2);
  const told = api.calls.find(({ method }) => method === 'chat.postEphemeral');
  const update = api.calls.find(({ method }) => method === 'chat.update');
  expect(told).toMatchObject({ channel: 'C0001', user: 'U0BOB0001' });
  expect(update).toMatchObject({ channel: 'C0001' });
  expect(update?.blocks.some(({ type }) => type === 'actions')).toBe(false);
  return told?.text ?? '';
}

/** Creates a world in which Step Functions accepts a decision, but its answer is lost. */
function createLossyWorld(): SlackWorld {
  const world: SlackWorld = createSlackWorld(api.url, {
    async completeTask(task, outcome) {
      await world.workflow.completeTask(task, outcome);
      throw new Error('read ECONNRESET 10.0.0.7:443');
    },
  });
  return world;
}

/** Returns the text of the private message. Checks that there is no other call. */
function onlyToldPrivately(): string {
  expect(api.calls).toMatchObject([{ method: 'chat.postEphemeral', channel: 'C0001', user: 'U0BOB0001' }]);
  return api.calls[0]?.text ?? '';
}

describe('a late press', () => {
  it.each(['approve', 'reject'])(
    'decides nothing, and a private message shows the earlier decision (%s)',
    async (pressed) => {
      const world = createSlackWorld(api.url);
      const { approve, reject, message } = await world.ask();
      await world.press(approve, message);
      api.reset();
      world.clock.now += 3 * 60_000;

      const { statusCode } = await world.press(pressed === 'approve' ? approve : reject, message, BOB);

      expect(statusCode).toBe(200);
      expect(toldPrivately()).toBe('Already approved by <@U0ANN0001> in Slack, 3 minutes ago.');
      expect(world.workflow.completed).toHaveLength(1);
    },
  );

  it('shows a rejection by e-mail with the escaped reason', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    await decideByMail(world, 'not <!here>');

    await world.press(approve, message, BOB);

    expect(toldPrivately()).toBe('Already rejected by e-mail, now: not &lt;!here&gt;.');
  });

  it('shows the person who cancelled the request', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    world.workflow.stop('Cancelled by eve in Slack');
    world.workflow.failCompletion = taskTimedOut();
    world.clock.now += 2 * 86_400_000;

    await world.press(approve, message, BOB);

    expect(toldPrivately()).toBe('Already cancelled, 2 days ago: Cancelled by eve in Slack.');
  });

  it('shows only the beginning of a reason with 32,768 characters', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    const cause = '<'.repeat(32_768);
    await world.workflow.completeTask({ token: TASK_TOKEN }, { type: 'failure', error: 'rejected', cause });

    await world.press(approve, message, BOB);

    expect(toldPrivately()).toMatch(/^Already rejected, now: (&lt;){100,500}…\.$/);
  });

  it.each(['unreadable', 'incomplete'])(
    'shows that the request no longer waits if the history is %s',
    async (history) => {
      const world = createSlackWorld(api.url);
      const { approve, message } = await world.ask();
      world.workflow.failCompletion = taskTimedOut();
      if (history === 'unreadable') world.workflow.failHistory = new Error('AccessDeniedException');

      await world.press(approve, message, BOB);

      expect(onlyToldPrivately()).toBe('No longer waiting. This was decided before, or its time ran out.');
      expect(world.lines.some(({ event }) => event === 'history_failed')).toBe(history === 'unreadable');
    },
  );

  it('sends the private message and updates the request message at the same time', async () => {
    const { promise: bothBegun, resolve } = Promise.withResolvers<void>();
    let begun = 0;
    const world: SlackWorld = createSlackWorld(api.url, {
      client: async () => {
        begun += 1;
        if (begun === 2) resolve();
        await bothBegun;
        return client;
      },
    });
    const client = await createSlackWorld(api.url).ports.client();
    const { approve, message } = await world.ask();
    await decideByMail(world, 'no');

    await world.press(approve, message, BOB);

    expect(toldPrivately()).toMatch(/^Already rejected/);
  });

  it('gets an answer, and the log has an error, if the private message fails', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    world.workflow.failCompletion = taskTimedOut();
    api.failures.set('chat.postEphemeral', { error: 'user_not_in_channel' });

    const { statusCode } = await world.press(approve, message, BOB);

    expect(statusCode).toBe(200);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'tell_failed' }));
  });
});

describe('a late press of a person who is not allowed to decide', () => {
  const POLICIES = [{ approvers: ['U0ANN0001'] }, { self_approval: false, requester_id: BOB.id }];

  it.each(
    POLICIES.flatMap((policy) => (['approve', 'reject'] as const).map((pressed) => ({ policy, pressed }))),
  )(
    'shows the decision, and the message loses its buttons ($pressed, $policy)',
    async ({ policy, pressed }) => {
      const world = createSlackWorld(api.url);
      const { message, ...buttons } = await world.ask({ name: 'Ben', ...policy });
      await world.press(buttons.approve, message);
      api.reset();
      world.clock.now += 3 * 60_000;

      const { statusCode } = await world.press(buttons[pressed], message, BOB);

      expect(statusCode).toBe(200);
      expect(toldPrivately()).toBe('Already approved by <@U0ANN0001> in Slack, 3 minutes ago.');
      expect(world.workflow.completed).toHaveLength(1);
    },
  );

  it('also shows that the request was cancelled', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben', approvers: ['U0ANN0001'] });
    world.workflow.stop('Cancelled by eve in Slack');
    world.clock.now += 3_600_000;

    await world.press(approve, message, BOB);

    expect(toldPrivately()).toBe('Already cancelled, 1 hour ago: Cancelled by eve in Slack.');
  });

  it.each(['approve', 'reject'] as const)(
    'shows that the person is not an approver if the history is unreadable (%s)',
    async (pressed) => {
      const world = createSlackWorld(api.url);
      const { message, ...buttons } = await world.ask({ name: 'Ben', approvers: ['U0ANN0001'] });
      await world.press(buttons.approve, message);
      api.reset();
      world.workflow.failHistory = new Error('AccessDeniedException');

      await world.press(buttons[pressed], message, BOB);

      expect(onlyToldPrivately()).toBe(
        'This was not accepted. You are not an approver of this request. Ask an approver to decide it.',
      );
      expect(world.workflow.completed).toHaveLength(1);
    },
  );
});

describe('a press with a problem', () => {
  it('shows that the link has expired, from the exact second of the expiration', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben' }, EXPIRES);
    world.clock.now = Date.parse(EXPIRES);

    await world.press(approve, message, BOB);

    expect(onlyToldPrivately()).toBe(
      'This was not accepted. This request has expired. Ask the requester for a new one.',
    );
    expect(world.workflow.completed).toEqual([]);
  });

  it('shows when the task expired, and the message loses its buttons', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben' }, EXPIRES);
    world.clock.now = Date.parse(EXPIRES);
    world.workflow.expire();
    world.clock.now += 3_600_000;

    await world.press(approve, message, BOB);

    expect(toldPrivately()).toBe('Already expired, 1 hour ago.');
  });

  it.each(['approve', 'reject'] as const)(
    'shows the decision if the request was decided before the button expired (%s)',
    async (pressed) => {
      const world = createSlackWorld(api.url);
      const { message, ...buttons } = await world.ask({ name: 'Ben' }, EXPIRES);
      await world.press(buttons.approve, message);
      api.reset();
      world.clock.now = Date.parse(EXPIRES);

      await world.press(buttons[pressed], message, BOB);

      expect(toldPrivately()).toBe('Already approved by <@U0ANN0001> in Slack, 30 minutes ago.');
    },
  );

  it.each([
    { title: 'a changed payload', change: tamper },
    { title: 'a truncated payload', change: (value: string) => value.slice(0, -10) },
    { title: 'a payload without meaning', change: () => '3-<!channel>' },
    { title: 'a payload with an unknown format', change: (value: string) => `9${value.slice(1)}` },
  ])('shows that $title is not accepted, and does not write the payload to the log', async ({ change }) => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    const value = change(approve.value ?? '');

    const { statusCode } = await world.press({ ...approve, value }, message, BOB);

    expect(statusCode).toBe(200);
    expect(onlyToldPrivately()).toMatch(/^This was not accepted\. This link or button is not ours/);
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines).toMatchObject([{ event: 'slack', outcome: 'InvalidPayload' }]);
    expect(world.logged()).not.toContain(value);
  });

  it('shows that the workflow did not accept the decision if Step Functions refuses it', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    world.workflow.failCompletion = new Refusal('StepFunctionsError', 'A <sentence>.', {
      reason: 'InvalidToken',
    });

    await world.press(approve, message, BOB);

    expect(onlyToldPrivately()).toBe(
      'This was not accepted. The workflow did not accept the answer. Look at the request again to see how it ended.',
    );
  });

  it('shows that nothing was changed, and logs an error, if the payload cannot be opened', async () => {
    const world = createSlackWorld(api.url, {
      open: () => Promise.reject(new Error('connect ECONNREFUSED')),
    });
    const { approve, message } = await world.ask();

    const { statusCode } = await world.press(approve, message, BOB);

    expect(statusCode).toBe(200);
    expect(onlyToldPrivately()).toBe('This did not work, and nothing was changed. Try again in a moment.');
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });

  it('shows that the result is unknown, and logs an error, if the call of Step Functions fails', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    world.workflow.failCompletion = new Error('read ECONNRESET 10.0.0.7:443');

    const { statusCode } = await world.press(approve, message, BOB);

    expect(statusCode).toBe(200);
    expect(onlyToldPrivately()).toBe(
      'We do not know whether this worked. Before you try again, look at the message, or type /approval status &lt;execution&gt;.',
    );
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
    expect(world.logged()).not.toContain(TASK_TOKEN.slice(0, 40));
  });

  it('updates the message if the call fails but the history has the decision', async () => {
    const world = createLossyWorld();
    const { approve, message } = await world.ask();

    await world.press(approve, message, BOB);

    expect(world.workflow.completed).toHaveLength(1);
    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
    expect(JSON.stringify(api.calls[0]?.blocks)).toContain('Approved by <@U0BOB0001> in Slack');
  });

  it('counts the decision once if the call fails but the history has the decision', async () => {
    const world = createLossyWorld();
    const { approve, message } = await world.ask();

    await world.press(approve, message, BOB);
    await world.press(approve, message, BOB);

    const decided = { via: 'slack', action: 'approve' };
    expect(world.requests()).toMatchObject([
      { level: 'info', outcome: 'accepted', decided, error: { message: 'read ECONNRESET 10.0.0.7:443' } },
      { outcome: 'repeated' },
    ]);
    expect(world.lines.flatMap(measure)).toEqual([
      { name: 'Decisions', unit: 'Count', value: 1, by: decided },
    ]);
  });

  it('shows its answer in the language of the request', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben', locale: 'de' });
    world.workflow.failCompletion = taskTimedOut();

    await world.press(approve, message, BOB);

    expect(onlyToldPrivately()).toMatch(/^Wartet nicht mehr\./);
  });
});

/** Rejects the same request as the respond function does for a link in an e-mail. */
async function decideByMail(world: ReturnType<typeof createSlackWorld>, comment: string) {
  const payload = {
    token: TASK_TOKEN,
    action: { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
    transactionId: '00',
    context: { surface: 'email' },
  } as const;
  const vote = { action: 'reject', who: {}, via: 'email', at: new Date(world.clock.now), comment };
  await world.workflow.completeTask(payload, outcomeOfVote(payload, vote));
}

it.each([
  [
    undefined,
    'This deployment may not complete tasks of ApprovalEmails. An administrator must add it to stateMachines.',
  ],
  [
    'KmsAccessDenied' as const,
    'Tasks of ApprovalEmails are encrypted under a KMS key that this deployment may not use. An administrator must add the key to stateMachineKeys.',
  ],
  [
    'KmsInvalidState' as const,
    'Tasks of ApprovalEmails are encrypted under a KMS key that is disabled or deleted. An administrator must enable the key.',
  ],
])(
  'a press on a request that the deployment may not complete names the state machine and what to do (%s)',
  async (reason, sentence) => {
    const world = createSlackWorld(api.url);
    world.workflow.failCompletion = new Refusal('NotPermitted', 'A sentence.', reason && { reason });
    world.workflow.failHistory = new Refusal('NotPermitted', 'A sentence.', reason && { reason });
    const { approve, message } = await world.ask();

    await world.press(approve, message, BOB);

    expect(onlyToldPrivately()).toBe(`This was not accepted. ${sentence}`);
    expect(world.workflow.completed).toEqual([]);
  },
);
