import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test, vi } from 'vitest';
import { systemTimer } from '../../../src/local/aws/clock.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from './embedded-aws.ts';

const DAY = 24 * 60 * 60;

async function startWaiting(definition: object, input: unknown = {}) {
  const aws = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const executionArn = await aws.start(definition, input);
  await aws.recorded(executionArn, 'TaskSubmitted');
  return { ...aws, executionArn, tokens };
}

describe('TimeoutSeconds of a task', () => {
  test('does not end a task before its 30 days are over', async () => {
    const { clock, execution, executionArn } = await startWaiting(
      approvalMachine({ TimeoutSeconds: 30 * DAY }),
    );
    clock.advance(30 * DAY * 1000 - 1);
    expect(execution(executionArn).status).toBe('RUNNING');
  });

  test('ends a task after 30 days', async () => {
    const { clock, ended, history, executionArn } = await startWaiting(
      approvalMachine({ TimeoutSeconds: 30 * DAY }),
    );
    clock.advance(30 * DAY * 1000);
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    const timedOut = (await history(executionArn)).find(({ type }) => type === 'TaskTimedOut');
    expect(timedOut?.taskTimedOutEventDetails).toMatchObject({
      error: 'States.Timeout',
      resourceType: 'lambda',
    });
  });

  test('makes a later use of the task token fail with TaskTimedOut', async () => {
    const { sfn, clock, ended, executionArn, tokens } = await startWaiting(
      approvalMachine({ TimeoutSeconds: 60 }),
    );
    clock.advance(60_000);
    await ended(executionArn);
    const late = sfn.send(new SendTaskSuccessCommand({ taskToken: String(tokens[0]), output: '1' }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('causes an error that States.TaskFailed does not catch', async () => {
    const caught = { TimeoutSeconds: 60, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Handled' }] };
    const { clock, ended, executionArn } = await startWaiting(approvalMachine(caught));
    clock.advance(60_000);
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('can come from the input with TimeoutSecondsPath', async () => {
    const machine = approvalMachine({ TimeoutSecondsPath: '$.limit' });
    const { clock, ended, executionArn } = await startWaiting(machine, { limit: 90 });
    clock.advance(90_000);
    expect(await ended(executionArn)).toMatchObject({ error: 'States.Timeout' });
  });

  test('fails the execution if the value of TimeoutSecondsPath is not a positive integer', async () => {
    const aws = await startEmbeddedAws();
    const machine = approvalMachine({ TimeoutSecondsPath: '$.limit' });
    const description = await aws.ended(await aws.start(machine, { limit: 'soon' }));
    expect(description).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('HeartbeatSeconds', () => {
  test('fails a task without heartbeats with States.HeartbeatTimeout', async () => {
    const { clock, ended, executionArn } = await startWaiting(approvalMachine({ HeartbeatSeconds: 60 }));
    clock.advance(60_000);
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });

  test('can come from the input with HeartbeatSecondsPath', async () => {
    const machine = approvalMachine({ HeartbeatSecondsPath: '$.pulse' });
    const { clock, ended, executionArn } = await startWaiting(machine, { pulse: 5 });
    clock.advance(5000);
    expect(await ended(executionArn)).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });

  test.for(['States.Timeout', 'States.HeartbeatTimeout'])('causes an error that %s catches', async (name) => {
    const caught = { HeartbeatSeconds: 60, Catch: [{ ErrorEquals: [name], Next: 'Handled' }] };
    const { clock, ended, executionArn } = await startWaiting(approvalMachine(caught));
    clock.advance(60_000);
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('TimeoutSeconds of the state machine', () => {
  test('ends the execution with TIMED_OUT after 30 days', async () => {
    const machine = { ...approvalMachine(), TimeoutSeconds: 30 * DAY };
    const { clock, ended, history, executionArn } = await startWaiting(machine);
    clock.advance(30 * DAY * 1000);
    expect(await ended(executionArn)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect((await history(executionArn)).at(-1)?.type).toBe('ExecutionTimedOut');
  });
});

describe('Wait', () => {
  const wait = (duration: object) => ({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', ...duration, End: true } },
  });

  test.for([
    ['Seconds', { Seconds: 30 * DAY }],
    ['SecondsPath', { SecondsPath: '$.seconds' }],
    ['Timestamp', { Timestamp: '2026-12-24T09:00:00Z' }],
    ['TimestampPath', { TimestampPath: '$.until' }],
  ] as const)('waits 30 days with %s, and returns its input as its output', async ([, duration]) => {
    const { start, ended, execution, clock } = await startEmbeddedAws();
    const input = { seconds: 30 * DAY, until: '2026-12-24T09:00:00Z' };
    const executionArn = await start(wait(duration), input);
    await clock.armed;
    clock.advance(30 * DAY * 1000 - 1);
    expect(execution(executionArn).status).toBe('RUNNING');
    clock.advance(1);
    expect(JSON.parse((await ended(executionArn)).output ?? '')).toEqual(input);
  });
});

describe('the system timer', () => {
  test('can wait longer than 24.8 days, the limit of a Node timer', () => {
    vi.useFakeTimers();
    try {
      let fired = false;
      systemTimer(30 * DAY * 1000, () => {
        fired = true;
      });
      vi.advanceTimersByTime(30 * DAY * 1000 - 1);
      expect(fired).toBe(false);
      vi.advanceTimersByTime(1);
      expect(fired).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test('can be cancelled after more than 24.8 days', () => {
    vi.useFakeTimers();
    try {
      const cancel = systemTimer(30 * DAY * 1000, () => expect.unreachable());
      vi.advanceTimersByTime(28 * DAY * 1000);
      cancel();
      vi.advanceTimersByTime(28 * DAY * 1000);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
