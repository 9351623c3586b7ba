import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import { type Answer, BY_ADDRESS, isEmail, isSameAddress } from '../../src/approval/people.ts';

test.each([
  ['ann@example.com', true],
  ['ann@localhost', true],
  ['ann', false],
  ['@ann', false],
  ['ann@@example.com', false],
  ['Ann <ann@example.com>', false],
  ['["ann@example.com"]', false],
  ['(ann@example.com)', false],
  ['ann@example.com.', false],
  ["o'neil@example.com", true],
  [`${'a'.repeat(242)}@example.com`, true],
  [`${'a'.repeat(243)}@example.com`, false],
])('%s is an e-mail address: %s', (text, is) => {
  expect(isEmail(text)).toBe(is);
});

test.each([
  ['ann@example.com', 'ann@example.com', true],
  ['Ann@Example.com', 'aNN@example.COM', true],
  ['ann@example.com', 'bob@example.com', false],
  ['ann@example.com', 'ann@example.org', false],
])('%s and %s are the same address: %s', (a, b, is) => {
  expect(isSameAddress(a, b)).toBe(is);
});

describe('by e-mail address,', () => {
  const ann = { email: 'ann@example.com' };

  test.each<[Person, Person, Answer]>([
    [ann, { email: 'Ann@Example.com' }, 'yes'],
    [ann, { email: 'bob@example.com' }, 'no'],
    [{ id: 'U0ANN0001', ...ann }, { ...ann, name: 'Ann' }, 'yes'],
    [{ id: 'U0ANN0001' }, ann, 'cannot tell'],
    [ann, { id: 'U0ANN0001' }, 'cannot tell'],
    [{ id: 'U0ANN0001' }, { id: 'U0ANN0001' }, 'cannot tell'],
    [{ name: 'ann' }, { name: 'ann' }, 'cannot tell'],
    [{}, {}, 'cannot tell'],
  ])('%j and %j are the same: %s', async (a, b, answer) => {
    expect(await BY_ADDRESS.isSame(a, b)).toBe(answer);
  });

  test('the members of a group are unknown', async () => {
    expect(await BY_ADDRESS.isMember('S0LEADS01', ann)).toBe('cannot tell');
  });
});
