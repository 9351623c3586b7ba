import { expect, test } from 'vitest';
import { rememberSucceeded } from '../../src/approval/histories.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { recordedHistory } from '../support/histories.ts';

/** A cache of histories, and the executions that the cache reads. All executions have this history. */
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
  'The history of an execution that can continue is read again (%s)',
  async (name) => {
    const { reads, getHistory } = reading(recordedHistory(name));
    await getHistory('one');
    await getHistory('one');
    expect(reads).toEqual(['one', 'one']);
  },
);

test('The last 100 histories are kept', async () => {
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

test('After a failed read, the history is read again', async () => {
  let away = true;
  const getHistory = rememberSucceeded(async () => {
    if (away) throw new Error('throttled');
    return recordedHistory('approved');
  });
  await expect(getHistory('one')).rejects.toThrow('throttled');
  away = false;
  expect(await getHistory('one')).toHaveLength(13);
});
