import { describe, expect, test } from 'vitest';
import { rememberSucceeded, seldom } from '../../src/approval/histories.ts';
import { type HistoryEvent, HistoryTooLong } from '../../src/approval/history.ts';
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

describe('for links, the history of an execution', () => {
  function readingSeldom(answer: () => Promise<readonly HistoryEvent[]> = async () => []) {
    const clock = { now: 0 };
    const reads: number[] = [];
    const asked: (number | undefined)[] = [];
    const { getHistory: read, forget } = seldom(
      (_, { since } = {}) => {
        reads.push(clock.now);
        asked.push(since);
        return answer();
      },
      () => clock.now,
    );
    return { clock, reads, asked, read, forget };
  }

  test('is read once in 3 seconds', async () => {
    const { clock, reads, read } = readingSeldom();
    for (clock.now of [0, 1, 2_999, 3_000, 5_999]) await read('one', { since: 3 });
    expect(reads).toEqual([0, 3_000]);
  });

  test('is read twice more if the task has changed, and then not before the 3 seconds are over', async () => {
    const { clock, reads, read } = readingSeldom();
    await read('one', { since: 3 });
    for (clock.now of [1_000, 1_001, 1_002, 2_999]) await read('one', { since: 3, again: true });
    await read('one', { since: 3 });
    expect(reads).toEqual([0, 1_000, 1_001]);
    clock.now = 3_000;
    await read('one', { since: 3 });
    expect(reads).toEqual([0, 1_000, 1_001, 3_000]);
  });

  test('is read again at once after the task was completed here', async () => {
    const { reads, read, forget } = readingSeldom();
    await read('one', { since: 3 });
    forget('two');
    await read('one', { since: 3 });
    forget('one');
    await read('one', { since: 3 });
    expect(reads).toHaveLength(2);
  });

  test('is another one for another execution', async () => {
    const { reads, read } = readingSeldom();
    await Promise.all([read('one', { since: 3 }), read('two', { since: 3 })]);
    expect(reads).toHaveLength(2);
  });

  test('is read once for all links of an execution, from the first event of each of them on', async () => {
    const events = [3, 4, 9].map((id) => ({ id }));
    const { reads, read } = readingSeldom(async () => events);
    expect(await read('one', { since: 3 })).toEqual(events);
    expect(await read('one', { since: 9 })).toEqual([{ id: 9 }]);
    expect(reads).toHaveLength(1);
  });

  test('is read again for a link that needs earlier events, as for a task that has changed', async () => {
    const { reads, asked, read } = readingSeldom(async () => [{ id: 9 }]);
    for (const since of [9, 7, 5, 7]) await read('one', { since });
    await expect(read('one', { since: 3 })).rejects.toThrow('too often');
    await expect(read('one')).rejects.toThrow('too often');
    expect(reads).toHaveLength(3);
    expect(asked).toEqual([9, 7, 5]);
  });

  test.each([new Error('ThrottlingException'), new HistoryTooLong('long')])(
    'is not read again for 3 seconds after an error (%s)',
    async (error) => {
      const { clock, reads, read } = readingSeldom(() => Promise.reject(error));
      for (const since of [3, 3, 9]) await expect(read('one', { since })).rejects.toThrow(error);
      expect(reads).toHaveLength(1);
      clock.now = 3_000;
      await expect(read('one', { since: 3 })).rejects.toThrow(error);
      expect(reads).toHaveLength(2);
    },
  );

  test('is still known after an error of a read again, which counts', async () => {
    let away = false;
    const { reads, read } = readingSeldom(async () => {
      if (away) throw new Error('ECONNRESET');
      return [{ id: 3 }];
    });
    await read('one', { since: 3 });
    away = true;
    await expect(read('one', { since: 3, again: true })).rejects.toThrow('ECONNRESET');
    expect(await read('one', { since: 3 })).toEqual([{ id: 3 }]);
    away = false;
    for (let times = 0; times < 3; times += 1) await read('one', { since: 3, again: true });
    expect(reads).toHaveLength(3);
  });
});
