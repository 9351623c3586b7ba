import { describe, expect, test } from 'vitest';
import { createCallbackWorld } from '../support/callback-world.ts';
import { legacyText } from '../support/legacy-text.ts';

describe('Half a character (a lone surrogate) is refused when URLs are made', () => {
  test.each([
    '{"name":"go","type":"success","output":"\\ud800"}',
    '{"name":"go","type":"success","output":{"10":[1.0,{"\\udc00":1}]}}',
    '{"name":"go","type":"failure","error":"\\ud83d"}',
    '{"name":"go","type":"failure","cause":"a\\udc00"}',
    '{"name":"go","type":"heartbeat","response":{"text":"\\ud800"}}',
    '{"name":"go","type":"heartbeat","title":"\\ud800"}',
    '{"name":"go","type":"post","outcomes":[{"name":"a","type":"heartbeat","schema":{"const":"\\ud800"}}]}',
  ])('%s', async (action) => {
    for (const format of ['1', '2', '3'] as const) {
      const world = createCallbackWorld({ format });
      const input = `{"token":"AAAA","actions":[${action}]}`;
      for (const answer of [await world.create(input), await world.invoke(input)])
        expect(answer).toMatchObject({
          error: 'InvalidJSON',
          message: expect.stringContaining('half a character'),
        });
    }
  });
});

describe('Half a character arrives as it is', () => {
  test('from a link of sfn-callback-urls', async () => {
    const world = createCallbackWorld({ format: '1' });
    const payload =
      '{"token":"AAAA","tid":"","action":{"name":"go","type":"success","output":["\\ud800",1.0]}}';
    await world.send(`https://example.com/respond?data=${legacyText('1', Buffer.from(payload))}`);
    expect(world.sent()).toEqual(['["\\ud800",1.0]']);
  });

  test('from the body of a post action', async () => {
    const world = createCallbackWorld();
    const outcomes = '[{"name":"a","type":"success","schema":{},"output_body":true}]';
    await world.post(
      await world.urlOf(`{"name":"go","type":"post","outcomes":${outcomes}}`),
      '{"1":"\\udc00"}',
    );
    expect(world.sent()).toEqual(['{"1":"\\udc00"}']);
  });
});
