import { describe, expect, test } from 'vitest';
import { createCallbackWorld } from '../support/callback-world.ts';

const PARAMETERS = ',"enable_output_parameters":true';

describe('A redirect', () => {
  test('needs no parameters of the other members, which are not used', async () => {
    const world = createCallbackWorld();
    const response = {
      redirect: 'https://example.com/$who',
      text: '$missing',
      html: '$',
      json: { a: '$missing' },
    };
    const url = await world.urlOf(JSON.stringify({ name: 'go', type: 'heartbeat', response }), PARAMETERS);
    const { statusCode, headers } = await world.send(`${url}&who=ann`);
    expect([statusCode, headers.location]).toEqual([303, 'https://example.com/ann']);
  });

  test('can be empty', async () => {
    for (const format of ['1', '2', '3'] as const) {
      const world = createCallbackWorld({ format });
      const url = await world.urlOf('{"name":"go","type":"heartbeat","response":{"redirect":"","text":"a"}}');
      const { statusCode, headers, body } = await world.send(url);
      expect([statusCode, headers.location, body]).toEqual([303, '', '']);
    }
  });
});

describe('Of two members that parameters give the same name', () => {
  test('the last one counts', async () => {
    const world = createCallbackWorld();
    const output = { $a: 1, other: 0, $b: 2 };
    const url = await world.urlOf(JSON.stringify({ name: 'go', type: 'success', output }), PARAMETERS);
    await world.send(`${url}&a=same&b=same`);
    expect(world.sent()).toEqual(['{"same":2,"other":0}']);
  });

  test('neither counts if one has a sealed name, which a parameter must not replace', async () => {
    const world = createCallbackWorld();
    const output = { approved: false, $a: 1 };
    const url = await world.urlOf(JSON.stringify({ name: 'go', type: 'success', output }), PARAMETERS);
    expect(JSON.parse((await world.send(`${url}&a=approved`)).body)).toMatchObject({
      error: 'OutputFormatting',
    });
    expect(world.sent()).toEqual([]);
  });
});

test('A name may have a final line break, as Python allows', async () => {
  for (const format of ['1', '2', '3'] as const) {
    const world = createCallbackWorld({ format });
    const outcome = { name: 'a\n', type: 'success', schema: {}, output: 1 };
    const hook = { name: 'hook\n', type: 'post', outcomes: [outcome] };
    const { urls } = await world.create(
      JSON.stringify({ token: 'AAAA', actions: [{ name: 'go\n', type: 'heartbeat' }, hook] }),
    );
    expect(urls['go\n']).toContain('action=go%0A');
    expect(JSON.parse((await world.send(urls['go\n'])).body).action.name).toBe('go\n');
    expect((await world.post(urls['hook\n'], '{}')).statusCode).toBe(200);
  }
});

test.each(['v1.2', 'prod', '$default', 'v-1_2'])('A stage can be %s', async (stage) => {
  const base = { api_id: 'abc', stage, region: 'eu-west-1' };
  const url = await createCallbackWorld().urlOf(
    '{"name":"go","type":"heartbeat"}',
    `,"base_url":${JSON.stringify(base)}`,
  );
  expect(url).toMatch(`https://abc.execute-api.eu-west-1.amazonaws.com/${stage}/respond?`);
});

test.each(['.', '..', '.v1', 'a/b', 'a?b', ''])('A stage cannot be "%s"', async (stage) => {
  const base = { api_id: 'abc', stage, region: 'eu-west-1' };
  const more = `,"base_url":${JSON.stringify(base)}`;
  await expect(createCallbackWorld().urlOf('{"name":"go","type":"heartbeat"}', more)).rejects.toThrow(
    'InvalidJSON',
  );
});

test.each([
  ['20310131T120000', '2031-01-31T12:00:00.000Z'],
  ['2031-01-31T12', '2031-01-31T12:00:00.000Z'],
  ['20310131T1200+0100', '2031-01-31T11:00:00.000Z'],
  ['20310131', '2031-01-31T00:00:00.000Z'],
])('An expiration can be %s', async (expiration, expected) => {
  const action = '{"name":"go","type":"heartbeat"}';
  const input = `{"token":"AAAA","actions":[${action}],"expiration":"${expiration}"}`;
  expect(await createCallbackWorld().create(input)).toMatchObject({ expiration: expected });
});

describe('Accept: text/plain', () => {
  const accept = { headers: { accept: 'text/plain' } };

  test('gives the JSON in lines', async () => {
    const world = createCallbackWorld();
    const { headers, body } = await world.send(await world.urlOf('{"name":"go","type":"heartbeat"}'), accept);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body).toMatch(/^\{\n {2}"transaction_id": "[0-9a-f]{32}",\n {2}"action": \{\n/);
  });

  test('also of a refusal, and of the page of a link with confirm', async () => {
    const world = createCallbackWorld();
    const url = await world.urlOf('{"name":"go","type":"heartbeat","confirm":true}');
    expect(JSON.parse((await world.send(url, accept)).body)).toMatchObject({ confirm: { method: 'POST' } });
    expect(JSON.parse((await world.send(`${url.slice(0, -2)}xx`, accept)).body)).toMatchObject({
      error: 'ActionMismatched',
    });
  });

  test('gives the text of the action', async () => {
    const world = createCallbackWorld();
    const url = await world.urlOf('{"name":"go","type":"heartbeat","response":{"text":"mine"}}');
    expect((await world.send(url, accept)).body).toBe('mine');
  });
});

describe.each(['error', 'cause'])('The %s from a path is JSON as Python writes it', (member) => {
  test.each([
    ['{"bar":"baz"}', '[{"bar": "baz"}]'],
    ['{"a":[1,2,{"b":null}],"c":true}', '[{"a": [1, 2, {"b": null}], "c": true}]'],
    [
      '["é\\u007f\\u2028\\"\\\\/\\n\\u0001😀",{},[]]',
      '[["\\u00e9\\u007f\\u2028\\"\\\\/\\n\\u0001\\ud83d\\ude00", {}, []]]',
    ],
    ['{"b":1,"10":2,"é":3}', '[{"b": 1, "10": 2, "\\u00e9": 3}]'],
    ['[1,-0,-0.0,1.0,1.50,1e5]', '[[1, 0, -0.0, 1.0, 1.5, 100000.0]]'],
    ['[1E16,1e15,123456789012345680.0]', '[[1e+16, 1000000000000000.0, 1.2345678901234568e+17]]'],
    ['[0.0001,0.00001,1e-7,0.000123]', '[[0.0001, 1e-05, 1e-07, 0.000123]]'],
    ['[1e400,-1e400]', '[[Infinity, -Infinity]]'],
    ['[12345678901234567890,100000000000000000000000]', '[[12345678901234567890, 100000000000000000000000]]'],
    ['[1e22,1.5e300,5e-324,9007199254740993.0]', '[[1e+22, 1.5e+300, 5e-324, 9007199254740992.0]]'],
    ['"text"', 'text'],
    ['null', '[null]'],
    ['5', '[5]'],
  ])('%s: %s', async (value, expected) => {
    const world = createCallbackWorld();
    const outcome = `{"name":"a","type":"failure","schema":{},"${member}_path":"$.of"}`;
    await world.post(
      await world.urlOf(`{"name":"go","type":"post","outcomes":[${outcome}]}`),
      `{"of":${value}}`,
    );
    expect(world.sent()).toEqual([{ type: 'failure', [member]: expected }]);
  });
});

test('The output of any path is null for the body null', async () => {
  for (const path of ['$', '$.a', '$[*]']) {
    const world = createCallbackWorld();
    const outcome = { name: 'a', type: 'success', schema: {}, output_path: path };
    await world.post(
      await world.urlOf(JSON.stringify({ name: 'go', type: 'post', outcomes: [outcome] })),
      'null',
    );
    expect(world.sent()).toEqual(['null']);
  }
});
