import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { HistoryTooLong } from '../../src/approval/history.ts';
import { findTaskOfToken } from '../../src/approval/waiting-tasks.ts';
import { createCompleteTask, createGetHistory, createStartExecution } from '../../src/aws/step-functions.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../local/aws/embedded-aws.ts';

/** Starts an execution that waits with a task token. */
async function waitingTask(task: object = {}) {
  const aws = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const executionArn = await aws.start(approvalMachine(task), { name: 'Ben' });
  await aws.recorded(executionArn, 'TaskSubmitted');
  return { ...aws, executionArn, token: String(tokens[0]) };
}

test('a success completes the task with its output', async () => {
  const { sfn, executionArn, token, ended } = await waitingTask();

  await createCompleteTask(sfn)({ token }, { type: 'success', output: { name_in_output: 'Ben 🎉' } });

  expect(await ended(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"name_in_output":"Ben 🎉"}',
  });
});

test('a failure fails the task with error and cause', async () => {
  const { sfn, executionArn, token, ended } = await waitingTask();

  await createCompleteTask(sfn)({ token }, { type: 'failure', error: 'rejected', cause: 'Ben rejected it' });

  expect(await ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'rejected',
    cause: 'Ben rejected it',
  });
});

test('several heartbeats keep the task alive', async () => {
  const { sfn, clock, executionArn, execution, token } = await waitingTask({ HeartbeatSeconds: 60 });
  const completeTask = createCompleteTask(sfn);

  for (let minute = 0; minute < 3; minute += 1) {
    clock.advance(50_000);
    await completeTask({ token }, { type: 'heartbeat' });
  }

  expect(execution(executionArn).status).toBe('RUNNING');
});

test('a second completion is refused as TaskTimedOut, and changes nothing', async () => {
  const { sfn, executionArn, token, ended } = await waitingTask();
  const completeTask = createCompleteTask(sfn);
  await completeTask({ token }, { type: 'success', output: 1 });

  const second = completeTask({ token }, { type: 'failure', error: 'rejected' });

  await expect(second).rejects.toMatchObject({ code: 'StepFunctionsError', reason: 'TaskTimedOut' });
  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
});

test('an unknown token is refused, and the message does not contain the token', async () => {
  const { sfn, token } = await waitingTask();
  const foreign = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;

  const refusal = await createCompleteTask(sfn)({ token: foreign }, { type: 'success', output: 1 }).catch(
    (error) => error,
  );

  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: 'StepFunctionsError', reason: 'TaskDoesNotExist' });
  expect(refusal.message).not.toContain(foreign);
});

test('a text that is not a token is refused as InvalidToken', async () => {
  const { sfn } = await startEmbeddedAws();

  const completion = createCompleteTask(sfn)({ token: 'not a token!' }, { type: 'success', output: 1 });

  await expect(completion).rejects.toMatchObject({ code: 'StepFunctionsError', reason: 'InvalidToken' });
});

test('a connection error is not a refusal', async () => {
  const unreachable = new SFNClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });

  const error = await createCompleteTask(unreachable)({ token: 'AAAA' }, { type: 'heartbeat' }).catch(
    (reason) => reason,
  );

  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(Refusal);
});

test('the history contains the result and the end of the task with the token', async () => {
  const { sfn, executionArn, token, ended } = await waitingTask();
  const getHistory = createGetHistory(sfn, (arn) => arn);
  const find = async () => findTaskOfToken(await getHistory(executionArn), token);
  expect(await find()).toStrictEqual({
    id: 3,
    payload: { token },
    askedAt: expect.any(Date),
    submitted: { notified: 1 },
    triedAgain: false,
  });

  await createCompleteTask(sfn)({ token }, { type: 'failure', error: 'rejected', cause: 'Ben rejected it' });
  await ended(executionArn);

  expect(await find()).toMatchObject({
    submitted: { notified: 1 },
    resolution: { status: 'rejected', cause: 'Ben rejected it', at: expect.any(Date) },
  });
});

test('an execution starts only once for each name, also after several calls', async () => {
  const { sfn, endpoint, createStateMachine } = await startEmbeddedAws();
  const machine = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  const startExecution = createStartExecution(sfn, await createStateMachine(machine));

  await startExecution('once', { name: 'Ben' });
  await startExecution('once', { name: 'Ben' });
  await startExecution('once', { name: 'Ann' });

  expect(endpoint.stepFunctions.executions().map(({ name, input }) => ({ name, input }))).toEqual([
    { name: 'once', input: '{"name":"Ben"}' },
  ]);
});

describe('the events of an execution since a certain one', () => {
  /** A client that has this many events, and the pages that it was asked for. */
  function clientWith(count: number) {
    const pages: object[] = [];
    const send = async ({ input }: { input: { nextToken?: string } }) => {
      pages.push(input);
      const before = Number(input.nextToken ?? count + 1);
      const events = Array.from({ length: Math.min(1000, before - 1) }, (_, index) => ({
        id: before - 1 - index,
      }));
      const next = before - 1 - events.length;
      return { events, ...(next > 0 && { nextToken: String(next + 1) }) };
    };
    return { client: Object.assign(new SFNClient({ region: 'us-east-1' }), { send }), pages };
  }
  const idsSince = async (client: SFNClient, since: number) =>
    (await createGetHistory(client, (arn) => arn)('arn', { since })).map(({ id }) => id);

  test('are read newest first, up to it, and returned oldest first', async () => {
    const { client, pages } = clientWith(20_000);
    const ids = await idsSince(client, 18_500);
    expect([ids[0], ids.at(-1), ids.length]).toEqual([18_500, 20_000, 1_501]);
    expect(pages).toMatchObject([{ reverseOrder: true, maxResults: 1000 }, { reverseOrder: true }]);
    expect(pages).toHaveLength(2);
  });

  test('are read in at most five pages', async () => {
    const { client, pages } = clientWith(20_000);
    await expect(idsSince(client, 3)).rejects.toThrow(HistoryTooLong);
    expect(pages).toHaveLength(5);
    expect(await idsSince(clientWith(20_000).client, 15_001)).toHaveLength(5_000);
  });

  test('are read until they are enough, in at most five pages', async () => {
    const { client, pages } = clientWith(20_000);
    const read = createGetHistory(client, (arn) => arn);
    const events = await read('arn', { isEnough: (found) => found.length > 1_500 });
    expect([events[0]?.id, events.at(-1)?.id]).toEqual([18_001, 20_000]);
    expect(pages).toHaveLength(2);
    await expect(read('arn', { isEnough: () => false })).rejects.toThrow(HistoryTooLong);
    expect(
      await createGetHistory(clientWith(10).client, (arn) => arn)('arn', { isEnough: () => false }),
    ).toHaveLength(10);
  });

  test('come from the real client too', async () => {
    const { sfn, executionArn } = await waitingTask();
    const events = await createGetHistory(sfn, (arn) => arn)(executionArn, { since: 3 });
    expect(events.map(({ id, type }) => [id, type])).toEqual([
      [3, 'TaskScheduled'],
      [4, 'TaskStarted'],
      [5, 'TaskSubmitted'],
    ]);
  });
});
