import { describe, expect, test } from 'vitest';
import { findWaitingTasks } from '../../src/approval/history.ts';
import {
  createCompleteTask,
  createGetHistory,
  createListExecutions,
  createStartExecution,
  createStopExecution,
} from '../../src/aws/step-functions.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../local/aws/embedded-aws.ts';

const ACCOUNT = 'arn:aws:states:us-east-1:123456789012';
const arnOf = (execution: string) => `${ACCOUNT}:execution:${execution}`;

/** Starts three executions one after the other. All of them wait. */
async function threeWaiting() {
  const aws = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const stateMachineArn = await aws.createStateMachine(approvalMachine());
  const startExecution = createStartExecution(aws.sfn, stateMachineArn);
  for (const name of ['one', 'two', 'three']) {
    await startExecution(name, { name });
    await aws.recorded(arnOf(`Approvals:${name}`), 'TaskSubmitted');
    aws.clock.advance(1_000);
  }
  const listExecutions = createListExecutions(aws.sfn, stateMachineArn);
  const stopExecution = createStopExecution(aws.sfn, arnOf);
  return { ...aws, tokens, listExecutions, stopExecution, getHistory: createGetHistory(aws.sfn, arnOf) };
}

describe('executions are listed', () => {
  test('with the newest first, by a short reference, up to the given maximum', async () => {
    const { listExecutions } = await threeWaiting();

    expect(await listExecutions({ max: 10 })).toEqual([
      { execution: 'Approvals:three', running: true },
      { execution: 'Approvals:two', running: true },
      { execution: 'Approvals:one', running: true },
    ]);
    expect(await listExecutions({ max: 1 })).toEqual([{ execution: 'Approvals:three', running: true }]);
  });

  test('with or without the ended executions', async () => {
    const { sfn, tokens, listExecutions, ended } = await threeWaiting();
    await createCompleteTask(sfn)({ token: String(tokens[1]) }, { type: 'success', output: 1 });
    await ended(arnOf('Approvals:two'));

    expect((await listExecutions({ max: 10 })).map(({ running }) => running)).toEqual([true, false, true]);
    expect((await listExecutions({ running: true, max: 10 })).map(({ execution }) => execution)).toEqual([
      'Approvals:three',
      'Approvals:one',
    ]);
  });

  test('as an empty list when the state machine has no execution', async () => {
    const { sfn, createStateMachine } = await startEmbeddedAws();
    const listExecutions = createListExecutions(sfn, await createStateMachine(approvalMachine()));

    expect(await listExecutions({ running: true, max: 10 })).toEqual([]);
  });
});

describe('a stopped execution', () => {
  test('is aborted, and its history contains the cause', async () => {
    const { stopExecution, getHistory, ended } = await threeWaiting();

    await stopExecution('Approvals:two', 'Cancelled by ann in Slack');

    expect(await ended(arnOf('Approvals:two'))).toMatchObject({
      status: 'ABORTED',
      error: 'cancelled',
      cause: 'Cancelled by ann in Slack',
    });
    expect(findWaitingTasks(await getHistory('Approvals:two'))).toMatchObject([
      {
        resolution: { status: 'cancelled', cause: 'Cancelled by ann in Slack', at: expect.any(Date) },
        endedWithExecution: true,
      },
    ]);
  });

  test('accepts no decision', async () => {
    const { sfn, tokens, stopExecution } = await threeWaiting();
    await stopExecution('Approvals:one', 'by hand');

    const late = createCompleteTask(sfn)({ token: String(tokens[0]) }, { type: 'success', output: 1 });

    await expect(late).rejects.toMatchObject({ code: 'StepFunctionsError', reason: 'TaskTimedOut' });
  });

  test('that had ended before keeps its status', async () => {
    const { sfn, tokens, stopExecution, ended } = await threeWaiting();
    await createCompleteTask(sfn)({ token: String(tokens[0]) }, { type: 'success', output: 1 });
    await ended(arnOf('Approvals:one'));

    await stopExecution('Approvals:one', 'too late');

    expect(await ended(arnOf('Approvals:one'))).toMatchObject({ status: 'SUCCEEDED' });
  });
});

test.each(['Approvals:missing', 'Missing:one', 'no reference at all', ''])(
  'The history of an execution that does not exist is refused as InvalidRequest (%j)',
  async (execution) => {
    const { getHistory } = await threeWaiting();

    await expect(getHistory(execution)).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: 'This execution does not exist.',
    });
  },
);
