import { describe, expect, test } from 'vitest';
import type { Named } from '../../src/approval/people.ts';
import { isGroupId, isUserId, readSlackId } from '../../src/slack/ids.ts';

describe('the id of a Slack user', () => {
  test.each(['U024BE7LH', 'W012A3CDE', 'USLACKBOT', 'U07ABCDEF12', `U${'0'.repeat(20)}`])(
    'can be %s',
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
  ])('cannot be %j', (text) => {
    expect(isUserId(text)).toBe(false);
  });
});

describe('the id of a Slack user group', () => {
  test.each(['S0604QSJC', 'S07ABCDEF12'])('can be %s', (id) => {
    expect(isGroupId(id)).toBe(true);
  });

  test.each(['SAM', 'SALES', 'SERVICES', 'U024BE7LH', 's0604qsjc'])('cannot be %j', (text) => {
    expect(isGroupId(text)).toBe(false);
  });
});

describe('the function readSlackId', () => {
  const ann: Named = { kind: 'person', id: 'U012ABCDE' };
  const leads: Named = { kind: 'group', id: 'S012ABCDE' };
  const channel: Named = { kind: 'channel', id: 'C012ABCDE' };
  const address: Named = { kind: 'address', id: 'ann@example.com' };

  test.each<[string, Named]>([
    ['U012ABCDE', ann],
    ['W012ABCDE', { kind: 'person', id: 'W012ABCDE' }],
    ['S012ABCDE', leads],
    ['<@U012ABCDE>', ann],
    ['<@U012ABCDE|ann>', ann],
    ['<@U012ABCDE|>', ann],
    ['<!subteam^S012ABCDE>', leads],
    ['<!subteam^S012ABCDE|@leads>', leads],
    ['C012ABCDE', channel],
    ['<#C012ABCDE|general>', channel],
    // A private channel.
    ['<#C012ABCDE|>', channel],
    ['ann@example.com', address],
    ['<mailto:ann@example.com|ann@example.com>', address],
  ])('reads an id or an address from %j', (text, named) => {
    expect(readSlackId(text)).toStrictEqual(named);
  });

  test.each([
    '',
    'ann',
    '@ann',
    'SAM',
    'u012abcde',
    ' U012ABCDE',
    '<@U012ABCDE',
    '<@ann>',
    '<@U012ABCDE|ann> <@U0BOB0001|bob>',
    '<!channel>',
  ])('reads no id from %j', (text) => {
    expect(readSlackId(text)).toBeUndefined();
  });
});
