import {
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { Completion } from '../../../src/local/aws/lambda/callbacks.ts';
import { startEmbeddedAws } from './embedded-aws.ts';

/** Contains characters that have a meaning in a path. */
const CallbackId = 'Ab1/+9zQ?w7x#a%2Fb==';

test('a completion is passed on, and is refused once the callback has ended', async () => {
  const completions: [string, Completion][] = [];
  const { lambda } = await startEmbeddedAws({
    async completeCallback(callbackId, completion) {
      completions.push([callbackId, completion]);
      return completions.length < 4;
    },
  });

  await lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }));
  const error = { ErrorType: 'rejected', ErrorMessage: 'Ann rejected it' };
  await lambda.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error: error }));
  const Result = Buffer.from('{"ok":true}');
  const succeed = new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result });
  await lambda.send(succeed);
  await expect(lambda.send(succeed)).rejects.toMatchObject({ name: 'CallbackTimeoutException' });

  expect(completions).toEqual([
    [CallbackId, { type: 'heartbeat' }],
    [CallbackId, { type: 'failure', error }],
    [CallbackId, { type: 'success', result: '{"ok":true}' }],
    [CallbackId, { type: 'success', result: '{"ok":true}' }],
  ]);
});

test('a stack without durable functions refuses completions', async () => {
  const { lambda } = await startEmbeddedAws();
  await expect(
    lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId })),
  ).rejects.toMatchObject({ name: 'UnknownOperationException' });
});
