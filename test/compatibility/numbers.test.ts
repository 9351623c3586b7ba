import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactly } from '../../src/callback/exact-json.ts';
import { createCallbackWorld } from '../support/callback-world.ts';

/** JSON that JSON.parse does not keep. */
const KEPT = [
  '12345678901234567890',
  '-9007199254740993',
  '[1.0,1e5,-0,0.12345678901234567890123]',
  '{"b":1,"10":2,"9":3,"a":9007199254740993}',
  '{"z":[{"z":1,"0":2}],"1":0,"__proto__":{"5":1,"x":2.50}}',
];

describe.each(['1', '2', '3'] as const)(
  'Numbers and the order of members pass unchanged in %s-',
  (format) => {
    test.each(KEPT)('as an output: %s', async (output) => {
      const world = createCallbackWorld({ format });
      await world.send(await world.urlOf(`{"name":"go","type":"success","output":${output}}`));
      expect(world.sent()).toEqual([output]);
    });

    test.each(KEPT)('as the output of a post action: %s', async (output) => {
      const world = createCallbackWorld({ format });
      const outcome = `{"name":"a","type":"success","schema":{},"output":${output}}`;
      await world.post(await world.urlOf(`{"name":"go","type":"post","outcomes":[${outcome}]}`), '{}');
      expect(world.sent()).toEqual([output]);
    });

    test.each(KEPT)('as JSON of a response: %s', async (json) => {
      const world = createCallbackWorld({ format });
      const response = `{"json":{"1":1,"a":${json}}}`;
      const url = await world.urlOf(`{"name":"go","type":"heartbeat","response":${response}}`);
      expect((await world.send(url)).body).toBe(`{"1":1,"a":${json}}`);
    });
  },
);

describe('Numbers and the order of members pass unchanged', () => {
  test.each(KEPT)('as the body of a post action: %s', async (body) => {
    const world = createCallbackWorld();
    await world.post(await world.urlOf(post('"output_body":true')), body);
    expect(world.sent()).toEqual([body]);
  });

  test.each(KEPT)('as a value in the body of a post action: %s', async (value) => {
    const world = createCallbackWorld();
    await world.post(await world.urlOf(post('"output_path":"$.of[0]"')), `{"of":[${value}]}`);
    expect(world.sent()).toEqual([`[${value}]`]);
  });

  test('as several values, in the order of their members', async () => {
    const world = createCallbackWorld();
    await world.post(await world.urlOf(post('"output_path":"$.*"')), '{"b":1.0,"2":20,"1":10}');
    expect(world.sent()).toEqual(['[1.0,20,10]']);
  });

  test('with output parameters, also in the names of members', async () => {
    const world = createCallbackWorld();
    const output = '{"b":12345678901234567890,"$one":1.50,"$two":"$one"}';
    const url = await world.urlOf(
      `{"name":"go","type":"success","output":${output}}`,
      ',"enable_output_parameters":true',
    );
    await world.send(`${url}&one=10&two=9`);
    expect(world.sent()).toEqual(['{"b":12345678901234567890,"10":1.50,"9":"10"}']);
  });

  test('beside the decision of an approval', async () => {
    const world = createCallbackWorld();
    const output = '{"b":12345678901234567890,"1":1}';
    await world.send(
      await world.urlOf(`{"name":"approve","type":"success","output":${output},"surface":"email"}`),
    );
    expect(world.sent()).toEqual([expect.stringMatching(/^\{"b":12345678901234567890,"1":1,"decision":\{/)]);
  });
});

test('A name twice has the first place and the last value, as in Python', () => {
  expect(JSON.stringify(parseExactly('{"2":1,"a":1.0,"1":3,"2":4}'))).toBe('{"2":4,"a":1.0,"1":3}');
});

test('Every JSON text comes back as it was', () => {
  const number = fc
    .tuple(fc.bigInt(), fc.option(fc.bigInt({ min: 0n })), fc.option(fc.integer({ min: -400, max: 400 })))
    .map(
      ([whole, part, power]) =>
        `${whole}${part === null ? '' : `.${part}`}${power === null ? '' : `E${power}`}`,
    );
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small' },
      number,
      fc.json({ maxDepth: 0 }),
      fc.array(tie('text')).map((items) => `[${items}]`),
      fc
        .uniqueArray(fc.tuple(fc.oneof(fc.string(), fc.nat().map(String)), tie('text')), {
          selector: ([name]) => name,
        })
        .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`),
    ),
  }));
  fc.assert(
    fc.property(text, (json) => {
      const spaced = json.replace(/^\{/, ' {\n').replace(/\}$/, '\t} ');
      expect(JSON.stringify(parseExactly(json))).toBe(json);
      expect(JSON.stringify(parseExactly(spaced))).toBe(json);
    }),
  );
});

test('Deeply nested JSON is read', () => {
  const deep = `${'['.repeat(100_000)}1.0${']'.repeat(100_000)}`;
  expect(parseExactly(deep)).toHaveLength(1);
});

describe('A schema compares large numbers by all their digits', () => {
  test.each([
    ['{"const":9007199254740993}', '9007199254740993', true],
    ['{"const":9007199254740993}', '9007199254740992', false],
    ['{"const":9007199254740992}', '9007199254740992.0', true],
    ['{"const":{"of":[-9007199254740993]}}', '{"of":[-9007199254740993]}', true],
    ['{"const":{"of":[-9007199254740993]}}', '{"of":[-9007199254740992]}', false],
    ['{"enum":[1,12345678901234567890]}', '12345678901234567891', false],
    ['{"enum":[1,12345678901234567890]}', '12345678901234567890', true],
    ['{"minimum":9007199254740993}', '9007199254740992', false],
    ['{"minimum":9007199254740993}', '9007199254740994', true],
    ['{"exclusiveMaximum":-9007199254740993}', '-9007199254740993', false],
    ['{"exclusiveMaximum":-9007199254740993}', '-9007199254740994', true],
    ['{"maximum":5}', '100000000000000000001', false],
    ['{"maximum":1e30}', '100000000000000000001', true],
    ['{"uniqueItems":true}', '[9007199254740993,9007199254740992]', true],
    ['{"uniqueItems":true}', '[9007199254740993,9007199254740993]', false],
    ['{"type":"integer"}', '12345678901234567890', true],
    ['{"type":"object"}', '12345678901234567890', false],
    ['{"type":"integer"}', '1.0', true],
    ['{"multipleOf":3}', '9007199254740993', true],
    ['{"multipleOf":3}', '9007199254740994', false],
    ['{"multipleOf":3}', '9', true],
    ['{"multipleOf":3}', '"9"', true],
    ['{"multipleOf":9007199254740993}', '27021597764222979', true],
    ['{"multipleOf":9007199254740993}', '9007199254740992', false],
    ['{"allOf":[{"type":"number"}],"multipleOf":0.5}', '9007199254740993', true],
  ])('%s: %s is accepted: %j', async (schema, body, accepted) => {
    const world = createCallbackWorld();
    const url = await world.urlOf(post('"output_body":true', schema));
    expect((await world.post(url, body)).statusCode).toBe(accepted ? 200 : 400);
  });
});

describe('By Lambda Invoke, whose runtime has parsed the input', () => {
  const withOutput = (output: string) =>
    `{"token":"AAAA","actions":[{"name":"go","type":"success","output":${output}}]}`;

  test.each(['12345678901234567890', '{"of":[-9007199254740992]}', '1e400'])(
    'a number that may have been changed is refused (%s)',
    async (output) => {
      const world = createCallbackWorld();
      expect(await world.invoke(withOutput(output))).toMatchObject({
        error: 'InvalidJSON',
        message: expect.stringContaining('POST /urls'),
      });
    },
  );

  test('other numbers are accepted', async () => {
    const world = createCallbackWorld();
    const { urls } = await world.invoke(withOutput('[9007199254740991,0.5]'));
    await world.send(urls.go);
    expect(world.sent()).toEqual(['[9007199254740991,0.5]']);
  });
});

test('A large number is not an object', async () => {
  const world = createCallbackWorld();
  const action = '{"name":"go","type":"heartbeat","response":{"json":12345678901234567890}}';
  expect(await world.create(`{"token":"AAAA","actions":[${action}]}`)).toMatchObject({
    error: 'InvalidJSON',
  });
});

function post(output: string, schema = '{}') {
  return `{"name":"go","type":"post","outcomes":[{"name":"a","type":"success","schema":${schema},${output}}]}`;
}
