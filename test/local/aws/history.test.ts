import { GetExecutionHistoryCommand, type HistoryEvent, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { approvalMachine, ROLE, startEmbeddedAws, tokenCollector } from './embedded-aws.ts';

const pass = { Type: 'Pass', End: true };
const task = (name: string, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  ...more,
});

/** Writes each event with its ID, the ID of its previous event, and its type, such as `8<7 ExecutionSucceeded`. */
const outline = (events: HistoryEvent[]) =>
  events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

async function historyOf(definition: object, input: unknown = {}) {
  const aws = await startEmbeddedAws();
  aws.functions.echo = async (event) => event;
  aws.functions.fail = async () => {
    throw new RangeError('out of range');
  };
  const executionArn = await aws.start(definition, input);
  const description = await aws.ended(executionArn);
  return { ...aws, executionArn, description, events: await aws.history(executionArn) };
}

describe('the history of an approval', () => {
  async function decided() {
    const aws = await startEmbeddedAws();
    const { tokens, notify } = tokenCollector();
    aws.functions.notify = notify;
    const executionArn = await aws.start(approvalMachine({ TimeoutSeconds: 600, HeartbeatSeconds: 60 }), {
      name: 'Ben',
    });
    await aws.recorded(executionArn, 'TaskSubmitted');
    await aws.sfn.send(new SendTaskSuccessCommand({ taskToken: String(tokens[0]), output: '"yes"' }));
    await aws.ended(executionArn);
    return { ...aws, executionArn, events: await aws.history(executionArn) };
  }

  test('has all events in order, with the same previous events as in AWS', async () => {
    expect(outline((await decided()).events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
  });

  test('has the same details as in AWS', async () => {
    const { events } = await decided();
    const resource = { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' };
    expect(events[0]?.executionStartedEventDetails).toMatchObject({ input: '{"name":"Ben"}', roleArn: ROLE });
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Approve', input: '{"name":"Ben"}' });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      ...resource,
      region: 'us-east-1',
      timeoutInSeconds: 600,
      heartbeatInSeconds: 60,
    });
    expect(events[3]?.taskStartedEventDetails).toEqual(resource);
    expect(JSON.parse(events[4]?.taskSubmittedEventDetails?.output ?? '')).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { notified: 1 },
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: expect.any(String) },
      StatusCode: 200,
    });
    expect(events[5]?.taskSucceededEventDetails).toMatchObject({ ...resource, output: '"yes"' });
    expect(events[6]?.stateExitedEventDetails).toMatchObject({ name: 'Approve', output: '"yes"' });
    expect(events[7]?.executionSucceededEventDetails).toMatchObject({ output: '"yes"' });
    expect(events[7]?.timestamp).toEqual(new Date('2026-11-24T09:00:00Z'));
  });

  test('begins with the newest event if reverseOrder is true', async () => {
    const { sfn, executionArn } = await decided();
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
    expect(events?.map(({ id }) => id)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test('can be read in pages', async () => {
    const { sfn, executionArn } = await decided();
    const first = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 5 }));
    const { nextToken } = first;
    const second = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 5, nextToken }));
    expect([first.events?.length, second.events?.length, second.nextToken]).toEqual([5, 3, undefined]);
  });

  test('has no input, output and parameters if includeExecutionData is false', async () => {
    const { sfn, executionArn } = await decided();
    const request = { executionArn, includeExecutionData: false };
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand(request));
    expect(events[2]?.taskScheduledEventDetails?.timeoutInSeconds).toBe(600);
    expect(JSON.stringify(events)).not.toMatch(/"(input|output|parameters)"/);
  });
});

describe('the history of a failure', () => {
  test('has TaskFailed with the error of the function, then ExecutionFailed', async () => {
    const { events, description } = await historyOf({ StartAt: 'Fail', States: { Fail: task('fail') } });
    expect(outline(events).slice(4)).toEqual(['5<4 TaskFailed', '6<5 ExecutionFailed']);
    const cause = JSON.parse(events[4]?.taskFailedEventDetails?.cause ?? '');
    expect(cause).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'out of range',
      trace: expect.any(Array),
    });
    expect(description).toMatchObject({ status: 'FAILED', error: 'RangeError' });
  });

  test('continues with TaskStateExited if a Catch handles the failure', async () => {
    const caught = {
      Catch: [{ ErrorEquals: ['RangeError'], ResultPath: '$.error', Next: 'Handle' }],
      End: true,
    };
    const { events } = await historyOf({
      StartAt: 'Fail',
      States: { Fail: task('fail', caught), Handle: pass },
    });
    expect(outline(events).slice(4)).toEqual([
      '5<4 TaskFailed',
      '6<5 TaskStateExited',
      '7<6 PassStateEntered',
      '8<7 PassStateExited',
      '9<8 ExecutionSucceeded',
    ]);
  });

  test('names a function that does not exist', async () => {
    const { description } = await historyOf({ StartAt: 'Call', States: { Call: task('absent') } });
    expect(description).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
    expect(description.cause).toContain('arn:aws:lambda:us-east-1:123456789012:function:absent');
  });

  test('has the error States.DataLimitExceeded for a result of more than 262,144 bytes', async () => {
    const aws = await startEmbeddedAws();
    aws.functions.large = async () => 'x'.repeat(262_144);
    const executionArn = await aws.start({ StartAt: 'Call', States: { Call: task('large') } });
    expect(await aws.ended(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  test('has the error States.Runtime for a path without a value', async () => {
    const { description } = await historyOf({
      StartAt: 'P',
      States: { P: { ...pass, InputPath: '$.absent' } },
    });
    expect(description).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('has the error and the cause of a Fail state', async () => {
    const failing = { Type: 'Fail', Error: 'Refused', Cause: 'by policy' };
    const { events, description } = await historyOf({ StartAt: 'F', States: { F: failing } });
    expect(outline(events)).toEqual(['1<0 ExecutionStarted', '2<0 FailStateEntered', '3<2 ExecutionFailed']);
    expect(description).toMatchObject({ error: 'Refused', cause: 'by policy' });
  });
});

describe('the history of other states', () => {
  test('has LambdaFunction events for a Task with the ARN of a function', async () => {
    const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:echo';
    const call = { Type: 'Task', Resource, End: true };
    const { events, description } = await historyOf({ StartAt: 'Call', States: { Call: call } }, { a: 1 });
    expect(outline(events).slice(2, 5)).toEqual([
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionSucceeded',
    ]);
    expect(description.output).toBe('{"a":1}');
  });

  test('has a separate chain of events for each branch of Parallel', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: task('echo') } });
    const both = { Type: 'Parallel', Branches: [branch('Left'), branch('Right')], End: true };
    const { events, description } = await historyOf({ StartAt: 'Both', States: { Both: both } });
    expect(description.status).toBe('SUCCEEDED');
    expect(outline(events).slice(0, 5)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 TaskStateEntered',
      '5<3 TaskStateEntered',
    ]);
    expect(outline(events).slice(-3)).toEqual([
      '14<13 ParallelStateSucceeded',
      '15<14 ParallelStateExited',
      '16<15 ExecutionSucceeded',
    ]);
    expect(events.filter(({ type }) => type === 'TaskStateExited')).toHaveLength(2);
  });

  test('has a separate chain of events for each iteration of Map', async () => {
    const each = {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Each', States: { Each: task('echo') } },
      End: true,
    };
    const { events, description } = await historyOf({ StartAt: 'All', States: { All: each } }, ['a', 'b']);
    expect(JSON.parse(description.output ?? '')).toMatchObject([{ Payload: 'a' }, { Payload: 'b' }]);
    expect(outline(events).slice(0, 5)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<3 MapIterationStarted',
    ]);
    const byId = new Map(events.map((event) => [event.id, event]));
    const inputs = events
      .filter(({ type }) => type === 'TaskScheduled')
      .map(({ previousEventId = 0, taskScheduledEventDetails }) => [
        byId.get(previousEventId)?.stateEnteredEventDetails?.input,
        JSON.stringify(JSON.parse(taskScheduledEventDetails?.parameters ?? '').Payload),
      ]);
    expect(inputs).toEqual([
      ['"a"', '"a"'],
      ['"b"', '"b"'],
    ]);
    expect(events.filter(({ type }) => type === 'MapIterationSucceeded')).toHaveLength(2);
  });

  test('a failed branch of Parallel ends the tasks of the other branches', async () => {
    const aws = await startEmbeddedAws();
    const { tokens, notify } = tokenCollector();
    aws.functions.notify = notify;
    const { promise: submitted, resolve } = Promise.withResolvers<void>();
    aws.functions.fail = async () => {
      await submitted;
      throw new Error('no');
    };
    const waiting = approvalMachine();
    const failing = { StartAt: 'Fail', States: { Fail: task('fail') } };
    const both = {
      Type: 'Parallel',
      Branches: [waiting, failing],
      Next: 'After',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
    };
    const after = { Type: 'Wait', Seconds: 60, End: true };
    const executionArn = await aws.start({ StartAt: 'Both', States: { Both: both, After: after } });
    await aws.recorded(executionArn, 'TaskSubmitted');
    resolve();
    await aws.recorded(executionArn, 'WaitStateEntered');
    const late = aws.sfn.send(new SendTaskSuccessCommand({ taskToken: String(tokens[0]), output: '1' }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('a Task publishes to SNS', async () => {
    const aws = await startEmbeddedAws();
    const { topicArn: TopicArn } = aws.endpoint.sns.createTopic('Approvals');
    aws.endpoint.sns.subscribe(TopicArn, 'ben@example.com');
    const publish = {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: { TopicArn, 'Message.$': '$.text' },
      End: true,
    };
    const executionArn = await aws.start(
      { StartAt: 'Publish', States: { Publish: publish } },
      { text: 'Hello' },
    );
    const { output } = await aws.ended(executionArn);
    expect(JSON.parse(output ?? '')).toMatchObject({ MessageId: expect.any(String) });
    expect(aws.endpoint.sns.emails()).toMatchObject([{ to: 'ben@example.com', message: 'Hello' }]);
  });
});
