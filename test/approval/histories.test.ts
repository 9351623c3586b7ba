import { expect, test } from 'vitest';
import { rememberSucceeded } from '../../src/approval/histories.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { recordedHistory } from '../support/histories.ts';

/** What is read of a Step Functions in which every execution has this history. */
function reading(history: readonly HistoryEvent[]) {
  const reads: string[] = [];
  const getHistory = rememberSucceeded(async (execution) => {
    reads.push(execution);
    return history;
  });
  return { reads, getHistory };
}

test('The history of an execution that succeeded is read once', async () => {
  const { reads, getHistory } = reading(recordedHistory('approved'));
  const first = await getHistory('one');
  expect(await getHistory('one')).toEqual(first);
  expect(await getHistory('two')).toEqual(first);
  expect(reads).toEqual(['one', 'two']);
});

test.each(['waiting', 'aborted', 'execution-timed-out'])(
  'The history of an execution that may go on is read again (%s)',
  async (name) => {
    const { reads, getHistory } = reading(recordedHistory(name));
    await getHistory('one');
    await getHistory('one');
    expect(reads).toEqual(['one', 'one']);
  },
);

test('The hundred that were read last are remembered', async () => {
  const { reads, getHistory } = reading(recordedHistory('approved'));
  for (let run = 0; run <= 100; run += 1) await getHistory(`run ${run}`);
  reads.length = 0;
  for (const execution of ['run 100', 'run 1', 'run 0']) await getHistory(execution);
  expect(reads).toEqual(['run 0']);
});

test('A long history is not kept', async () => {
  const long = Array.from({ length: 5 }, () => recordedHistory('approved')).flat();
  const { reads, getHistory } = reading(long);
  await getHistory('one');
  await getHistory('one');
  expect(reads).toHaveLength(2);
});

test('A history that could not be read is read again', async () => {
  let away = true;
  const getHistory = rememberSucceeded(async () => {
    if (away) throw new Error('throttled');
    return recordedHistory('approved');
  });
  await expect(getHistory('one')).rejects.toThrow('throttled');
  away = false;
  expect(await getHistory('one')).toHaveLength(13);
});
