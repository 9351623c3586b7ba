import { describe, expect, test } from 'vitest';
import { createCallbackWorld } from '../support/callback-world.ts';
import { legacyText } from '../support/legacy-text.ts';
import { HTML } from '../support/web-world.ts';

const APPROVE = { name: 'go', type: 'success', output: { ok: true } };

/** Members that sfn-callback-urls seals for its callers. Ours of the same name have other types, or other meanings. */
const CALLERS: readonly object[] = [
  { note: 'mine', 10: 1.5 },
  { title: 5 },
  { title: 'Mine' },
  { details: { a: 1 } },
  { confirm: true },
  { confirm: 'yes' },
  { surface: 'slack', execution: 'a:b' },
  { approvers: ['U1'], self_approval: false, requester_id: 'U1' },
  { comment: 'required', typed: 'yes', recipient: 'ann@example.com' },
  { countersign: 5 },
  { countersign: { mine: 1 } },
  { error: 5, cause: {}, outcomes: 'none' },
];

describe('A link of the original decides whatever its caller has added', () => {
  test.each(CALLERS.map((more) => [JSON.stringify(more), more]))('%s', async (_, more) => {
    const world = createCallbackWorld({ format: '1' });
    const { statusCode, body } = await world.send(original({ ...APPROVE, ...more }));
    expect([statusCode, JSON.parse(body)]).toEqual([
      200,
      { transaction_id: 't', action: { name: 'go', type: 'success' } },
    ]);
    expect(world.sent()).toEqual(['{"ok":true}']);
  });

  test('to a failure, a heartbeat or an outcome', async () => {
    const world = createCallbackWorld({ format: '1' });
    const outcome = {
      name: 'a',
      type: 'success',
      schema: {},
      output: 1,
      error: 5,
      error_path: 6,
      cause_path: [],
    };
    const actions = [
      { name: 'beat', type: 'heartbeat', output: 1, error: 5, outcomes: {} },
      { name: 'hook', type: 'post', outcomes: [{ ...outcome, output_body: false }], error: 7 },
    ];
    await world.send(original(actions[0] as object));
    await world.post(original(actions[1] as object), '{}');
    expect(world.sent()).toEqual([{ type: 'heartbeat' }, '1']);

    const failing = createCallbackWorld({ format: '1' });
    await failing.send(original({ name: 'no', type: 'failure', error: 'No', output: 1, outcomes: 1 }));
    expect(failing.sent()).toEqual([{ type: 'failure', error: 'No' }]);
  });
});

describe('A request may have members that are not ours', () => {
  test.each(['1', '2', '3'] as const)('in %s-', async (format) => {
    const world = createCallbackWorld({ format });
    const outcome = {
      name: 'a',
      type: 'failure',
      schema: {},
      output: 1,
      output_body: 2,
      output_path: 3,
      mine: 1,
    };
    const actions = [
      { ...APPROVE, note: 'mine', error: 5, cause: {}, outcomes: 'none' },
      { name: 'no', type: 'failure', output: 1, outcomes: 1 },
      { name: 'beat', type: 'heartbeat', output: 1, error: 5, cause: 5, outcomes: {} },
      { name: 'hook', type: 'post', output: 1, error: 5, outcomes: [outcome] },
    ];
    const { urls } = await world.create(JSON.stringify({ token: 'AAAA', actions }));
    expect(Object.keys(urls)).toEqual(['go', 'no', 'beat', 'hook']);
    await world.send(urls.beat);
    await world.post(urls.hook, '{}');
    expect(world.sent()).toEqual([{ type: 'heartbeat' }, { type: 'failure' }]);
  });

  test('output_body: false is no output_body', async () => {
    const world = createCallbackWorld();
    const outcome = { name: 'a', type: 'success', schema: {}, output_body: false };
    const action = (more: object) =>
      JSON.stringify({ name: 'hook', type: 'post', outcomes: [{ ...outcome, ...more }] });
    await world.post(await world.urlOf(action({ output: 1 })), '2');
    expect(world.sent()).toEqual(['1']);
    await expect(world.urlOf(action({}))).rejects.toThrow('InvalidJSON');
  });
});

describe('Our own members keep their meaning', () => {
  test.each(['1', '2', '3'] as const)('in %s-, beside the others or in countersign', async (format) => {
    for (const own of [
      { confirm: true, title: 'Deploy?' },
      { countersign: { confirm: true, title: 'Deploy?' } },
    ]) {
      const world = createCallbackWorld({ format });
      const page = await world.send(await world.urlOf(JSON.stringify({ ...APPROVE, ...own })), {
        headers: HTML,
      });
      expect(page.body).toContain('<h1>Deploy?</h1>');
      expect(world.sent()).toEqual([]);
    }
  });

  test('a wrong type of ours is refused when the URL is made', async () => {
    const world = createCallbackWorld();
    for (const own of [{ title: 5 }, { countersign: { title: 5 } }])
      await expect(world.urlOf(JSON.stringify({ ...APPROVE, ...own }))).rejects.toThrow('title');
  });
});

/** A URL as the original makes it, without encryption. */
function original(action: object): string {
  const payload = { token: 'AAAA', iat: 1_600_000_000, tid: 't', iss: 'arn:aws:lambda', action };
  return `https://example.com/v1/respond?data=${legacyText('1', Buffer.from(JSON.stringify(payload)))}`;
}
