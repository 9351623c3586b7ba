import { expect, test } from 'vitest';
import { clientOptions } from '../../src/aws/retries-and-timeouts.ts';

test('A call that somebody waits for is given up within 3 seconds, all its tries, and not only warned of', () => {
  expect(clientOptions({}, 'interactive')).toMatchObject({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true },
  });
});

test('Any other waits for its answer: a mail that was taken would be sent again', () => {
  expect(clientOptions({}, 'background').requestHandler).toEqual({ connectionTimeout: 2_000 });
});
