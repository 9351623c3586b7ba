import { expect, test } from 'vitest';
import { clientOptions } from '../../src/aws/retries-and-timeouts.ts';

test('An interactive call ends within 3 seconds, with its retry, and a timeout is an error', () => {
  expect(clientOptions({}, 'interactive')).toMatchObject({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true },
  });
});

test('A background call waits for its answer, because a retry can send a mail twice', () => {
  expect(clientOptions({}, 'background').requestHandler).toEqual({ connectionTimeout: 2_000 });
});
