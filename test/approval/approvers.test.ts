import { describe, expect, test } from 'vitest';
import { parseApprovers } from '../../src/approval/approvers.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => `U${100 + index}`);

describe('approvers', () => {
  test('are whoever is asked where none are named', () => {
    expect(parseApprovers(undefined)).toBeUndefined();
  });

  test.each([
    ['U012ABC'],
    ['W012ABC'],
    ['S012ABC'],
    ['ann@example.com'],
    ['Ann.O’Neil+aws@mail.example.co.uk'],
    ['ann@localhost'],
  ])('may be %s', (approver) => {
    expect(parseApprovers([approver])).toEqual([approver]);
  });

  test.each([
    ['<@U012ABC>', 'U012ABC'],
    ['<@U012ABC|ann>', 'U012ABC'],
    ['<!subteam^S012ABC>', 'S012ABC'],
    ['<!subteam^S012ABC|@leads>', 'S012ABC'],
    ['<mailto:ann@example.com|ann@example.com>', 'ann@example.com'],
    ['  U012ABC ', 'U012ABC'],
  ])('may be spelled as Slack escapes them: %s', (given, approver) => {
    expect(parseApprovers([given])).toEqual([approver]);
    expect(parseApprovers(given)).toEqual([approver]);
  });

  test.each([
    'U012ABC,S012ABC,ann@example.com',
    'U012ABC S012ABC  ann@example.com',
    ' U012ABC, <!subteam^S012ABC|@leads>,\n<mailto:ann@example.com|ann@example.com>, ',
  ])('may be one text: %j', (text) => {
    expect(parseApprovers(text)).toEqual(['U012ABC', 'S012ABC', 'ann@example.com']);
  });

  test('are named once', () => {
    expect(parseApprovers('U012ABC, <@U012ABC|ann>, U012ABC')).toEqual(['U012ABC']);
    expect(parseApprovers([...many(20), ...many(20)])).toHaveLength(20);
  });
});

describe('approvers are refused as InvalidRequest', () => {
  const noList = 'The approvers are neither a list nor a text.';
  const empty = 'The list of approvers is empty: nobody could decide.';
  const unknown = 'An approver is neither a Slack user (U…), a Slack user group (S…) nor an e-mail address.';

  test.each<[unknown, string]>([
    [null, noList],
    [5, noList],
    [{ user: 'U012ABC' }, noList],
    [[], empty],
    ['', empty],
    [' , ', empty],
    [['U012ABC', 5], unknown],
    [['U012ABC', ''], unknown],
    [['ann'], unknown],
    [['@ann'], unknown],
    [['C012ABC'], unknown],
    [['u012abc'], unknown],
    [['ann@'], unknown],
    [['@example.com'], unknown],
    [['ann@example.com, bob@example.com'], unknown],
    [['ann@@example.com'], unknown],
    [['<!channel>'], unknown],
    [['<@U012ABC'], unknown],
    [[`${'a'.repeat(243)}@example.com`], unknown],
  ])('when they are %j', (input, message) => {
    expect(() => parseApprovers(input)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
  });

  test('when there are more than 20, which would not fit a button', () => {
    expect(parseApprovers(many(20))).toHaveLength(20);
    expect(() => parseApprovers(many(21))).toThrow(
      expect.objectContaining({
        code: 'InvalidRequest',
        message: 'There are 21 approvers; 20 are the most. A Slack user group counts as one.',
      }),
    );
  });

  test('without repeating what was given', () => {
    expect(() => parseApprovers(['secret words'])).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
