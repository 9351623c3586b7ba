import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer } from '../../src/callback/seal.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { createJsonMinter } from '../support/json-minter.ts';
import { taskToken } from '../support/task-tokens.ts';

const { seal } = createSealer({ keys: createFakeKeyService() });
const createUrls = createJsonMinter({ seal, baseUrl: 'https://example.com/v1', now: () => 0 });
const mint = (input: unknown) => createUrls(input, '00112233445566778899aabbccddeeff');

const token = taskToken();
const approve = { name: 'approve', type: 'success', output: null };
const valid = { token, actions: [approve] };

describe('create-urls refuses as InvalidJSON, and names the location:', () => {
  test.each<[string, unknown, string]>([
    ['null', null, '#'],
    ['an array', [], '#'],
    ['a text', 'text', '#'],
    [
      'neither a token nor a callback_id',
      { actions: [approve] },
      '#: It needs either a token or a callback_id, not both.',
    ],
    [
      'both a token and a callback_id',
      { ...valid, callback_id: 'c' },
      '#: It needs either a token or a callback_id, not both.',
    ],
    ['an unknown member', { ...valid, tokens: [token] }, '#/tokens: There is no such member.'],
    [
      'a member named __proto__',
      JSON.parse(JSON.stringify(valid).replace('{', '{"__proto__":{},')),
      '#/__proto__: There is no such member.',
    ],
    ['an empty callback_id', { actions: [approve], callback_id: '' }, '#/callback_id'],
    [
      'a callback_id that is too long',
      { actions: [approve], callback_id: 'x'.repeat(1025) },
      '#/callback_id',
    ],
    ['an input without actions', { token }, '#'],
    ['an empty token', { ...valid, token: '' }, '#/token'],
    ['a token that is too long', { ...valid, token: 'x'.repeat(2049) }, '#/token'],
    ['a token that is not a text', { ...valid, token: 5 }, '#/token'],
    ['no action', { ...valid, actions: [] }, '#/actions'],
    ['actions that are not an array', { ...valid, actions: approve }, '#/actions'],
    ['an action that is not an object', { ...valid, actions: ['approve'] }, '#/actions/0'],
    ['an action without a name', { ...valid, actions: [{ type: 'heartbeat' }] }, '#/actions/0'],
    [
      'an action of an unknown type',
      { ...valid, actions: [{ name: 'a', type: 'unknown' }] },
      '#/actions/0/type',
    ],
    ['an empty name', { ...valid, actions: [{ ...approve, name: '' }] }, '#/actions/0/name'],
    ['a name with a space', { ...valid, actions: [{ ...approve, name: 'a b' }] }, '#/actions/0/name'],
    ['a name with a line break', { ...valid, actions: [{ ...approve, name: 'a\nb' }] }, '#/actions/0/name'],
    ['a name with a hyphen', { ...valid, actions: [{ ...approve, name: 'a-b' }] }, '#/actions/0/name'],
    ['a success without an output', { ...valid, actions: [{ name: 'a', type: 'success' }] }, '"output"'],
    [
      'an error that is not a text',
      { ...valid, actions: [{ name: 'a', type: 'failure', error: 5 }] },
      '#/actions/0/error: ',
    ],
    [
      'a response that is not an object',
      { ...valid, actions: [{ ...approve, response: 'ok' }] },
      '#/actions/0/response',
    ],
    ['an expiration that is not a text', { ...valid, expiration: 1801396800 }, '#/expiration'],
    ['a confirm that is not a boolean', { ...valid, confirm: 'true' }, '#/confirm'],
    ['a base_url of another scheme', { ...valid, base_url: 'javascript:alert(1)' }, '#/base_url'],
    ['a base_url with a query', { ...valid, base_url: 'https://example.com/?a=b' }, '#/base_url'],
    [
      'an API id that is a host',
      { ...valid, base_url: { api_id: 'evil.com/', stage: 'v1' } },
      '#/base_url/api_id',
    ],
    ['an API without a stage', { ...valid, base_url: { api_id: 'gy415nuibc' } }, '#/base_url'],
    [
      'a region that is a host',
      { ...valid, base_url: { api_id: 'a', stage: 'v1', region: 'evil.com' } },
      'region',
    ],
    ['details that are an object', { ...valid, details: { Environment: 'production' } }, '#/details'],
    ['a detail without a value', { ...valid, details: [{ label: 'Environment' }] }, '#/details/0'],
    ['a title that is not a text', { ...valid, title: 5 }, '#/title'],
  ])('%s', async (_, input, where) => {
    await expect(mint(input)).rejects.toMatchObject({
      code: 'InvalidJSON',
      message: expect.stringMatching(/^The input is not valid at #\S*: ./),
    });
    await expect(mint(input)).rejects.toThrow(where);
  });
});

describe('create-urls refuses', () => {
  test('a repeated name as DuplicateActionName', async () => {
    const actions = [approve, { name: 'other', type: 'heartbeat' }, { name: 'approve', type: 'heartbeat' }];
    await expect(mint({ token, actions })).rejects.toMatchObject({
      code: 'DuplicateActionName',
      message: 'More than one action has the name approve. Give each action its own name.',
    });
  });

  test.each(['tomorrow', '1969-12-31'])('the expiration %s as InvalidDate', async (expiration) => {
    await expect(mint({ ...valid, expiration })).rejects.toMatchObject({ code: 'InvalidDate' });
  });

  test('a URL that is too long as UrlTooLong, with its action and its length', async () => {
    const large = { name: 'large', type: 'success', output: randomBytes(6_000).toString('base64') };
    await expect(mint({ token, actions: [approve, large] })).rejects.toMatchObject({
      code: 'UrlTooLong',
      message: expect.stringMatching(
        /^The URL of the action large has \d{4} characters; the maximum is 8000\.$/,
      ),
    });
  });

  test('an output that is short only when compressed as UrlTooLong, because its link would not open', async () => {
    const output = 'x'.repeat(100_000);
    await expect(mint({ token, actions: [{ ...approve, output }] })).rejects.toMatchObject({
      code: 'UrlTooLong',
    });
  });

  test('without the token in the message', async () => {
    const wrong = fc.constantFrom<object>(
      { actions: [] },
      { actions: [approve, approve] },
      { actions: [{ ...approve, name: 'a b' }] },
      { expiration: 'tomorrow' },
      { base_url: 'nowhere' },
      { actions: [{ ...approve, output: randomBytes(6_000).toString('hex') }] },
    );
    const secret = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9+/=]{20,60}$/),
      fc.stringMatching(/^[A-Za-z0-9+/]{20}$/).map((text) => text.repeat(200)),
    );
    await fc.assert(
      fc.asyncProperty(secret, wrong, async (hidden, input) => {
        const error = await mint({ ...valid, token: hidden, ...input }).catch((reason: Error) => reason);
        expect(error).toBeInstanceOf(Error);
        expect(JSON.stringify([error, (error as Error).message])).not.toContain(hidden.slice(0, 20));
      }),
    );
  });
});

test('An error of KMS is passed on unchanged', async () => {
  const away = new Error('KMS is away');
  const keys = { ...createFakeKeyService(), generate: () => Promise.reject(away) };
  const failing = createJsonMinter({ seal: createSealer({ keys }).seal, baseUrl: 'https://example.com' });
  await expect(failing(valid, '00112233445566778899aabbccddeeff')).rejects.toBe(away);
});

test.each<[string, object]>([
  ['the token', { ...valid, token: 'AAAA\ud800' }],
  ['an output', { token, actions: [{ ...approve, output: { list: ['\udc00'] } }] }],
  ['the name of a member', { token, actions: [{ ...approve, output: { '\ud83d': 1 } }] }],
  ['a cause', { token, actions: [{ name: 'reject', type: 'failure', cause: '\ud83d' }] }],
])('create-urls refuses half a character in %s', async (_, input) => {
  await expect(mint(input)).rejects.toMatchObject({
    code: 'InvalidJSON',
    message: 'The input contains half a character (a lone surrogate). Send complete characters.',
  });
});

test('create-urls accepts complete characters outside of the basic plane', async () => {
  expect(await mint({ token, actions: [{ ...approve, output: '😀' }] })).toHaveProperty('urls');
});
