import { expect, test } from 'vitest';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import { createPublishEvents } from '../../src/aws/eventbridge.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { clientOptions } from '../support/test-server.ts';

const EVENT: ApprovalEvent = {
  type: 'Vote Cast',
  at: new Date('2026-11-28T12:00:00.500Z'),
  detail: {
    id: '0f',
    transaction_id: 'a1',
    execution: 'ApprovalEmails:one',
    title: 'Grüße 🎉',
    requester: { name: 'Ann' },
    decision: { action: 'approve', via: 'slack', at: '2026-11-28T12:00:00.500Z' },
  },
};

test('an event is on the bus, with its time', async () => {
  const { endpoint } = await startEmbeddedAws();
  await createPublishEvents(clientOptions(endpoint.url), 'default')([EVENT]);
  expect(endpoint.eventBridge.events()).toMatchObject([
    {
      source: 'countersign',
      'detail-type': 'Vote Cast',
      time: '2026-11-28T12:00:00Z',
      detail: EVENT.detail,
    },
  ]);
});

test.each([
  ['ThrottlingException', RepeatableError],
  ['InternalFailure', RepeatableError],
  ['NotAuthorizedForSource', Error],
])('an entry that EventBridge refuses with %s is an error', async (code, kind) => {
  const { options } = await startAwsJsonServer(() => ({
    FailedEntryCount: 1,
    Entries: [{ EventId: '1' }, { ErrorCode: code, ErrorMessage: 'no' }],
  }));
  const failed = createPublishEvents(options, 'default')([EVENT, EVENT]).catch((error: unknown) => error);
  const error = (await failed) as Error;
  expect(error.constructor).toBe(kind);
  expect(String(error.cause ?? error)).toBe(`Error: EventBridge refused an event with ${code}.`);
});

test('of several refused entries, one that may succeed later is enough to try again', async () => {
  const { options } = await startAwsJsonServer(() => ({
    Entries: [{ ErrorCode: 'NotAuthorizedForSource' }, { ErrorCode: 'ThrottlingException' }],
  }));
  await expect(createPublishEvents(options, 'default')([EVENT, EVENT])).rejects.toBeInstanceOf(
    RepeatableError,
  );
});

test('a call that EventBridge throttles may be tried again', async () => {
  const { options } = await startAwsJsonServer(() => ({ __type: 'ThrottlingException' }));
  await expect(
    createPublishEvents({ ...options, maxAttempts: 1 }, 'default')([EVENT]),
  ).rejects.toBeInstanceOf(RepeatableError);
});
