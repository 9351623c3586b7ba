import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/callback/json.ts';
import { checkPostActions, resolvePostAction } from '../../src/callback/post-action.ts';
import { postAction } from '../support/post-actions.ts';

const BODY = {
  book: [
    { title: 'A', price: 8, tags: ['x', 'y'] },
    { title: 'B', price: 12 },
    { title: 'C', price: 20, isbn: '0-1' },
  ],
  'a b': { "it's": 'é' },
  price: 1,
};

const refusal = expect.objectContaining({
  code: 'InvalidJsonPath',
  message: 'A path of the outcome bad of the action hook is not a valid JSONPath (RFC 9535).',
});

function valuesAt(output_path: string): Json {
  const action = postAction({ output_path });
  checkPostActions([action]);
  const resolved = resolvePostAction(action, BODY).action;
  return resolved.type === 'success' ? resolved.output : null;
}

describe('a path has the syntax and the meaning of RFC 9535:', () => {
  test.each<[string, Json]>([
    ['$.book[0].title', ['A']],
    ["$['book'][-1]['title']", ['C']],
    ['$.book[*].title', ['A', 'B', 'C']],
    ['$.book[0,2].title', ['A', 'C']],
    ['$.book[1:].title', ['B', 'C']],
    ['$.book[::-1].title', ['C', 'B', 'A']],
    ['$.book[:0]', []],
    ['$..price', [1, 8, 12, 20]],
    ["$['a b']['it\\'s']", ['é']],
    ['$["a b"]["it\'s"]', ['é']],
    ['$.book[?@.price < 10].title', ['A']],
    ['$.book[?@.price > 10 && @.isbn].title', ['C']],
    ['$.book[?@.price == 8 || @.title == "C"].title', ['A', 'C']],
    ['$.book[?!@.isbn].title', ['A', 'B']],
    ['$.book[?@.price > $.price].title', ['A', 'B', 'C']],
    ['$.book[?length(@.tags) == 2].title', ['A']],
    ['$.book[?count(@.*) == 3].title', ['A', 'C']],
    ['$.book[?match(@.title, "[AB]")].title', ['A', 'B']],
    ['$.book[?search(@.isbn, "1")].title', ['C']],
    ['$.book[?value(@..isbn) == "0-1"].title', ['C']],
    ['$.book.length', []],
    ['$.constructor', []],
    ['$.__proto__', []],
  ])('%s', (path, expected) => {
    expect(valuesAt(path)).toEqual(expected);
  });
});

describe('when URLs are created, an invalid path is refused as InvalidJsonPath:', () => {
  test.each([
    '',
    ' $',
    '$ ',
    'a',
    '.a',
    '@.a',
    '$.',
    '$..',
    '$[',
    '$[]',
    '$.a b',
    '$[01]',
    '$[-0]',
    '$["a]',
    '$["\\u12"]',
    '$[9007199254740992]',
    '$.*~',
    '$[?@.a',
    '$[?@.a=1]',
    '$[?@.a === 1]',
    '$[?@.a && 1]',
    '$[?foo(@)]',
    '$[?count(@.a)]',
    '$[?length(@.a, @.b) == 1]',
    '$[?@.a in $.b]',
    '$.a.sum()',
    '$.a`this`',
    '$[(@.length-1)]',
  ])('%j', (path) => {
    expect(() => checkPostActions([postAction({}, { name: 'bad', output_path: path })])).toThrow(refusal);
  });

  test.each(['error_path', 'cause_path'])('also as %s', (member) => {
    const outcome = { name: 'bad', type: 'failure', error_path: '$.a', [member]: '$.' };
    expect(() => checkPostActions([postAction({}, outcome)])).toThrow(refusal);
  });
});
