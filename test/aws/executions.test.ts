import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { findWaitingTasks } from '../../src/approval/waiting-tasks.ts';
import {
  createCompleteTask,
  createGetHistory,
  createListExecutions,
  createListStateMachines,
  createStartExecution,
  createStopExecution,
} from '../../src/aws/step-functions.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../local/aws/embedded-aws.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

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
  const listAny = createListExecutions(aws.sfn);
  const listExecutions = (which: { running?: true; max: number }) => listAny({ stateMachineArn, ...which });
  const stopExecution = createStopExecution(aws.sfn, arnOf);
  return { ...aws, tokens, listExecutions, stopExecution, getHistory: createGetHistory(aws.sfn, arnOf) };
}

describe('executions are listed', () => {
  test('with the newest first, by a short reference, up to the given maximum', async () => {
    const { listExecutions } = await threeWaiting();

    const listed = await listExecutions({ max: 10 });

    expect(listed).toMatchObject([
      { execution: 'Approvals:three', running: true },
      { execution: 'Approvals:two', running: true },
      { execution: 'Approvals:one', running: true },
    ]);
    const started = listed.map(({ startedAt }) => startedAt.getTime());
    expect(started).toEqual(started.toSorted((a, b) => b - a));
    expect(await listExecutions({ max: 1 })).toMatchObject([{ execution: 'Approvals:three', running: true }]);
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
    const stateMachineArn = await createStateMachine(approvalMachine());

    expect(await createListExecutions(sfn)({ stateMachineArn, running: true, max: 10 })).toEqual([]);
  });
});

describe('the state machines', () => {
  const STATES = 'arn:aws:states:us-east-1:123456789012';
  const OWN = `${STATES}:stateMachine:Own`;

  /** A Step Functions with these state machines, one on each page. */
  async function withMachines(...machines: readonly { name: string; type: string }[]) {
    const { calls, options } = await startAwsJsonServer(({ input }) => {
      const at = Number(input.nextToken ?? 0);
      const { name = '', type } = machines[at] ?? {};
      const found = { stateMachineArn: `${STATES}:stateMachine:${name}`, name, type, creationDate: 0 };
      return { stateMachines: [found], ...(at + 1 < machines.length && { nextToken: String(at + 1) }) };
    });
    return { calls, sfn: new SFNClient(options) };
  }

  test('that are named are listed without a call, and activities are left out', async () => {
    const { calls, sfn } = await withMachines();
    const patterns = [OWN, OWN, `${STATES}:activity:Weigh`, `${STATES}:stateMachine:Orders`];

    expect(await createListStateMachines(sfn, patterns)()).toEqual([OWN, `${STATES}:stateMachine:Orders`]);
    expect(calls).toEqual([]);
  });

  test('that match a pattern are found on all pages, after those that are named', async () => {
    const { sfn } = await withMachines(
      { name: 'Release-shop', type: 'STANDARD' },
      { name: 'Other', type: 'STANDARD' },
      { name: 'Own', type: 'STANDARD' },
      { name: 'Release-fast', type: 'EXPRESS' },
      { name: 'Release-blog', type: 'STANDARD' },
    );

    expect(await createListStateMachines(sfn, [OWN, `${STATES}:stateMachine:Release-*`])()).toEqual([
      OWN,
      `${STATES}:stateMachine:Release-shop`,
      `${STATES}:stateMachine:Release-blog`,
    ]);
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
