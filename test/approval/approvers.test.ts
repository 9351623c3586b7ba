import { describe, expect, test } from 'vitest';
import { parseApprovers } from '../../src/approval/approvers.ts';
import type { ReadId } from '../../src/approval/people.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { readId } from '../../src/wiring/notation.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => `U${10_000_000 + index}`);

describe('approvers', () => {
  test('are undefined when the input has none', () => {
    expect(parseApprovers(undefined, readId)).toBeUndefined();
  });

  test.each([
    ['U012ABCDE'],
    ['W012ABCDE'],
    ['S012ABCDE'],
    ['ann@example.com'],
    ['Ann.O’Neil+aws@mail.example.co.uk'],
    ['ann@localhost'],
  ])('can be %s', (approver) => {
    expect(parseApprovers([approver], readId)).toEqual([approver]);
  });

  test.each([
    ['<@U012ABCDE>', 'U012ABCDE'],
    ['<@U012ABCDE|ann>', 'U012ABCDE'],
    ['<!subteam^S012ABCDE>', 'S012ABCDE'],
    ['<!subteam^S012ABCDE|@leads>', 'S012ABCDE'],
    ['  U012ABCDE ', 'U012ABCDE'],
  ])('can be written as Slack escapes them: %s', (given, approver) => {
    expect(parseApprovers([given], readId)).toEqual([approver]);
    expect(parseApprovers(given, readId)).toEqual([approver]);
  });

  test.each([
    'U012ABCDE,S012ABCDE,ann@example.com',
    'U012ABCDE S012ABCDE  ann@example.com',
    ' U012ABCDE, <!subteam^S012ABCDE|@leads>,\n ann@example.com, ',
    'U012ABCDE, S012ABCDE and ann@example.com.',
  ])('can be one text: %j', (text) => {
    expect(parseApprovers(text, readId)).toEqual(['U012ABCDE', 'S012ABCDE', 'ann@example.com']);
  });

  test('can be ids of any surface that reads them, and other ids are refused', () => {
    const onPager: ReadId = (text) => {
      const id = /^pager:(\d+)$/.exec(text)?.[1];
      return id ? { kind: 'person', id } : undefined;
    };
    expect(parseApprovers('pager:4711, ann@example.com', onPager)).toEqual(['4711', 'ann@example.com']);
    expect(() => parseApprovers('U012ABCDE', onPager)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  });

  test('can be an address as Slack escapes it', () => {
    expect(parseApprovers(['<mailto:ann@example.com|ann@example.com>'], readId)).toEqual(['ann@example.com']);
  });

  test('are listed once, also when the input repeats them', () => {
    expect(parseApprovers('U012ABCDE, <@U012ABCDE|ann>, U012ABCDE', readId)).toEqual(['U012ABCDE']);
    expect(parseApprovers([...many(20), ...many(20)], readId)).toHaveLength(20);
    expect(parseApprovers('Ann@Example.com, ann@example.com, ANN@EXAMPLE.COM', readId)).toEqual([
      'Ann@Example.com',
    ]);
  });

  test('are the others where a list contains null', () => {
    expect(parseApprovers([null, 'ann@example.com', null], readId)).toEqual(['ann@example.com']);
  });
});

describe('approvers are refused as InvalidRequest', () => {
  const noList = 'The approvers must be a list or a string.';
  const empty = 'The list of approvers is empty: no person could decide.';
  const notText = (approver: string) => `The approver ${approver} is not a text.`;
  const unknown = (approver: string) =>
    `The approver "${approver}" is neither the id of a person or a group (in Slack U… or S…) nor an e-mail address.`;

  test.each<[unknown, string]>([
    [null, noList],
    [5, noList],
    [{ user: 'U012ABCDE' }, noList],
    [[], empty],
    ['', empty],
    [' , ', empty],
    [['U012ABCDE', 5], notText('5')],
    [[{ user: 'U012ABCDE' }], notText('{"user":"U012ABCDE"}')],
    [[null], empty],
    [['U012ABCDE', ''], unknown('')],
    [['ann'], unknown('ann')],
    [['SAM'], unknown('SAM')],
    [['SERVICES'], unknown('SERVICES')],
    [['@ann'], unknown('@ann')],
    [['C012ABCDE'], unknown('C012ABCDE')],
    [['u012abc'], unknown('u012abc')],
    [['ann@'], unknown('ann@')],
    [['@example.com'], unknown('@example.com')],
    [['ann@example.com, bob@example.com'], unknown('ann@example.com, bob@example.com')],
    [['ann@@example.com'], unknown('ann@@example.com')],
    [['<!channel>'], unknown('<!channel>')],
    [['<@U012ABCDE'], unknown('<@U012ABCDE')],
    [['ann@example.com;'], unknown('ann@example.com;')],
    [['an\nn'], unknown('an n')],
    [[`${'a'.repeat(243)}@example.com`], unknown(`${'a'.repeat(49)}…`)],
  ])('when they are %j', (input, message) => {
    expect(() => parseApprovers(input, readId)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message }),
    );
  });

  test('when they are a long run of full stops', () => {
    // A pattern that tries it from each full stop takes longer than a test may.
    expect(() => parseApprovers(`${'.'.repeat(400_000)}x`, readId)).toThrow(Refusal);
  });

  test('when there are more than 20, because more do not fit into a button', () => {
    expect(parseApprovers(many(20), readId)).toHaveLength(20);
    expect(() => parseApprovers(many(21), readId)).toThrow(
      expect.objectContaining({
        code: 'InvalidRequest',
        message: 'There are 21 approvers; the maximum is 20. A group counts as one.',
      }),
    );
  });
});
