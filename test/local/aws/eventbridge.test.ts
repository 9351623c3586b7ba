import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedAws } from './embedded-aws.ts';

async function start() {
  const { endpoint } = await startEmbeddedAws();
  const client = new EventBridgeClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  const put = (...Entries: object[]) => client.send(new PutEventsCommand({ Entries }));
  return { put, events: endpoint.eventBridge.events };
}

const ENTRY = { Source: 'shop', DetailType: 'Sold', Detail: '{"price": 5}' };

test('an event is kept as a target gets it', async () => {
  const { put, events } = await start();
  const Time = new Date('2026-11-28T12:00:00.900Z');
  const { Entries, FailedEntryCount } = await put({ ...ENTRY, Time, Resources: ['arn:aws:x'] });
  expect(FailedEntryCount).toBe(0);
  expect(events()).toEqual([
    {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Sold',
      source: 'shop',
      account: expect.stringMatching(/^\d{12}$/),
      time: '2026-11-28T12:00:00Z',
      region: expect.any(String),
      resources: ['arn:aws:x'],
      detail: { price: 5 },
    },
  ]);
});

test.each([
  ['a detail that is no object', { ...ENTRY, Detail: '5' }, 'MalformedDetail'],
  ['no detail', { ...ENTRY, Detail: undefined }, 'MalformedDetail'],
  ['no source', { ...ENTRY, Source: undefined }, 'InvalidArgument'],
  ['no type', { ...ENTRY, DetailType: '' }, 'InvalidArgument'],
])('an entry with %s is refused, and the others are kept', async (_, entry, code) => {
  const { put, events } = await start();
  const { Entries, FailedEntryCount } = await put(entry, ENTRY);
  expect(FailedEntryCount).toBe(1);
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([code, undefined]);
  expect(events()).toHaveLength(1);
});

test.each([
  ['no entries', []],
  ['more than 10 entries', Array.from({ length: 11 }, () => ENTRY)],
  [
    'more than 256 KB in characters of two bytes',
    [{ ...ENTRY, Detail: JSON.stringify({ text: 'ü'.repeat(140_000) }) }],
  ],
  ['more than 256 KB', [{ ...ENTRY, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) }]],
])('a call with %s is refused', async (_, entries) => {
  const { put } = await start();
  await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
});

test.each([
  ['another bus', { ...ENTRY, EventBusName: 'audit' }],
  ['a trace header', { ...ENTRY, TraceHeader: 'Root=1' }],
])('%s is not supported: that is said, and nothing of the call is kept', async (_, entry) => {
  const { put, events } = await start();
  await expect(put(ENTRY, entry)).rejects.toMatchObject({
    message: expect.stringContaining('does not support'),
  });
  expect(events()).toEqual([]);
});
