import { expect, test } from 'vitest';
import { createInvokeLater } from '../../src/aws/invoke-later.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { clientOptions } from '../support/test-server.ts';

test('An asynchronous invocation gets the event, and its result is not waited for', async () => {
  const { functions, endpoint } = await startEmbeddedAws();
  const { promise: received, resolve } = Promise.withResolvers<unknown>();
  functions.endless = (event) => {
    resolve(event);
    return new Promise(() => undefined);
  };

  await createInvokeLater(clientOptions(endpoint.url), 'endless')({ answer: 42 });

  expect(await received).toEqual({ answer: 42 });
});

test('An invocation that cannot be started is an error', async () => {
  const { endpoint } = await startEmbeddedAws();

  await expect(createInvokeLater(clientOptions(endpoint.url), 'missing')({})).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
