import { describe, expect, test } from 'vitest';
import { createRecordingMinter, TRANSACTION_ID } from '../support/recording-minter.ts';

const ping = { name: 'ping', type: 'heartbeat' };

/** The payloads that a request seals, in the order of its actions. */
async function sealedBy(request: object) {
  const { mint, sealed } = createRecordingMinter();
  await mint(request);
  return sealed;
}

describe('a callback_id', () => {
  test.each([1, 1_024])('of %i characters replaces the token', async (length) => {
    const callbackId = 'x'.repeat(length);
    expect(await sealedBy({ callback_id: callbackId, actions: [ping] })).toStrictEqual([
      { callbackId, action: ping, transactionId: TRANSACTION_ID },
    ]);
  });
});

describe('the context of a page', () => {
  const ofRequest = {
    title: 'Deploy?',
    details: [{ label: 'Environment', value: 'production' }],
    requester: 'ann',
    locale: 'en',
    surface: 'email',
    execution: 'Deploy:run-1',
  };
  const ofAction = {
    title: 'Deploy now?',
    details: [{ label: 'When', value: 'now' }],
    requester: 'ben',
    locale: 'de',
    surface: 'web',
    execution: 'Deploy:run-2',
  };

  test('comes from the request for all its actions', async () => {
    const actions = [ping, { ...ping, name: 'other' }];
    const sealed = await sealedBy({ token: 'AAAA', actions, ...ofRequest });
    expect(sealed.map(({ context }) => context)).toStrictEqual([ofRequest, ofRequest]);
  });

  test('comes from the action when the action has its own, and does not change the other actions', async () => {
    const actions = [
      { ...ping, ...ofAction },
      { ...ping, name: 'other' },
    ];
    const sealed = await sealedBy({ token: 'AAAA', actions, ...ofRequest });
    expect(sealed.map(({ context }) => context)).toStrictEqual([ofAction, ofRequest]);
  });

  test.each(Object.entries(ofAction))('can change one member only: %s', async (member, value) => {
    const [payload] = await sealedBy({
      token: 'AAAA',
      actions: [{ ...ping, [member]: value }],
      ...ofRequest,
    });
    expect(payload?.context).toStrictEqual({ ...ofRequest, [member]: value });
    expect(payload?.action).toStrictEqual(ping);
  });

  test('can belong to one action only, and can be empty', async () => {
    const actions = [
      { ...ping, title: '', details: [] },
      { ...ping, name: 'other' },
    ];
    const [own, none] = await sealedBy({ token: 'AAAA', actions });
    expect(own?.context).toStrictEqual({ title: '', details: [] });
    expect(none).not.toHaveProperty('context');
  });
});

test.each(['approve', '_', '0', 'genehmigt_ä', '承認', 'одобрить', 'اقبل', '٣', '𝒳', 'x'.repeat(300)])(
  'A name can have letters of any script: %s',
  async (name) => {
    const { mint } = createRecordingMinter();
    const { urls } = await mint({ token: 'AAAA', actions: [{ ...ping, name }] });
    const url = new URL(urls[name] ?? '');
    expect(url.searchParams.get('action')).toBe(name);
  },
);

test.each(['', ' ', 'a b', 'a-b', 'a.b', 'a\nb', 'a\n\n', '\n', 'é!', '🙈', '“a”', '\u0000', 5, null])(
  'A name has only letters, digits and _: %j is refused as InvalidJSON',
  async (name) => {
    const { mint } = createRecordingMinter();
    await expect(mint({ token: 'AAAA', actions: [{ ...ping, name }] })).rejects.toMatchObject({
      code: 'InvalidJSON',
      message: expect.stringContaining('#/actions/0/name: '),
    });
  },
);

test('An unknown member of an action is not sealed', async () => {
  const actions = [{ ...ping, output: 1, error: 'no', outcomes: [outcome()], color: 'red' }];
  const [payload] = await sealedBy({ token: 'AAAA', actions });
  expect(payload?.action).toStrictEqual(ping);
});

function outcome() {
  return { name: 'done', type: 'heartbeat', schema: {} };
}
