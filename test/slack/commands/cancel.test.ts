import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/callback/errors.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { BOB, createSlackWorld } from '../../support/slack-world.ts';
import { EXECUTION } from '../../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const BY_BOB = { user_id: BOB.id, user_name: BOB.username };
const MAY_NOT = 'Only the requester and the approvers can cancel this request.';
const OVER = 'This request does not wait for a decision any more.';

/** Creates an execution with the requester Ann. By default, only Eve can decide. */
async function arrange(input: object = { approvers: ['U0EVE0001'] }) {
  const world = createSlackWorld(api.url);
  await world.ask({ name: 'Ben', requester_id: 'U0ANN0001', ...input });
  return world;
}

/** The text of the updated modal. */
function noticeOf(answer: { view: { blocks: { text: { text: string } }[] } }): string | undefined {
  return answer.view.blocks[0]?.text.text;
}

describe('/approval cancel', () => {
  it('asks the requester in a modal before it stops the execution', async () => {
    const world = await arrange({ approvers: ['U0EVE0001'], title: 'Release <1>' });

    const response = await world.command('cancel run-1');

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(api.calls).toMatchObject([
      {
        method: 'views.open',
        args: { trigger_id: '13345224609.738474920.8088930838d88f008e0' },
        view: {
          callback_id: 'cancel',
          private_metadata: JSON.stringify({ execution: 'ApprovalEmails:run-1', channel: 'C0001' }),
          title: { text: 'Cancel this request?' },
          submit: { text: 'Cancel it' },
        },
      },
    ]);
    expect(JSON.stringify(api.calls[0]?.view)).toContain('stops the execution of “Release &lt;1&gt;”');
    expect(world.stopped).toEqual([]);
  });

  it('stops the execution in the name of the person who submits the modal', async () => {
    const world = await arrange();
    await world.command('cancel run-1');

    const { answer } = await world.submit(api.calls[0]?.view);

    expect(world.stopped).toEqual([{ execution: EXECUTION, cause: 'Cancelled by ann (U0ANN0001) in Slack' }]);
    expect(answer.response_action).toBe('update');
    expect(noticeOf(answer)).toBe('Cancelled: Approval for Ben.');
    expect(world.requests().at(-1)).toMatchObject({ outcome: 'cancelled', execution: EXECUTION });
    expect((await world.command('status run-1')).answer.text).toBe('Cancelled by ann (U0ANN0001) in Slack.');
  });

  it.each([
    { who: 'an approver', input: { approvers: [BOB.id] } },
    { who: 'every user if every user can decide', input: {} },
    { who: 'others if self-approval is forbidden', input: { self_approval: false } },
  ])('is allowed for $who', async ({ input }) => {
    const world = await arrange(input);
    await world.command('cancel run-1', BY_BOB);

    await world.submit(api.calls[0]?.view, {}, BOB);

    expect(world.stopped).toMatchObject([{ cause: 'Cancelled by bob (U0BOB0001) in Slack' }]);
  });

  it('is allowed for the requester even if self-approval is forbidden', async () => {
    const world = await arrange({ self_approval: false });

    await world.command('cancel run-1');

    expect(api.calls).toMatchObject([{ method: 'views.open' }]);
  });

  it('refuses other people with a private message and opens no modal', async () => {
    const world = await arrange();

    const { answer } = await world.command('cancel run-1', BY_BOB);

    expect(answer).toEqual({ response_type: 'ephemeral', text: MAY_NOT });
    expect(api.calls).toEqual([]);
  });

  it('checks again whether the person who submits the modal is allowed to cancel', async () => {
    const world = await arrange();
    await world.command('cancel run-1');

    const { answer } = await world.submit(api.calls[0]?.view, {}, BOB);

    expect(noticeOf(answer)).toBe(MAY_NOT);
    expect(world.stopped).toEqual([]);
  });

  it.each(['command', 'submission'])('does not stop a request that is already decided (%s)', async (when) => {
    const world = await arrange({});
    const { approve, message } = await world.ask();
    await world.command('cancel run-1');
    const modal = api.calls[0]?.view;
    await world.press(approve, message);

    const { answer } = await (when === 'command' ? world.command('cancel run-1') : world.submit(modal));

    expect(when === 'command' ? answer.text : noticeOf(answer)).toBe(OVER);
    expect(world.stopped).toEqual([]);
  });

  it('stops the execution once if the modal is submitted twice', async () => {
    const world = await arrange();
    await world.command('cancel run-1');
    const modal = api.calls[0]?.view;

    await world.submit(modal);
    const { answer } = await world.submit(modal);

    expect(noticeOf(answer)).toBe(OVER);
    expect(world.stopped).toHaveLength(1);
  });

  it.each([
    {
      typed: 'cancel',
      told: 'Which one? Type /approval cancel &lt;execution&gt;; /approval list shows their names.',
    },
    {
      typed: 'cancel OrderPizza:run-1',
      told: 'This deployment may not complete tasks of OrderPizza. An administrator must add it to stateMachines.',
    },
  ])('explains a missing or unknown execution name ($typed)', async ({ typed, told }) => {
    const world = await arrange();

    expect((await world.command(typed)).answer).toEqual({ response_type: 'ephemeral', text: told });
    expect(api.calls).toEqual([]);
  });

  it('shows an error if the modal cannot be opened', async () => {
    const world = await arrange();
    api.failures.set('views.open', { error: 'expired_trigger_id' });

    const { answer } = await world.command('cancel run-1');

    expect(answer.text).toMatch(/^This did not work, and nothing was changed\./);
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });

  it('shows that the result is unknown if the call to stop the execution fails', async () => {
    const world = createSlackWorld(api.url, {
      stopExecution: () => Promise.reject(new Error('socket hang up')),
    });
    await world.command('cancel run-1');

    const { answer } = await world.submit(api.calls[0]?.view);

    expect(noticeOf(answer)).toMatch(/^We do not know whether this worked/);
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });

  it.each([
    [
      undefined,
      'This was not accepted. This deployment may not stop executions of ApprovalEmails. An administrator must add it to stateMachines.',
    ],
    [
      'KmsInvalidState' as const,
      'This was not accepted. Tasks of ApprovalEmails are encrypted under a KMS key that is disabled or deleted. An administrator must enable the key.',
    ],
  ])('says that nothing was stopped, and why, if Step Functions refuses it (%s)', async (reason, told) => {
    const cause = new Error('what AWS says');
    const refusal = new Refusal('NotPermitted', 'A sentence.', { cause, ...(reason && { reason }) });
    const world = createSlackWorld(api.url, { stopExecution: () => Promise.reject(refusal) });
    await world.command('cancel run-1');

    const { answer } = await world.submit(api.calls[0]?.view);

    expect(noticeOf(answer)).toBe(told);
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'NotPermitted' });
    expect(world.logged()).toContain('what AWS says');
  });

  it('writes the cause in the language of the request', async () => {
    const world = await arrange({ locale: 'de' });
    await world.command('cancel run-1');

    await world.submit(api.calls[0]?.view);

    expect(world.stopped).toMatchObject([{ cause: 'Abgebrochen von ann (U0ANN0001) in Slack' }]);
  });
});
