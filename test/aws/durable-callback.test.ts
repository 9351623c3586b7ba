import { describe, expect, test } from 'vitest';
import { createCompleteCallback } from '../../src/aws/durable-callback.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import { formatLine } from '../../src/log.ts';
import { restError, startAwsRestServer } from '../support/aws-rest-server.ts';

/** Contains characters that have a meaning in a path. The client must escape them. */
const CALLBACK_ID = 'Ab1/+9zQ?w7x#a%2Fb==';
const SECRET_OUTPUT = 'secret-output';
const OUTCOMES: Outcome[] = [
  { type: 'success', output: SECRET_OUTPUT },
  { type: 'failure', error: SECRET_OUTPUT, cause: SECRET_OUTPUT },
  { type: 'heartbeat' },
];

/** A Lambda service that refuses every call and quotes the input. */
async function startRefusing(name: string, status = 400) {
  const quote = `1 validation error: '${CALLBACK_ID}' with '${SECRET_OUTPUT}'`;
  const { options } = await startAwsRestServer(() => restError(name, quote, status));
  return createCompleteCallback(options);
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, (error) => error);

describe('a callback', () => {
  test.each([
    [{ name_in_output: 'Ben 🎉' }, '{"name_in_output":"Ben 🎉"}'],
    ['a text', '"a text"'],
    [null, 'null'],
  ])('is completed by a success, with the output as JSON: %j', async (output, body) => {
    const { calls, options } = await startAwsRestServer();

    await createCompleteCallback(options)({ callbackId: CALLBACK_ID }, { type: 'success', output });

    expect(calls).toEqual([
      { method: 'POST', path: ['2025-12-01', 'durable-execution-callbacks', CALLBACK_ID, 'succeed'], body },
    ]);
  });

  test.each([
    [
      { error: 'rejected', cause: 'Ben rejected it' },
      { ErrorType: 'rejected', ErrorMessage: 'Ben rejected it' },
    ],
    [{ error: 'rejected' }, { ErrorType: 'rejected' }],
    [{ cause: 'Ben rejected it' }, { ErrorMessage: 'Ben rejected it' }],
    [
      { error: '', cause: '' },
      { ErrorType: '', ErrorMessage: '' },
    ],
    [{}, {}],
  ])('is completed by a failure, with the given error and cause: %j', async (failure, body) => {
    const { calls, options } = await startAwsRestServer();

    await createCompleteCallback(options)({ callbackId: CALLBACK_ID }, { type: 'failure', ...failure });

    expect(calls.map((call) => [call.path.at(-1), JSON.parse(call.body)])).toEqual([['fail', body]]);
  });

  test('stays alive after several heartbeats', async () => {
    const { calls, options } = await startAwsRestServer();
    const completeCallback = createCompleteCallback(options);

    await completeCallback({ callbackId: CALLBACK_ID }, { type: 'heartbeat' });
    await completeCallback({ callbackId: CALLBACK_ID }, { type: 'heartbeat' });

    expect(calls.map(({ path }) => path.slice(-2))).toEqual([
      [CALLBACK_ID, 'heartbeat'],
      [CALLBACK_ID, 'heartbeat'],
    ]);
  });
});

describe('Lambda', () => {
  test.each([
    ['CallbackTimeoutException', 400, 'TaskTimedOut', 'The callback was already completed, or it timed out.'],
    ['ResourceNotFoundException', 404, 'TaskDoesNotExist', 'The callback does not exist, or it has ended.'],
    [
      'InvalidParameterValueException',
      400,
      'InvalidToken',
      'Lambda does not accept this callback ID or its result.',
    ],
  ])(
    'refuses with %s, which becomes the same refusal as for Step Functions and quotes no input',
    async (name, status, reason, message) => {
      const completeCallback = await startRefusing(name, status);

      for (const outcome of OUTCOMES) {
        const error = await errorOf(completeCallback({ callbackId: CALLBACK_ID }, outcome));

        expect(error).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ code: 'StepFunctionsError', reason, message });
        const logged = formatLine({ event: 'x', error }, new Date(0));
        expect(logged).not.toContain(CALLBACK_ID);
        expect(logged).not.toContain(SECRET_OUTPUT);
      }
    },
  );

  test('refuses with AccessDeniedException, which becomes NotPermitted', async () => {
    const completeCallback = await startRefusing('AccessDeniedException', 403);

    for (const outcome of OUTCOMES) {
      const error = await errorOf(completeCallback({ callbackId: CALLBACK_ID }, outcome));

      expect(error).toMatchObject({ code: 'NotPermitted', cause: { name: 'AccessDeniedException' } });
      expect(String(error)).toContain('Add its ARN to durableFunctions.');
      expect(String(error)).not.toContain(CALLBACK_ID);
    }
  });

  test.each([
    ['TooManyRequestsException', 429],
    ['ServiceException', 500],
    ['toString', 400],
  ])('fails with %s, and the error is passed on', async (name, status) => {
    const completeCallback = await startRefusing(name, status);

    for (const outcome of OUTCOMES) {
      const error = await errorOf(completeCallback({ callbackId: CALLBACK_ID }, outcome));

      expect(error).toHaveProperty('name', name);
      expect(error).not.toBeInstanceOf(Refusal);
    }
  });
});

test('a callback that has ended is no refusal after an attempt without an answer, which may have ended it', async () => {
  let attempts = 0;
  const { options } = await startAwsRestServer(() => {
    attempts += 1;
    return attempts === 1 ? { status: 503 } : restError('CallbackTimeoutException', SECRET_OUTPUT);
  });

  const error = await errorOf(
    createCompleteCallback({ ...options, maxAttempts: 2 })(
      { callbackId: CALLBACK_ID },
      { type: 'heartbeat' },
    ),
  );

  expect(attempts).toBe(2);
  expect(error).not.toBeInstanceOf(Refusal);
  expect(error).toMatchObject({ name: 'AnswerLostError', cause: { reason: 'TaskTimedOut' } });
  expect(formatLine({ event: 'respond', error }, new Date())).not.toContain(SECRET_OUTPUT);
});
