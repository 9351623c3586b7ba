import { describe, expect, test } from 'vitest';
import { isEmail, isGroupId, isUserId } from '../../src/approval/ids.ts';

describe('the id of a person in Slack', () => {
  test.each(['U024BE7LH', 'W012A3CDE', 'USLACKBOT', 'U07ABCDEF12', `U${'0'.repeat(20)}`])(
    'may be %s',
    (id) => {
      expect(isUserId(id)).toBe(true);
    },
  );

  test.each([
    'U',
    'UNA',
    'WILLIAM',
    'U024BE7',
    'S024BE7LH',
    'u024be7lh',
    'U024BE7LH\n',
    `U${'0'.repeat(21)}`,
  ])('is not %j', (text) => {
    expect(isUserId(text)).toBe(false);
  });
});

describe('the id of a user group', () => {
  test.each(['S0604QSJC', 'S07ABCDEF12'])('may be %s', (id) => {
    expect(isGroupId(id)).toBe(true);
  });

  test.each(['SAM', 'SALES', 'SERVICES', 'U024BE7LH', 's0604qsjc'])('is not %j', (text) => {
    expect(isGroupId(text)).toBe(false);
  });
});

test.each([
  ['ann@example.com', true],
  ['ann@localhost', true],
  ['ann', false],
  ['@ann', false],
  ['ann@@example.com', false],
  ['Ann <ann@example.com>', false],
  [`${'a'.repeat(243)}@example.com`, false],
])('%s is an e-mail address: %s', (text, is) => {
  expect(isEmail(text)).toBe(is);
});
