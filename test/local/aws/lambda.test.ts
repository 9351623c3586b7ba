import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import type { LambdaContext } from '../../../src/local/aws/lambda/lambda.ts';
import { signedFetch, startEmbeddedAws } from './embedded-aws.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:echo';

async function withFunctions() {
  const aws = await startEmbeddedAws();
  const contexts: LambdaContext[] = [];
  aws.functions.echo = async (event, context) => {
    contexts.push(context);
    return event;
  };
  aws.functions.fail = async () => {
    throw new RangeError('out of range');
  };
  return { ...aws, contexts };
}

const payloadOf = ({ Payload }: { Payload?: { transformToString: () => string } }) =>
  JSON.parse(Payload?.transformToString() ?? '');

describe('Invoke', () => {
  test.for(['echo', 'echo:$LATEST', ARN, `${ARN}:live`, '123456789012:function:echo'])(
    'finds a function by %s',
    async (FunctionName) => {
      const { lambda } = await withFunctions();
      const result = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"a":[1]}' }));
      expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(result).not.toHaveProperty('FunctionError');
      expect(payloadOf(result)).toEqual({ a: [1] });
    },
  );

  test('passes the name, the ARN and the request ID to the function', async () => {
    const { lambda, contexts } = await withFunctions();
    await lambda.send(new InvokeCommand({ FunctionName: 'echo', Qualifier: 'live', Payload: '1' }));
    const invokedFunctionArn = `${ARN}:live`;
    expect(contexts).toMatchObject([
      { functionName: 'echo', invokedFunctionArn, awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  });

  test('returns null for a function that returns nothing', async () => {
    const { lambda, functions } = await withFunctions();
    functions.nothing = async () => undefined;
    expect(payloadOf(await lambda.send(new InvokeCommand({ FunctionName: 'nothing' })))).toBeNull();
  });

  test('returns the error of a function, and removes folders from its trace', async () => {
    const { lambda } = await withFunctions();
    const result = await lambda.send(new InvokeCommand({ FunctionName: 'fail' }));
    expect(result).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    const error = payloadOf(result);
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'out of range' });
    expect(error.trace[0]).toBe('RangeError: out of range');
    expect(error.trace.join('\n')).toContain('lambda.test.ts');
    expect(error.trace.join('\n')).not.toContain('/work/');
  });

  test('returns an error if the result cannot be written as JSON', async () => {
    const { lambda, functions } = await withFunctions();
    functions.big = async () => 1n;
    const result = await lambda.send(new InvokeCommand({ FunctionName: 'big' }));
    expect([result.FunctionError, payloadOf(result).errorType]).toEqual(['Unhandled', 'TypeError']);
  });

  test.for(['absent', 'constructor', 'arn:aws:lambda:eu-west-1:123456789012:function:echo'])(
    'does not know %s',
    async (FunctionName) => {
      const { lambda } = await withFunctions();
      await expect(lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    },
  );

  test('refuses a payload that is not JSON', async () => {
    const { lambda } = await withFunctions();
    const sent = lambda.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{' }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  test('refuses a payload of more than 6 MB', async () => {
    const { lambda } = await withFunctions();
    const sent = lambda.send(
      new InvokeCommand({ FunctionName: 'echo', Payload: JSON.stringify('x'.repeat(6_291_455)) }),
    );
    await expect(sent).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  });

  test('answers DryRun without running the function', async () => {
    const { lambda, contexts } = await withFunctions();
    const result = await lambda.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' }));
    expect([result.StatusCode, contexts.length]).toEqual([204, 0]);
  });

  test('runs an Event invocation in the background', async () => {
    const { lambda, functions } = await withFunctions();
    const { promise: ran, resolve } = Promise.withResolvers<unknown>();
    functions.later = async (event) => resolve(event);
    const result = await lambda.send(
      new InvokeCommand({ FunctionName: 'later', InvocationType: 'Event', Payload: '7' }),
    );
    expect([result.StatusCode, await ran]).toEqual([202, 7]);
  });

  test('reports an Event invocation that fails', async () => {
    const { promise: reported, resolve: onError } = Promise.withResolvers<unknown>();
    const { lambda, functions } = await startEmbeddedAws({ onError });
    functions.fail = async () => {
      throw new RangeError('out of range');
    };
    await lambda.send(new InvokeCommand({ FunctionName: 'fail', InvocationType: 'Event' }));
    expect(await reported).toMatchObject({
      message: 'The Event invocation of fail failed with RangeError: out of range',
    });
  });

  test('refuses LogType Tail, and names it in the error', async () => {
    const { lambda } = await withFunctions();
    const sent = lambda.send(new InvokeCommand({ FunctionName: 'echo', LogType: 'Tail' }));
    await expect(sent).rejects.toThrow(/LogType Tail/);
  });
});

test('other Lambda operations are refused, and the error names the operation', async () => {
  const { lambda } = await withFunctions();
  await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toThrow(
    /Lambda's GET \/2015-03-31\/functions/,
  );
});

test('Invoke gives a client without an SDK the same answer as AWS Lambda', async () => {
  const { endpoint } = await withFunctions();
  const response = await signedFetch(`${endpoint.url}/2015-03-31/functions/fail/invocations`, { body: '{}' });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
  expect(await response.json()).toMatchObject({ errorType: 'RangeError' });
});
