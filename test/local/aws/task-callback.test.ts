import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { approvalMachine, startEmbeddedAws, tokenCollector } from './embedded-aws.ts';

/** Starts an execution that waits for a decision, and returns its task token. */
async function startWaiting(task: object = {}) {
  const aws = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const executionArn = await aws.start(approvalMachine(task));
  await aws.recorded(executionArn, 'TaskSubmitted');
  return { ...aws, executionArn, tokens, taskToken: String(tokens[0]) };
}

describe('a task token', () => {
  test('is as long as a task token of AWS, and has = in the middle', async () => {
    const { taskToken } = await startWaiting();
    expect(taskToken).toMatch(/^[A-Za-z0-9+/]+=+[A-Za-z0-9+/]+=*$/);
    expect(taskToken.length).toBeGreaterThanOrEqual(600);
    expect(taskToken.length).toBeLessThanOrEqual(730);
  });

  test('is in the parameters of TaskScheduled, as in AWS', async () => {
    const { history, executionArn, taskToken } = await startWaiting();
    const scheduled = (await history(executionArn)).find(({ type }) => type === 'TaskScheduled');
    const parameters = JSON.parse(scheduled?.taskScheduledEventDetails?.parameters ?? '');
    expect(parameters.Payload.token).toBe(taskToken);
  });
});

describe('SendTaskSuccess', () => {
  test('completes the task with the output', async () => {
    const { sfn, ended, executionArn, taskToken } = await startWaiting();
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"approved":true}' });
  });

  test('works while the function still runs', async () => {
    const aws = await startEmbeddedAws();
    aws.functions.notify = async (event) => {
      const { token } = event as { token: string };
      await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }));
    };
    const { output } = await aws.ended(await aws.start(approvalMachine()));
    expect(output).toBe('1');
  });

  test('an error of the function is reported even after the task has ended', async () => {
    const aws = await startEmbeddedAws();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: reported, resolve: report } = Promise.withResolvers<void>();
    aws.functions.notify = async (event) => {
      const { token } = event as { token: string };
      await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }));
      await released.finally(() => setImmediate(report));
      throw new Error('too late');
    };
    await aws.ended(await aws.start(approvalMachine()));
    release();
    await reported;
    expect(aws.errors).toMatchObject([{ name: 'Error', message: expect.stringContaining('too late') }]);
  });

  test('refuses an output that is not JSON', async () => {
    const { sfn, taskToken } = await startWaiting();
    const sent = sfn.send(new SendTaskSuccessCommand({ taskToken, output: 'approved' }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidOutput' });
  });

  test('refuses an output of more than 262,144 characters', async () => {
    const { sfn, taskToken } = await startWaiting();
    const output = JSON.stringify('x'.repeat(262_143));
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output }))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to 262144",
    });
  });

  test('refuses an output of more than 262,144 bytes', async () => {
    const { sfn, taskToken } = await startWaiting();
    const sent = sfn.send(
      new SendTaskSuccessCommand({ taskToken, output: JSON.stringify('é'.repeat(140_000)) }),
    );
    await expect(sent).rejects.toMatchObject({ name: 'InvalidOutput' });
  });

  test('refuses a request without a token', async () => {
    const { sfn } = await startEmbeddedAws();
    const sent = sfn.send(new SendTaskSuccessCommand({ taskToken: undefined, output: '1' }));
    await expect(sent).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('refuses a second use of a task token', async () => {
    const { sfn, taskToken } = await startWaiting();
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '2' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  test('accepts only one of two simultaneous answers', async () => {
    const { sfn, ended, executionArn, taskToken } = await startWaiting();
    const answers = ['"first"', '"second"'].map((output) =>
      sfn.send(new SendTaskSuccessCommand({ taskToken, output })),
    );
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect((await ended(executionArn)).output).toBe(['"first"', '"second"'][winner]);
  });

  test('refuses a token that was never issued', async () => {
    const { sfn } = await startEmbeddedAws();
    const sent = sfn.send(new SendTaskSuccessCommand({ taskToken: 'QUJD'.repeat(150), output: '1' }));
    await expect(sent).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });

  test.for([
    ['an empty token', ''],
    ['a token that is not base64', 'not a token'],
    ['a token of more than 2,048 characters', 'A'.repeat(2049)],
  ] as const)('refuses %s', async ([, taskToken]) => {
    const { sfn } = await startEmbeddedAws();
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  });
});

describe('SendTaskFailure', () => {
  test('fails the task with the error and the cause', async () => {
    const { sfn, ended, executionArn, taskToken } = await startWaiting();
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'rejected', cause: 'too expensive' }));
    const description = await ended(executionArn);
    expect(description).toMatchObject({ status: 'FAILED', error: 'rejected', cause: 'too expensive' });
  });

  test('causes a failure that a Catch with the name of the error handles', async () => {
    const caught = { Catch: [{ ErrorEquals: ['rejected'], Next: 'Handled' }] };
    const { sfn, ended, executionArn, taskToken } = await startWaiting(caught);
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'rejected', cause: 'too expensive' }));
    const { status, output } = await ended(executionArn);
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toEqual({ Error: 'rejected', Cause: 'too expensive' });
  });

  test.for([
    ['error', 256],
    ['cause', 32_768],
  ] as const)('refuses the parameter %s if it has more than %i characters', async ([member, limit]) => {
    const { sfn, taskToken } = await startWaiting();
    const failure = { taskToken, [member]: 'x'.repeat(limit + 1) };
    await expect(sfn.send(new SendTaskFailureCommand(failure))).rejects.toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
    });
  });

  test('lets Retry call the function again with a new task token, and the old token stops working', async () => {
    const retry = { Retry: [{ ErrorEquals: ['again'], IntervalSeconds: 3600, MaxAttempts: 1 }] };
    const { sfn, clock, recorded, ended, executionArn, tokens, taskToken } = await startWaiting(retry);
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'again' }));
    await clock.armed;
    clock.advance(3_600_000);
    await recorded(executionArn, 'TaskSubmitted', 2);
    const old = sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    await expect(old).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await sfn.send(new SendTaskSuccessCommand({ taskToken: String(tokens[1]), output: '2' }));
    expect((await ended(executionArn)).output).toBe('2');
  });
});

describe('SendTaskHeartbeat', () => {
  test('keeps a task waiting for longer than HeartbeatSeconds', async () => {
    const { sfn, clock, execution, executionArn, taskToken } = await startWaiting({ HeartbeatSeconds: 60 });
    clock.advance(50_000);
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    clock.advance(50_000);
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    expect(execution(executionArn).status).toBe('RUNNING');
  });

  test('does not extend TimeoutSeconds', async () => {
    const { sfn, clock, ended, executionArn, taskToken } = await startWaiting({ TimeoutSeconds: 60 });
    clock.advance(50_000);
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    clock.advance(10_000);
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});
