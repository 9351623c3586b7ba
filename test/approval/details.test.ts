import { expect, test } from 'vitest';
import { fitDetails } from '../../src/approval/text.ts';

const fitting = (details: string[], room: number) => fitDetails(details, room, (detail) => detail.length);

test('All details are shown where they fit, to the last character', () => {
  expect(fitting(['aa', 'bbb'], 5)).toEqual({ shown: ['aa', 'bbb'], left: 0 });
});

test('Those from the first that does not fit on are counted, also when a later one would fit', () => {
  expect(fitting(['aa', 'bbb', 'c'], 4)).toEqual({ shown: ['aa'], left: 2 });
});

test('None is shown where the first does not fit', () => {
  expect(fitting(['aa'], 1)).toEqual({ shown: [], left: 1 });
});

test('No details are none', () => {
  expect(fitting([], 0)).toEqual({ shown: [], left: 0 });
});
