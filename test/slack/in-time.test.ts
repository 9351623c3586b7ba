import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/log.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { EXECUTION } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const UNSURE =
  'It is not known whether that worked. Before you try again, please look at the message, or type /approval status &lt;execution&gt;.';

/** A world in which the time is up as soon as a port is called, which goes on when `finish` is. */
function createSlowWorld(port: 'completeTask' | 'listExecutions' | 'startExecution' | 'client') {
  const deadline = new AbortController();
  const gate = Promise.withResolvers<void>();
  const told = Promise.withResolvers<LogLine>();
  const lines: LogLine[] = [];
  const log = (line: LogLine) => {
    lines.push(line);
    if (line.event === 'slack_late') told.resolve(line);
  };
  const { ports } = createSlackWorld(api.url);
  const world: SlackWorld = createSlackWorld(api.url, {
    timeout: (milliseconds) => (milliseconds === 2_500 ? deadline : new AbortController()).signal,
    log,
    [port]: async (...parameters: unknown[]) => {
      deadline.abort();
      await gate.promise;
      const usual = port === 'completeTask' ? world.workflow.completeTask : ports[port];
      return (usual as (...all: unknown[]) => Promise<unknown>)(...parameters);
    },
  });
  /** The line of what was not waited for. */
  const finish = (error?: Error) => {
    if (error) gate.reject(error);
    else gate.resolve();
    return told.promise;
  };
  return { world, lines, finish };
}

describe('when the time is up', () => {
  it('a press is answered; its decision is still made, and told in a line of its own', async () => {
    const { world, lines, finish } = createSlowWorld('completeTask');
    const { approve, message } = await world.ask();

    const { statusCode, body } = await world.press(approve, message);

    expect({ statusCode, body }).toEqual({ statusCode: 200, body: '' });
    expect(lines).toMatchObject([
      { level: 'warn', event: 'slack', name: 'decide:approve', execution: EXECUTION, late: true },
    ]);
    expect(lines[0]).not.toHaveProperty('outcome');
    expect(await finish()).toMatchObject({
      event: 'slack_late',
      execution: EXECUTION,
      outcome: 'accepted',
      decided: { via: 'slack', action: 'approve' },
    });
    expect(world.workflow.completed).toHaveLength(1);
    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
  });

  it('a decision that was made is counted once, whatever becomes of its message', async () => {
    const { world, lines, finish } = createSlowWorld('client');
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(world.workflow.completed).toHaveLength(1);
    expect(lines).toMatchObject([{ event: 'slack', outcome: 'accepted', late: true }]);
    expect(await finish(new Error('no secret'))).not.toHaveProperty('decided');
    expect(lines.map(({ event }) => event)).toEqual(['slack', 'update_failed', 'slack_late']);
  });

  it('a submitted modal tells that nobody knows yet', async () => {
    const { world, finish } = createSlowWorld('completeTask');
    const { reject, message } = await world.ask();

    const { answer } = await world.submit({
      callback_id: 'reject',
      private_metadata: JSON.stringify({ sealed: reject.value, channel: 'C0001', ts: message.ts }),
    });

    expect(answer).toMatchObject({
      response_action: 'update',
      view: { blocks: [{ text: { text: UNSURE } }] },
    });
    expect(await finish()).toMatchObject({ outcome: 'accepted' });
  });

  it.each(['start', 'list'] as const)('a command tells that nobody knows yet (%s)', async (subcommand) => {
    const { world, finish } = createSlowWorld(subcommand === 'start' ? 'startExecution' : 'listExecutions');

    const { answer } = await world.command(`${subcommand} Ben`);

    expect(answer).toEqual({ response_type: 'ephemeral', text: UNSURE });
    expect(await finish(new Error('read ECONNRESET'))).toMatchObject({
      level: 'error',
      outcome: 'ServiceError',
    });
  });

  it('the home tab is not waited for, or Slack would send its event again', async () => {
    const { world, lines, finish } = createSlowWorld('listExecutions');

    expect(await world.openHome()).toMatchObject({ statusCode: 200 });

    expect(lines).toMatchObject([{ event: 'slack', name: 'app_home_opened', late: true }]);
    await finish();
    expect(api.calls.map(({ method }) => method)).toContain('views.publish');
  });
});
