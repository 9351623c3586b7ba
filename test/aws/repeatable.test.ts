import { describe, expect, test } from 'vitest';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import { repeatable, repeatableIfUnsent } from '../../src/aws/repeatable.ts';

const failing = (error: Error) => () => Promise.reject(error);
const errorWith = (members: object) => Object.assign(new Error('x'), members);
/** A wrapper around an error of the SDK. */
const wrapped = (error: Error) => new Error('wrapped', { cause: error });

const REFUSED = errorWith({ code: 'ECONNREFUSED' });
const UNKNOWN_HOST = errorWith({ code: 'ENOTFOUND' });
const RESET = errorWith({ code: 'ECONNRESET' });
const SLOW = errorWith({ name: 'TimeoutError' });
const OUTAGE = errorWith({ name: 'InternalFailure', $metadata: { httpStatusCode: 503 } });
const THROTTLED = errorWith({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
const TOO_MANY = errorWith({ name: 'X', $metadata: { httpStatusCode: 429 } });
const RETRYABLE = errorWith({ name: 'X', $retryable: { throttling: true } });
const DENIED = errorWith({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
const NOT_JSON = Object.assign(new SyntaxError('x'), { $metadata: { httpStatusCode: 200 } });
const MISTAKE = new TypeError('x');

describe('a call that changes nothing', () => {
  test.each([
    ['a refused connection', REFUSED, false],
    ['an unknown host', UNKNOWN_HOST, false],
    ['a broken connection', RESET, false],
    ['a timeout', SLOW, false],
    ['an outage', OUTAGE, false],
    ['an outage in a wrapper', wrapped(OUTAGE), false],
    ['an answer that is not JSON', NOT_JSON, false],
    ['too many calls', THROTTLED, true],
    ['too many calls, by its status', TOO_MANY, true],
    ['too many calls, by its mark', RETRYABLE, true],
  ])('may be repeated after %s', async (_, cause, isBusy) => {
    const error = await repeatable('KMS', failing(cause)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RepeatableError);
    expect(error).toMatchObject({ cause, isBusy, message: 'KMS did not answer, or was busy.' });
  });

  test.each([
    ['a refusal', DENIED],
    ['a refusal in a wrapper', wrapped(DENIED)],
    ['a mistake of our own', MISTAKE],
  ])('fails for good after %s', async (_, error) => {
    await expect(repeatable('KMS', failing(error))).rejects.toBe(error);
  });
});

describe('a call that sends something', () => {
  test.each([
    ['a refused connection', REFUSED],
    ['an unknown host', UNKNOWN_HOST],
    ['too many calls', THROTTLED],
  ])('may be repeated after %s', async (_, cause) => {
    await expect(repeatableIfUnsent('SNS', failing(cause))).rejects.toMatchObject({
      name: 'RepeatableError',
      cause,
    });
  });

  test.each([
    ['a broken connection', RESET],
    ['a timeout', SLOW],
    ['an outage', OUTAGE],
  ])('is not repeated after %s: it may have been sent', async (_, cause) => {
    await expect(repeatableIfUnsent('SNS', failing(cause))).rejects.toMatchObject({
      name: 'UncertainError',
      cause,
    });
  });

  test('fails for good after a refusal', async () => {
    await expect(repeatableIfUnsent('SNS', failing(DENIED))).rejects.toBe(DENIED);
  });
});

test('a call that succeeds gives its answer', async () => {
  expect(await repeatable('KMS', async () => 5)).toBe(5);
});
