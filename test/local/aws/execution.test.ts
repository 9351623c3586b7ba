import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import type { ExecutionStatusChange } from '../../../src/local/aws/step-functions/status-change.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from './embedded-aws.ts';

const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
const absent = 'arn:aws:states:us-east-1:123456789012:execution:Approvals:absent';

async function withMachine(definition: object = pass) {
  const aws = await startEmbeddedAws();
  const { tokens, notify } = tokenCollector();
  aws.functions.notify = notify;
  const stateMachineArn = await aws.createStateMachine(definition);
  const send = (name?: string, input = '{}') =>
    aws.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input, ...(name === undefined ? {} : { name }) }),
    );
  return { ...aws, tokens, stateMachineArn, send };
}

describe('StartExecution', () => {
  test('runs the state machine with the input', async () => {
    const { send, ended } = await withMachine();
    const { executionArn } = await send('first', '{"name":"Ben"}');
    expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:Approvals:first');
    expect(await ended(String(executionArn))).toMatchObject({
      status: 'SUCCEEDED',
      name: 'first',
      input: '{"name":"Ben"}',
      output: '{"name":"Ben"}',
    });
  });

  test('names the execution if the caller gives no name', async () => {
    const { send } = await withMachine();
    expect((await send()).executionArn).toMatch(/:execution:Approvals:[0-9a-f-]{36}$/);
  });

  test('returns the running execution for the same name and input', async () => {
    const { send, endpoint } = await withMachine(approvalMachine());
    const first = await send('one', '{"a":1}');
    expect((await send('one', '{"a":1}')).executionArn).toBe(first.executionArn);
    expect(endpoint.stepFunctions.executions()).toHaveLength(1);
  });

  test('refuses the same name with another input', async () => {
    const { send } = await withMachine(approvalMachine());
    await send('one', '{"a":1}');
    await expect(send('one', '{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('refuses the same name after the execution has ended', async () => {
    const { send, ended } = await withMachine();
    await ended(String((await send('one')).executionArn));
    await expect(send('one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test.for(['with space', 'a:b', 'x'.repeat(81)])('refuses the name %j', async (name) => {
    const { send } = await withMachine();
    await expect(send(name)).rejects.toMatchObject({ name: 'InvalidName' });
  });

  test.for([
    ['is not JSON', 'Ben'],
    ['is empty', ''],
    ['exceeds 262,144 bytes', JSON.stringify('x'.repeat(262_143))],
  ] as const)('refuses an input that %s', async ([, input]) => {
    const { send } = await withMachine();
    await expect(send('one', input)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });

  test('refuses an unknown state machine', async () => {
    const { sfn } = await startEmbeddedAws();
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:absent';
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  test('refuses a value that is not an ARN', async () => {
    const { sfn } = await startEmbeddedAws();
    const sent = sfn.send(new StartExecutionCommand({ stateMachineArn: 'Approvals' }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});

describe('RedriveExecution', () => {
  const failing = {
    StartAt: 'Prepare',
    States: {
      Prepare: { Type: 'Pass', Parameters: { 'name.$': '$.name', prepared: true }, Next: 'Approve' },
      ...approvalMachine().States,
    },
  };

  async function failedOnce() {
    const aws = await startEmbeddedAws();
    const { tokens, notify } = tokenCollector();
    aws.functions.notify = notify;
    const executionArn = await aws.start(failing, { name: 'Ben' });
    await aws.recorded(executionArn, 'TaskSubmitted');
    const failure = { taskToken: tokens[0], error: 'rejected', cause: 'not now' };
    await aws.sfn.send(new SendTaskFailureCommand(failure));
    await aws.ended(executionArn);
    const redrive = () => aws.sfn.send(new RedriveExecutionCommand({ executionArn }));
    return { ...aws, tokens, executionArn, redrive };
  }

  test('goes on with the state that failed, with its input and a new token', async () => {
    const { redrive, recorded, tokens, sfn, ended, history, executionArn } = await failedOnce();

    await redrive();
    await recorded(executionArn, 'TaskSubmitted', 2);
    await sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[1], output: '{"done":true}' }));

    expect(await ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"done":true}',
      redriveCount: 1,
    });
    expect(tokens[1]).not.toBe(tokens[0]);
    const types = (await history(executionArn)).map(({ type }) => type);
    expect(types.slice(types.indexOf('ExecutionFailed'))).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('of a stopped execution asks again too, and can fail again', async () => {
    const { redrive, sfn, ended, executionArn, recorded } = await failedOnce();
    await redrive();
    await recorded(executionArn, 'TaskSubmitted', 2);
    await sfn.send(new StopExecutionCommand({ executionArn }));

    await redrive();
    await recorded(executionArn, 'TaskSubmitted', 3);
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'x' }));

    expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED', error: 'x', redriveCount: 2 });
  });

  test('is refused for an execution that runs or succeeded', async () => {
    const { redrive } = await failedOnce();
    await redrive();
    await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  test('is refused for a state inside a Parallel state', async () => {
    const aws = await startEmbeddedAws();
    const { notify } = tokenCollector();
    aws.functions.notify = notify;
    const executionArn = await aws.start({
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [approvalMachine()], End: true } },
    });
    await aws.recorded(executionArn, 'TaskSubmitted');
    await aws.sfn.send(new StopExecutionCommand({ executionArn }));

    await expect(aws.sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
    });
  });
});

describe('StopExecution', () => {
  async function stopped() {
    const aws = await withMachine(approvalMachine({ Retry: [{ ErrorEquals: ['States.ALL'] }] }));
    const executionArn = String((await aws.send()).executionArn);
    await aws.recorded(executionArn, 'TaskSubmitted');
    await aws.sfn.send(new StopExecutionCommand({ executionArn, error: 'Withdrawn', cause: 'by Ben' }));
    return { ...aws, executionArn };
  }

  test('ends an execution with the status ABORTED, an error and a cause', async () => {
    const { sfn, executionArn } = await stopped();
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(description).toMatchObject({ status: 'ABORTED', error: 'Withdrawn', cause: 'by Ben' });
    expect(description.stopDate).toEqual(new Date('2026-11-24T09:00:00Z'));
  });

  test('writes the last event of the history', async () => {
    const { history, executionArn } = await stopped();
    expect((await history(executionArn)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Withdrawn', cause: 'by Ben' },
    });
  });

  test('makes a later use of the task token fail with TaskTimedOut', async () => {
    const { sfn, tokens } = await stopped();
    const late = sfn.send(new SendTaskSuccessCommand({ taskToken: String(tokens[0]), output: '1' }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('leaves no timer', async () => {
    const { clock } = await stopped();
    expect(clock.timers.size).toBe(0);
  });

  test('does not change an execution that has ended', async () => {
    const { sfn, send, ended } = await withMachine();
    const executionArn = String((await send()).executionArn);
    await ended(executionArn);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('an execution that does not exist', () => {
  test.for([
    ['DescribeExecution', new DescribeExecutionCommand({ executionArn: absent })],
    ['StopExecution', new StopExecutionCommand({ executionArn: absent })],
    ['GetExecutionHistory', new GetExecutionHistoryCommand({ executionArn: absent })],
  ] as const)('is unknown to %s', async ([, command]) => {
    const { sfn } = await startEmbeddedAws();
    await expect(sfn.send(command as DescribeExecutionCommand)).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${absent}'`,
    });
  });
});

describe('ListExecutions', () => {
  test('lists the newest execution first', async () => {
    const { sfn, send, stateMachineArn } = await withMachine();
    for (const name of ['one', 'two', 'three']) await send(name);
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions?.map(({ name }) => name)).toEqual(['three', 'two', 'one']);
  });

  test('lists executions in pages', async () => {
    const { sfn, send, stateMachineArn } = await withMachine();
    for (const name of ['one', 'two', 'three']) await send(name);
    const first = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
    const { nextToken } = first;
    const rest = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }));
    expect(rest.executions?.map(({ name }) => name)).toEqual(['one']);
    expect(rest.nextToken).toBeUndefined();
  });

  test('filters executions by status', async () => {
    const { sfn, send, stateMachineArn } = await withMachine(approvalMachine());
    await send('running');
    await sfn.send(new StopExecutionCommand({ executionArn: String((await send('stopped')).executionArn) }));
    const request = { stateMachineArn, statusFilter: 'ABORTED' } as const;
    const { executions } = await sfn.send(new ListExecutionsCommand(request));
    expect(executions?.map(({ name }) => name)).toEqual(['stopped']);
  });

  test('refuses a nextToken that it did not return', async () => {
    const { sfn, stateMachineArn } = await withMachine();
    const sent = sfn.send(new ListExecutionsCommand({ stateMachineArn, nextToken: 'x' }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});

describe('onExecutionStatusChange', () => {
  test('receives the event details of EventBridge at the start and at the end', async () => {
    const changes: ExecutionStatusChange[] = [];
    const { promise: second, resolve } = Promise.withResolvers<void>();
    const onExecutionStatusChange = (detail: ExecutionStatusChange) => {
      if (changes.push(detail) === 2) resolve();
    };
    const { start } = await startEmbeddedAws({ onExecutionStatusChange });
    const executionArn = await start(pass, { name: 'Ben' });
    await second;
    const startDate = Date.parse('2026-11-24T09:00:00Z');
    const [running, succeeded] = changes;
    expect(running).toMatchObject({
      executionArn,
      status: 'RUNNING',
      startDate,
      stopDate: null,
      output: null,
    });
    expect(succeeded).toMatchObject({ status: 'SUCCEEDED', stopDate: startDate, output: '{"name":"Ben"}' });
  });

  test('can fail, and onError then receives the error', async () => {
    const { promise: reported, resolve } = Promise.withResolvers<unknown>();
    const onExecutionStatusChange = () => Promise.reject(new Error('listener'));
    const { start } = await startEmbeddedAws({ onExecutionStatusChange, onError: resolve });
    await start(pass);
    expect(await reported).toMatchObject({ message: 'listener' });
  });
});
