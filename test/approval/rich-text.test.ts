import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cutRich, mention, piecesOf, plainText } from '../../src/approval/rich-text.ts';

const urlsIn = (text: string) =>
  piecesOf(text)
    .filter(({ kind }) => kind === 'url')
    .map((piece) => piece.text);

describe('a web address in a text', () => {
  it.each([
    ['https://a.example', ['https://a.example']],
    ['see https://a.example/x?a=1&b=2#c, please', ['https://a.example/x?a=1&b=2#c']],
    ['HTTP://A.example/X.', ['HTTP://A.example/X']],
    ['https://a.example! https://b.example?', ['https://a.example', 'https://b.example']],
    ['(https://a.example/x)', ['https://a.example/x']],
    ['https://a.example/Ben_(person)', ['https://a.example/Ben_(person)']],
    ['(see https://a.example/Ben_(person).)', ['https://a.example/Ben_(person)']],
    ['[https://a.example/x[1]]', ['https://a.example/x[1]']],
    ['*https://a.example*, _https://b.example_', ['https://a.example', 'https://b.example']],
    ['"https://a.example" and ‘https://b.example’', ['https://a.example', 'https://b.example']],
    ['<https://a.example>', ['https://a.example']],
    ['请看https://a.example/发布。谢谢', ['https://a.example/发布']],
    ['（https://a.example）', ['https://a.example']],
    ['https://bücher.example/größe', ['https://bücher.example/größe']],
    ['http://localhost:3000/x', ['http://localhost:3000/x']],
    ['https://[2001:db8::1]/x', ['https://[2001:db8::1]/x']],
    ['a\nhttps://a.example\tb', ['https://a.example']],
    ['<https://a.example/x|y>', ['https://a.example/x']],
  ])('is found without the punctuation around it (%s)', (text, urls) => {
    expect(urlsIn(text)).toEqual(urls);
  });

  it.each([
    'a.example',
    'ftp://a.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@b.example',
    'xhttps://a.example',
    'https://',
    'https://.',
    'https:// a',
    'https://bank.example@evil.example',
    'https://bank.example:443@evil.example/',
    'https://a.example/long…',
    'https://\u202eexample',
  ])('is not one: %s', (text) => {
    expect(urlsIn(text)).toEqual([]);
  });
});

describe('a mention', () => {
  it.each([
    ['<@U012ABCDEF|Ann Lee>', { of: 'person', id: 'U012ABCDEF', name: 'Ann Lee' }, '@Ann Lee'],
    ['<@W012ABCDEF|>', { of: 'person', id: 'W012ABCDEF', name: '' }, '@W012ABCDEF'],
    ['<@U012ABCDEF>', { of: 'person', id: 'U012ABCDEF', name: '' }, '@U012ABCDEF'],
    ['<!subteam^S012ABCDEF|@leads>', { of: 'group', id: 'S012ABCDEF', name: 'leads' }, '@leads'],
    ['<#C012ABCDEF|releases>', { of: 'channel', id: 'C012ABCDEF', name: 'releases' }, '#releases'],
    ['<#C987654321|>', { of: 'channel', id: 'C987654321', name: '' }, '#C987654321'],
  ])('%s has its id and its name', (text, expected, plain) => {
    expect(piecesOf(text)).toEqual([{ kind: 'mention', text, ...expected }]);
    expect(plainText(`a ${text}, b`)).toBe(`a ${plain}, b`);
  });

  it.each([
    '<!channel>',
    '<!here>',
    '<!everyone|x>',
    '<@S012ABCDEF>',
    '<@u012abcdef>',
    '<#U012ABCDEF>',
    '<!subteam^U012ABCDEF>',
    '<@U1>',
    '<@U012ABCDEF|a|b>',
    '<@U012ABCDEF|a\nb>',
    '<!date^1764000000^{date}|x>',
    '<mailto:a@b.example|a>',
  ])('is not one: %s', (text) => {
    expect(piecesOf(text)).toEqual([{ kind: 'text', text }]);
    expect(plainText(text)).toBe(text);
  });

  it('is written so that a name cannot end it', () => {
    expect(mention('person', 'U012ABCDEF', 'Ann> <!channel>|x')).toBe('<@U012ABCDEF|Ann !channel x>');
    expect(mention('group', 'S012ABCDEF', ' ')).toBe('<!subteam^S012ABCDEF>');
  });
});

const hostile = fc
  .array(
    fc.constantFrom(
      ...['https://', 'http://a.example', '<', '>', '|', '@', '<@U012ABCDEF', '<!subteam^S012ABCDEF|', '…'],
      ...['(', ')', '[', ']', '.', '*', ' ', '\n', '。', 'é', '🙈', '\u202e', '<!channel>', '&amp;'],
    ),
  )
  .map((parts) => parts.join(''));

describe('a text that is cut', () => {
  it.each([
    ['12345678 <@U012ABCDEF|Ann>', 20, '12345678 …'],
    ['<@U012ABCDEF|Ann> 1234', 20, '<@U012ABCDEF|Ann> 1…'],
    ['12345678 https://a.example/x', 24, '12345678 https://a.exam…'],
    ['12345678', 8, '12345678'],
    ['🙈🙈🙈', 4, '🙈…'],
  ])('has no half mention and no cut link (%s, %i)', (text, max, expected) => {
    const shown = cutRich(text, max);
    expect(shown).toBe(expected);
    expect(urlsIn(shown)).toEqual([]);
  });

  it('is within its limit', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, max) => {
        expect(cutRich(text, max).length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

test('the pieces of a text are the whole text, and each URL is one of http or https without a user', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
      const pieces = piecesOf(text);
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      for (const { kind, text: url } of pieces) {
        if (kind !== 'url') continue;
        expect(url).not.toMatch(/[\s<>|"]/);
        expect(new URL(url)).toMatchObject({ protocol: expect.stringMatching(/^https?:$/), username: '' });
      }
    }),
  );
});

test.each([
  'https://',
  'https://a.example/)',
  '<@U012ABCDEF|',
  '<',
  ')',
  '(',
  '.',
  'http',
  ' https://a.example',
  '…',
])('a long text is split in a time that is proportional to its length (%j)', (unit) => {
  // If the time grew with the square of the length, this would take minutes.
  expect(piecesOf(`https://a.example/${unit.repeat(50_000)}`)).not.toEqual([]);
  expect(piecesOf(unit.repeat(50_000))).not.toEqual([]);
});
