import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toDecision } from '../../../src/approval/decision.ts';
import type { LogLine } from '../../../src/log.ts';
import { measure } from '../../../src/metrics.ts';
import { answerInTime } from '../../../src/slack/deadline/answer-in-time.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { createSlackWorld, NOW, type SlackWorld } from '../../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../../support/web-fake-workflow.ts';

// One server for each test, because unfinished work can call Slack after the end of its test.
let api: FakeSlackApi;
beforeEach(async () => {
  api = await startFakeSlackApi();
});
afterEach(() => api.close());

const UNSURE =
  'We do not know whether this worked. Before you try again, look at the message, or type /approval status &lt;execution&gt;.';
const UNSURE_STARTED =
  'We do not know whether this worked. Before you try again, type /approval list to see whether your request is there.';
const FOLLOWS = 'This takes a moment. The answer follows here.';
const TOOK_LONG = 'This took too long. Try again.';

/** Creates a world in which the deadline passes at the call of this port. The call continues after `finish`. */
function createSlowWorld(
  port: 'open' | 'completeTask' | 'listExecutions' | 'getHistory' | 'startExecution' | 'client',
) {
  const deadline = new AbortController();
  const gate = Promise.withResolvers<void>();
  const told = Promise.withResolvers<LogLine>();
  const lines: LogLine[] = [];
  const limits: number[] = [];
  const log = (line: LogLine) => {
    lines.push(line);
    if (line.event === 'slack_late') told.resolve(line);
  };
  const world: SlackWorld = createSlackWorld(api.url, {
    timeout: (milliseconds) => (limits.push(milliseconds) === 1 ? deadline : new AbortController()).signal,
    log,
    [port]: async (...parameters: unknown[]) => {
      deadline.abort();
      await gate.promise;
      return (world.usual[port] as (...all: unknown[]) => Promise<unknown>)(...parameters);
    },
  });
  /** Lets the call continue, or fail with this error. Returns the log line of the late work. */
  const finish = (error?: Error) => {
    if (error) gate.reject(error);
    else gate.resolve();
    return told.promise;
  };
  return { world, lines, limits, finish };
}

const methods = () => api.calls.map(({ method }) => method);

describe('after the deadline', () => {
  it('the person who pressed gets an answer in the remaining time if it is unknown whether the press worked', async () => {
    const { world, lines, limits, finish } = createSlowWorld('completeTask');
    const { approve, message } = await world.ask();

    const { statusCode, body } = await world.press(approve, message);

    expect({ statusCode, body }).toEqual({ statusCode: 200, body: '' });
    expect(api.calls).toMatchObject([{ method: 'chat.postEphemeral', user: 'U0ANN0001', text: UNSURE }]);
    expect(limits).toEqual([1_800, 600, 2_500]);
    expect(lines).toMatchObject([
      { level: 'warn', event: 'slack', name: 'decide:approve', execution: EXECUTION, late: true },
    ]);
    expect(lines[0]).not.toHaveProperty('outcome');
    await finish();
  });

  it('a decision that already started gets its own log line, and no other work starts', async () => {
    const { world, finish } = createSlowWorld('completeTask');
    const { approve, message } = await world.ask();
    await world.press(approve, message);

    expect(await finish()).toMatchObject({
      event: 'slack_late',
      execution: EXECUTION,
      outcome: 'accepted',
      decided: { via: 'slack', action: 'approve' },
    });
    expect(world.workflow.completed).toHaveLength(1);
    expect(methods()).toEqual(['chat.postEphemeral']);
  });

  it('a decision with a failed call is logged as late, not as an error of the service', async () => {
    const { world, lines, finish } = createSlowWorld('completeTask');
    const { approve, message } = await world.ask();
    await world.press(approve, message);

    const line = await finish(new Error('read ECONNRESET'));

    expect(line).toMatchObject({
      event: 'slack_late',
      outcome: 'late',
      error: { message: 'read ECONNRESET' },
    });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(methods()).toEqual(['chat.postEphemeral']);
  });

  it('a decision that did not start never starts, because Lambda would run it at the next request', async () => {
    const { world, lines, finish } = createSlowWorld('open');
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(api.calls).toMatchObject([{ method: 'chat.postEphemeral', text: TOOK_LONG }]);
    expect(await finish()).toMatchObject({ event: 'slack_late', execution: EXECUTION, outcome: 'late' });
    expect(world.workflow.completed).toEqual([]);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(lines.map(({ event }) => event)).toEqual(['slack', 'slack_late']);
    expect(methods()).toEqual(['chat.postEphemeral']);
  });

  it.each(['in the message', 'on the home tab'])(
    'the app does not read the history for a decision that did not start (%s)',
    async (where) => {
      const { world, finish } = createSlowWorld('open');
      const { approve, message } = await world.ask();
      await (where === 'in the message' ? world.press(approve, message) : world.pressAtHome(approve));

      await finish();

      expect(world.workflow.historyReads).toEqual([]);
    },
  );

  it('a decision that did not start is not counted if the next press of the same person decides', async () => {
    const { world, lines, finish } = createSlowWorld('open');
    const { approve, message } = await world.ask();
    await world.press(approve, message);
    const another = createSlackWorld(api.url, {
      open: world.usual.open,
      completeTask: world.usual.completeTask,
      getHistory: world.usual.getHistory,
    });
    await another.press(approve, message);
    expect(another.requests()).toMatchObject([{ outcome: 'accepted' }]);

    expect(await finish()).toMatchObject({ event: 'slack_late', outcome: 'late' });

    expect([...another.lines, ...lines].flatMap(measure).filter(({ name }) => name === 'Decisions')).toEqual([
      { name: 'Decisions', unit: 'Count', value: 1, by: { via: 'slack', action: 'approve' } },
    ]);
  });

  it('a decision with a lost answer is logged and counted if the history has the decision', async () => {
    const { world, lines, finish } = createSlowWorld('completeTask');
    const { approve, message } = await world.ask();
    await world.press(approve, message);
    const vote = {
      action: 'approve',
      who: { id: 'U0ANN0001', name: 'ann' },
      via: 'slack',
      at: new Date(NOW),
    };
    const output = { decision: { ...toDecision(vote) } };
    await world.workflow.completeTask({ token: TASK_TOKEN }, { type: 'success', output });

    expect(await finish(new Error('read ECONNRESET'))).toMatchObject({
      event: 'slack_late',
      level: 'info',
      outcome: 'accepted',
      decided: { via: 'slack', action: 'approve' },
    });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(methods()).toEqual(['chat.postEphemeral']);
  });

  it('a press of Reject gets a private message and does not open the modal', async () => {
    const { world, finish } = createSlowWorld('open');
    const { reject, message } = await world.ask();

    await world.press(reject, message);

    expect(api.calls).toMatchObject([{ method: 'chat.postEphemeral', text: TOOK_LONG }]);
    await finish();
    expect(methods()).toEqual(['chat.postEphemeral']);
  });

  it('a press on the home tab gets its answer in a modal', async () => {
    const { world, finish } = createSlowWorld('completeTask');
    const { approve } = await world.ask();

    await world.pressAtHome(approve);

    expect(api.calls).toMatchObject([
      { method: 'conversations.info' },
      { method: 'views.open', view: { blocks: [{ text: { text: UNSURE } }] } },
    ]);
    await finish();
  });

  it('a decision that succeeded is counted once, and the approver gets no message about an unknown result', async () => {
    const { world, lines, finish } = createSlowWorld('client');
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(world.workflow.completed).toHaveLength(1);
    expect(lines).toMatchObject([{ event: 'slack', outcome: 'accepted', late: true }]);
    expect(await finish(new Error('no secret'))).not.toHaveProperty('decided');
    expect(lines.map(({ event }) => event)).toEqual(['slack', 'update_failed', 'slack_late']);
    expect(methods()).toEqual([]);
  });

  it('a message update that does not start is not logged as a failure', async () => {
    const { world, lines, finish } = createSlowWorld('client');
    const { approve, message } = await world.ask();
    await world.press(approve, message);

    expect(await finish()).not.toHaveProperty('decided');

    expect(lines.map(({ event }) => event)).toEqual(['slack', 'slack_late']);
    expect(methods()).toEqual([]);
  });

  it.each([
    { port: 'completeTask', text: UNSURE, outcome: 'accepted' },
    { port: 'open', text: TOOK_LONG, outcome: 'late' },
  ] as const)(
    'a submitted modal shows that the result is unknown or that the work took too long ($port)',
    async ({ port, text, outcome }) => {
      const { world, finish } = createSlowWorld(port);
      const { reject, message } = await world.ask();

      const { answer } = await world.submit({
        callback_id: 'comment',
        private_metadata: JSON.stringify({ sealed: reject.value, channel: 'C0001', ts: message.ts }),
      });

      expect(answer).toMatchObject({ response_action: 'update', view: { blocks: [{ text: { text } }] } });
      expect(await finish()).toMatchObject({ outcome });
    },
  );

  it.each([
    { subcommand: 'start', port: 'startExecution', text: UNSURE_STARTED },
    { subcommand: 'cancel', port: 'getHistory', text: TOOK_LONG },
    { subcommand: 'list', port: 'listExecutions', text: FOLLOWS },
    { subcommand: 'status', port: 'getHistory', text: FOLLOWS },
  ] as const)(
    'a command answers that the result is unknown, that it took too long, or that the answer follows ($subcommand)',
    async ({ subcommand, port, text }) => {
      const { world, finish } = createSlowWorld(port);

      const { answer } = await world.command(`${subcommand} Ben`);

      expect(answer).toEqual({ response_type: 'ephemeral', text });
      await finish();
    },
  );

  it('a command with a failed call is logged as late, not as an error of the service', async () => {
    const { world, finish } = createSlowWorld('listExecutions');
    await world.command('list');

    expect(await finish(new Error('read ECONNRESET'))).toMatchObject({ level: 'warn', outcome: 'late' });
  });

  it('the error of a listener appears only in its own log line', async () => {
    const { world, lines, finish } = createSlowWorld('listExecutions');
    const delivery = { deadline: AbortSignal.abort(), note: () => undefined };
    const error = new Error('a mistake of ours');

    const answer = await answerInTime(
      delivery,
      world.ports,
      () => world.ports.listExecutions({ stateMachineArn: 'any', max: 1 }),
      () => [],
    );

    expect(answer).toEqual([]);
    expect(await finish(error)).toMatchObject({ event: 'slack_late', level: 'warn', outcome: 'late', error });
    expect(lines).toHaveLength(1);
  });

  it('the home tab is not published; Slack gets an answer, so Slack does not send the event again', async () => {
    const { world, lines, finish } = createSlowWorld('listExecutions');

    expect(await world.openHome()).toMatchObject({ statusCode: 200 });

    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'slack', name: 'app_home_opened', late: true }),
    );
    await finish();
    expect(methods()).not.toContain('views.publish');
  });

  it.each([
    { locale: 'en', text: TOOK_LONG },
    { locale: 'de', text: 'Das hat zu lange gedauert. Bitte noch einmal versuchen.' },
  ])('the time limit starts when the request arrives ($locale)', async ({ locale, text }) => {
    const limits: number[] = [];
    const times = [NOW];
    const world = createSlackWorld(api.url, {
      locale,
      now: () => times.pop() ?? NOW + 2_600,
      timeout(milliseconds) {
        limits.push(milliseconds);
        return AbortSignal.abort();
      },
      getHistory: () => new Promise(() => undefined),
    });

    expect((await world.command('cancel run-1')).answer.text).toBe(text);

    expect(limits).toEqual([0]);
  });
});
