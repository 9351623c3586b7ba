import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createKeyService } from '../../src/aws/kms.ts';
import {
  createCompleteTask,
  createGetHistory,
  createStartExecution,
  createStopExecution,
} from '../../src/aws/step-functions.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';
const CONTEXT = { purpose: 'of the test' };
const failing = (name: string) => startAwsJsonServer(() => ({ __type: name, message: 'what AWS says' }));
const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, (error) => error);

describe('KMS', () => {
  test.each(['InvalidCiphertextException', 'IncorrectKeyException', 'ValidationException'])(
    'answers %s for a foreign data key, which becomes InvalidPayload',
    async (name) => {
      const keys = createKeyService(new KMSClient((await failing(name)).options), 'key');
      await expect(keys.decrypt(new Uint8Array(184), CONTEXT)).rejects.toMatchObject({
        code: 'InvalidPayload',
        message: 'This service did not create this link. Ask the sender for a new one.',
        cause: { name },
      });
    },
  );

  test.each([
    'AccessDeniedException',
    'InvalidKeyUsageException',
    'DisabledException',
    'KMSInternalException',
  ])('fails with %s, and the error is passed on', async (name) => {
    const keys = createKeyService(new KMSClient((await failing(name)).options), 'key');
    for (const error of await Promise.all([
      errorOf(keys.decrypt(new Uint8Array(184), CONTEXT)),
      errorOf(keys.generate(CONTEXT)),
    ])) {
      expect(error).toHaveProperty('name', name);
      expect(error).not.toBeInstanceOf(Refusal);
    }
  });

  test('is busy, and then the call may be repeated: no message was sent', async () => {
    const keys = createKeyService(new KMSClient((await failing('ThrottlingException')).options), 'key');
    expect(await errorOf(keys.generate(CONTEXT))).toMatchObject({
      name: 'RepeatableError',
      message: 'KMS did not answer, or was busy.',
      isBusy: true,
      cause: { name: 'ThrottlingException' },
    });
    expect(await errorOf(keys.decrypt(new Uint8Array(184), CONTEXT))).toMatchObject({
      name: 'ThrottlingException',
    });
  });

  test('gets the encryption context with every call', async () => {
    const { calls, options } = await startAwsJsonServer(() => ({
      Plaintext: Buffer.alloc(32).toString('base64'),
      CiphertextBlob: Buffer.alloc(184).toString('base64'),
      KeyId: 'arn:of:the:key',
    }));
    const keys = createKeyService(new KMSClient(options), 'alias/ours');
    await keys.generate(CONTEXT);
    await keys.decrypt(new Uint8Array(3), CONTEXT);
    const common = { KeyId: 'alias/ours', EncryptionContext: CONTEXT };
    expect(calls).toEqual([
      { operation: 'GenerateDataKey', input: { ...common, KeySpec: 'AES_256' } },
      { operation: 'Decrypt', input: { ...common, CiphertextBlob: 'AAAA' } },
    ]);
  });
});

describe('Step Functions', () => {
  const outcomes: Outcome[] = [{ type: 'success', output: null }, { type: 'failure' }, { type: 'heartbeat' }];

  test.each([
    ['InvalidOutput', 'Step Functions does not accept this output.'],
    ['InvalidToken', 'Step Functions does not accept this task token.'],
    ['TaskDoesNotExist', 'The task does not exist, or it has ended.'],
    ['TaskTimedOut', 'The task was already completed, or it timed out.'],
  ])('refuses a task as %s, for every type of outcome', async (reason, message) => {
    const completeTask = createCompleteTask(new SFNClient((await failing(reason)).options));
    for (const outcome of outcomes) {
      await expect(completeTask({ token: 'secret-token' }, outcome)).rejects.toMatchObject({
        code: 'StepFunctionsError',
        reason,
        message,
        cause: { name: reason },
      });
    }
  });

  test('refuses with NotPermitted if the role may not complete tasks of the state machine', async () => {
    const { options } = await failing('AccessDeniedException');
    const completeTask = createCompleteTask(new SFNClient(options));
    for (const outcome of outcomes) {
      await expect(completeTask({ token: 'secret-token' }, outcome)).rejects.toMatchObject({
        code: 'NotPermitted',
        message: 'This deployment may not complete tasks of this state machine. Add it to stateMachines.',
        cause: { name: 'AccessDeniedException' },
      });
    }
  });

  test.each([
    ['KmsAccessDeniedException', 'KmsAccessDenied', /Add it to stateMachineKeys\.$/],
    ['KmsInvalidStateException', 'KmsInvalidState', /Enable it\.$/],
  ])(
    'refuses with NotPermitted if the key of the state machine cannot be used (%s)',
    async (name, reason, message) => {
      const { options } = await failing(name);
      const client = new SFNClient(options);
      const expected = {
        code: 'NotPermitted',
        reason,
        message: expect.stringMatching(message),
        cause: { name },
      };
      await expect(
        createCompleteTask(client)({ token: 'secret-token' }, { type: 'success', output: 1 }),
      ).rejects.toMatchObject(expected);
      await expect(createGetHistory(client, (arn) => arn)('one')).rejects.toMatchObject(expected);
    },
  );

  test.each(['AccessDeniedException', 'KmsThrottlingException'])(
    'cannot read a history because of %s, which says nothing about the state machine',
    async (name) => {
      const { options } = await failing(name);
      const error = await errorOf(createGetHistory(new SFNClient(options), (arn) => arn)('one'));
      expect(error).toHaveProperty('name', name);
      expect(error).not.toBeInstanceOf(Refusal);
    },
  );

  test.each(['ThrottlingException', 'toString'])(
    'fails with %s, and the error is passed on',
    async (name) => {
      const completeTask = createCompleteTask(new SFNClient((await failing(name)).options));
      const error = await errorOf(completeTask({ token: 'token' }, { type: 'heartbeat' }));
      expect(error).toHaveProperty('name', name);
      expect(error).not.toBeInstanceOf(Refusal);
    },
  );

  test('gets a failure without error and cause unchanged', async () => {
    const { calls, options } = await startAwsJsonServer(() => ({}));
    await createCompleteTask(new SFNClient(options))({ token: 'token' }, { type: 'failure' });
    expect(calls).toEqual([{ operation: 'SendTaskFailure', input: { taskToken: 'token' } }]);
  });

  test('returns a history in pages, which are joined in their order', async () => {
    const { calls, options } = await startAwsJsonServer(({ input: { nextToken } }) => {
      const page = nextToken === undefined ? 0 : Number(nextToken);
      const events = [1, 2].map((id) => ({ id: 2 * page + id, type: 'TaskStarted', timestamp: 1795521600 }));
      return { events, ...(page < 2 && { nextToken: String(page + 1) }) };
    });
    const getHistory = createGetHistory(new SFNClient(options), (name) => `arn:${name}`);
    const events = await getHistory('ApprovalEmails:one');
    expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events[0]?.timestamp).toEqual(new Date('2026-11-24T12:00:00Z'));
    expect(calls.map(({ input }) => input)).toEqual(
      [undefined, '1', '2'].map((nextToken) => ({
        executionArn: 'arn:ApprovalEmails:one',
        includeExecutionData: true,
        maxResults: 1000,
        ...(nextToken && { nextToken }),
      })),
    );
  });

  const changes = {
    start: (client: SFNClient) => createStartExecution(client, MACHINE)('one', {}),
    stop: (client: SFNClient) => createStopExecution(client, (name) => name)('one', 'by hand'),
  };

  describe.each(Object.entries(changes))('that refuses to %s an execution', (change, call) => {
    test.each([
      [
        'AccessDeniedException',
        undefined,
        `This deployment may not ${change} executions of this state machine.`,
      ],
      ['KmsAccessDeniedException', 'KmsAccessDenied', 'This deployment may not use the KMS key'],
      ['KmsInvalidStateException', 'KmsInvalidState', 'The KMS key of this state machine is disabled'],
    ])('gives NotPermitted: nothing has changed (%s)', async (name, reason, message) => {
      await expect(call(new SFNClient((await failing(name)).options))).rejects.toMatchObject({
        code: 'NotPermitted',
        reason,
        message: expect.stringContaining(message),
        cause: { name },
      });
    });

    test('passes any other error on', async () => {
      const error = await errorOf(call(new SFNClient((await failing('KmsThrottlingException')).options)));
      expect(error).toHaveProperty('name', 'KmsThrottlingException');
      expect(error).not.toBeInstanceOf(Refusal);
    });
  });

  test('can refuse a start, and the error is passed on', async () => {
    const { options } = await failing('StateMachineDoesNotExist');
    const startExecution = createStartExecution(new SFNClient(options), MACHINE);
    await expect(startExecution('one', {})).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});
