import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/callback/errors.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { mrkdwnOf } from '../../support/slack-message.ts';
import { createSlackWorld } from '../../support/slack-world.ts';
import { ASKED_AT, EXECUTION, TASK_TOKEN } from '../../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const ARN = 'arn:aws:states:us-east-1:123456789012:execution';
const NONE = 'This execution does not exist, or it has no approval request.';

describe('/approval status', () => {
  it.each(['run-1', '`run-1`', `${ARN}:${EXECUTION}`])('shows a waiting request (%s)', async (given) => {
    const world = createSlackWorld(api.url);
    await world.ask({ name: 'Ben', requester_id: 'U0BOB0001' });
    api.results.set('chat.getPermalink', { permalink: 'https://example.slack.com/p1' });

    const { answer } = await world.command(`status ${given}`);

    expect(answer).toMatchObject({ response_type: 'ephemeral', text: 'Waiting for a decision' });
    expect(mrkdwnOf(answer.blocks)).toEqual([
      '*Approval for Ben*\nRequested by <@U0BOB0001> · 30 minutes ago · `run-1` · <https://example.slack.com/p1|Go to the message>\nWaiting for a decision',
    ]);
    expect(world.workflow.historyReads).toEqual([EXECUTION]);
  });

  it('shows who approved the request', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();
    await world.press(approve, message);

    const { answer } = await world.command('status run-1');

    expect(answer.text).toBe(
      'Approved by <@U0ANN0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>',
    );
    expect(mrkdwnOf(answer.blocks)[0]).toContain(`\n${answer.text}`);
  });

  it('shows who rejected the request, with the escaped reason', async () => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();
    await world.press(reject, message);
    await world.submit(api.calls[0]?.view, { comment: { value: '<!channel> too early' } });

    const { answer } = await world.command('status run-1');

    expect(answer.text).toBe(
      'Rejected by <@U0ANN0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>: &lt;!channel&gt; too early',
    );
  });

  it('shows a rejection without a person if only its sentence is known', async () => {
    const world = createSlackWorld(api.url);
    const cause = 'Ben rejected it (by ann in Slack): too <early>';
    await world.workflow.completeTask({ token: TASK_TOKEN }, { type: 'failure', error: 'rejected', cause });

    expect((await world.command('status run-1')).answer.text).toBe(
      'Rejected, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>: Ben rejected it (by ann in Slack): too &lt;early&gt;',
    );
  });

  it.each(['via', 'by', 'user_id', 'comment'])(
    'escapes the output of a program, so the output cannot notify the channel (%s)',
    async (member) => {
      const world = createSlackWorld(api.url);
      const decision = {
        action: 'approve',
        via: 'slack',
        at: ASKED_AT.toISOString(),
        [member]: '<!channel>',
      };
      await world.workflow.completeTask({ token: TASK_TOKEN }, { type: 'success', output: { decision } });

      const { answer } = await world.command('status run-1');

      for (const shown of [answer.text, ...mrkdwnOf(answer.blocks)]) {
        expect(shown).toContain('Approved');
        expect(shown.replaceAll('<!date^', '')).not.toContain('<!');
      }
    },
  );

  it('shows who cancelled the request', async () => {
    const world = createSlackWorld(api.url);
    world.workflow.stop('Cancelled by bob in Slack');

    expect((await world.command('status run-1')).answer.text).toBe('Cancelled by bob in Slack.');
  });

  it.each([
    { title: 'that is the ARN of a topic', given: 'arn:aws:sns:us-east-1:123456789012:topic' },
    {
      title: 'that is the ARN of the state machine',
      given: 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails',
    },
    { title: 'with more text after it', given: `run-1 ${ARN}:ApprovalEmails:run-2` },
    { title: 'with two colons', given: 'ApprovalEmails:run-1:x' },
    { title: 'with two labels', given: 'ApprovalEmails/a/b:run-1' },
    { title: 'of a version', given: 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails' },
    { title: 'with a wildcard', given: 'run-*' },
    { title: 'with markup', given: '<!channel>' },
    { title: 'with entities', given: '&lt;!channel&gt;' },
    { title: 'with a path', given: '../run-1' },
    { title: 'that is too long', given: 'x'.repeat(81) },
    { title: 'with a query', given: 'run-1?x=1#y' },
  ])('does not ask AWS about a name $title', async ({ given }) => {
    const world = createSlackWorld(api.url);

    const { statusCode, answer } = await world.command(`status ${given}`);

    expect(statusCode).toBe(200);
    expect(answer).toEqual({ response_type: 'ephemeral', text: NONE });
    expect(world.workflow.historyReads).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  it('shows that the execution does not exist', async () => {
    const world = createSlackWorld(api.url);
    world.workflow.failHistory = new Refusal('InvalidRequest', 'This execution does not exist.');

    expect((await world.command('status run-9')).answer.text).toBe(NONE);
    expect(world.others()).toEqual([]);
  });

  it('shows and logs an error if AWS does not answer', async () => {
    const world = createSlackWorld(api.url);
    world.workflow.failHistory = new Error('ThrottlingException');

    expect((await world.command('status run-1')).answer.text).toMatch(/^This did not work/);
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });

  it('says that the key of the state machine cannot be used', async () => {
    const world = createSlackWorld(api.url);
    world.workflow.failHistory = new Refusal('NotPermitted', 'A sentence.', { reason: 'KmsAccessDenied' });

    expect((await world.command('status run-1')).answer.text).toBe(
      'Tasks of ApprovalEmails are encrypted under a KMS key that this deployment may not use. An administrator must add the key to stateMachineKeys.',
    );
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'NotPermitted' });
  });

  it('shows that the execution has no approval request', async () => {
    const world = createSlackWorld(api.url, {
      getHistory: async () => [{ id: 1, type: 'ExecutionStarted', timestamp: ASKED_AT }],
    });

    expect((await world.command('status run-1')).answer.text).toBe(NONE);
  });

  it('asks for the name of an execution if the name is missing', async () => {
    const world = createSlackWorld(api.url);

    expect((await world.command('status')).answer.text).toBe(
      'Which one? Type /approval status &lt;execution&gt;; /approval list shows their names.',
    );
  });

  it('leaves out the link if Slack does not return it', async () => {
    const world = createSlackWorld(api.url);
    api.failures.set('chat.getPermalink', { status: 500 });

    const { answer } = await world.command('status run-1');

    expect(mrkdwnOf(answer.blocks)[0]).toMatch(/`run-1`\nWaiting for a decision$/);
  });
});
