import { expect, test } from 'vitest';
import { clientOptions } from '../../src/aws/client-options.ts';

test.each([
  ['interactive', 3_000],
  ['background', 10_000],
] as const)('A call that is %s is given up in time, and not only warned of', (patience, limit) => {
  const { requestHandler } = clientOptions({}, patience);

  expect(requestHandler.throwOnRequestTimeout).toBe(true);
  expect(requestHandler.connectionTimeout + requestHandler.requestTimeout).toBeLessThan(limit);
});
