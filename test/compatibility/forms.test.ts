import { describe, expect, test } from 'vitest';
import { createCallbackWorld } from '../support/callback-world.ts';
import { legacyText } from '../support/legacy-text.ts';
import { FORM } from '../support/web-world.ts';

const OUTCOMES = [
  {
    name: 'good',
    type: 'success',
    schema: { properties: { result: { const: 'good' } }, required: ['result'] },
    output_body: true,
  },
  { name: 'bad', type: 'failure', schema: { required: ['reason'] }, error: 'Bad', cause_path: '$.reason' },
];
const HOOK = { name: 'hook', type: 'post', outcomes: OUTCOMES, accept_form: true };

async function hookWorld(action: object = HOOK, format: '1' | '2' | '3' = '3') {
  const world = createCallbackWorld({ format });
  const url = await world.urlOf(JSON.stringify(action));
  return {
    ...world,
    submit: (body: string, headers: Readonly<Record<string, string>> = FORM) =>
      world.post(url, body, { headers }),
  };
}

describe.each(['1', '2', '3'] as const)('A post action with accept_form in %s-', (format) => {
  test('takes a form as a JSON object of its fields', async () => {
    const world = await hookWorld(HOOK, format);
    const { statusCode } = await world.submit('result=good&by=Ann+M%C3%BCller&empty=&10=ten&b');
    expect(statusCode).toBe(200);
    expect(world.sent()).toEqual(['{"result":"good","by":"Ann Müller","empty":"","10":"ten","b":""}']);
  });

  test('takes JSON too', async () => {
    const world = await hookWorld(HOOK, format);
    await world.submit('{"result":"good","age":1.0}', { 'content-type': 'application/json' });
    expect(world.sent()).toEqual(['{"result":"good","age":1.0}']);
  });
});

describe('A form', () => {
  test('selects its outcome by the schemas', async () => {
    const world = await hookWorld();
    await world.submit('reason=too%20late');
    expect(world.sent()).toEqual([{ type: 'failure', error: 'Bad', cause: 'too late' }]);
  });

  test('has a list for fields with the same name, and its names are not read further', async () => {
    const world = await hookWorld();
    await world.submit('result=good&tag=a&tag=b&user%5Bname%5D=ann&__proto__=x');
    expect(world.sent()).toEqual(['{"result":"good","tag":["a","b"],"user[name]":"ann","__proto__":"x"}']);
  });

  test('may have the names of the fields of our own page', async () => {
    const world = await hookWorld();
    const body = 'result=good&transaction_id=1&comment=2&typed=3&delegate_to=4';
    expect((await world.submit(body)).statusCode).toBe(200);
    expect(world.sent()).toEqual([
      '{"result":"good","transaction_id":"1","comment":"2","typed":"3","delegate_to":"4"}',
    ]);
  });

  test('with a charset, from a browser, gets a page', async () => {
    const world = await hookWorld();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      accept: 'text/html',
    };
    expect((await world.submit('result=good', headers)).body).toContain('<h1>Response accepted</h1>');
  });

  test('that matches no outcome is refused', async () => {
    const world = await hookWorld();
    for (const body of ['', 'other=1', 'result=bad'])
      expect(JSON.parse((await world.submit(body)).body)).toMatchObject({ error: 'InvalidPostActionBody' });
    expect(world.sent()).toEqual([]);
  });

  test.each([
    ['without accept_form', { ...HOOK, accept_form: false }, 'The content type must be application/json.'],
    [
      'without the member',
      { name: 'hook', type: 'post', outcomes: OUTCOMES },
      'The content type must be application/json.',
    ],
  ])('is refused with 415 %s', async (_, action, message) => {
    const world = await hookWorld(action);
    const { statusCode, body } = await world.submit('result=good');
    expect([statusCode, JSON.parse(body).message]).toEqual([415, message]);
  });

  test('with files is refused with 415', async () => {
    const world = await hookWorld();
    const { statusCode, body } = await world.submit('', {
      'content-type': 'multipart/form-data; boundary=x',
    });
    expect([statusCode, JSON.parse(body).message]).toEqual([
      415,
      'The content type must be application/json or application/x-www-form-urlencoded.',
    ]);
  });

  test('is refused for a link of the original, whose caller could not mean it', async () => {
    const world = createCallbackWorld({ format: '1' });
    const payload = { token: 'AAAA', tid: '', action: { ...HOOK, output: 1 } };
    const url = `https://example.com/respond?data=${legacyText('1', Buffer.from(JSON.stringify(payload)))}`;
    expect((await world.post(url, 'result=good', { headers: FORM })).statusCode).toBe(415);
  });
});

test('A GET never takes a form', async () => {
  const world = createCallbackWorld();
  const url = await world.urlOf(JSON.stringify(HOOK));
  expect((await world.send(`${url}&result=good`, { headers: FORM })).statusCode).toBe(405);
});

test('accept_form is true or false', async () => {
  await expect(hookWorld({ ...HOOK, accept_form: 'yes' })).rejects.toThrow('accept_form');
});
