import { expect, test } from 'vitest';
import { createNewest } from '../../src/local/newest.ts';

test('the newest values stay, in the order in which they were added', () => {
  const newest = createNewest<number>({ limit: 2 });
  for (const value of [1, 2, 3]) newest.set(`${value}`, value);
  expect(newest.values()).toEqual([2, 3]);
  expect(newest.get('1')).toBeUndefined();
});

test('a change keeps the place of a value', () => {
  const newest = createNewest<string>({ limit: 2 });
  newest.set('a', 'old');
  newest.set('b', 'other');
  newest.set('a', 'new');
  expect(newest.values()).toEqual(['new', 'other']);
});

test('values that wait are counted apart, and become others when they wait no more', () => {
  const newest = createNewest<string>({ limit: 1, waitingLimit: 2, waits: (value) => value === 'waits' });
  newest.set('a', 'waits');
  newest.set('b', 'waits');
  newest.set('c', 'ended');
  expect(newest.values()).toEqual(['waits', 'waits', 'ended']);
  newest.set('a', 'decided');
  expect(newest.values()).toEqual(['decided', 'waits']);
  newest.set('d', 'waits');
  newest.set('e', 'waits');
  expect(newest.get('b')).toBeUndefined();
});

test('what is dropped is reported, and what is deleted is not', () => {
  const dropped: number[] = [];
  const newest = createNewest<number>({ limit: 1, onDrop: (value) => void dropped.push(value) });
  newest.set('1', 1);
  newest.delete('1');
  newest.set('2', 2);
  newest.set('3', 3);
  expect(dropped).toEqual([2]);
  expect(newest.values()).toEqual([3]);
});
