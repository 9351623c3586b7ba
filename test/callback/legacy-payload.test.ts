import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import { createFormats } from '../../src/callback/formats.ts';
import { legacyText } from '../support/legacy-text.ts';

const { open } = createFormats({ keys: undefined });
/** Each text repeats four characters, because a parser quotes about ten characters in its error. */
const [TOKEN, SECRET] = ['T0k3'.repeat(8), 'S3cr'.repeat(8)];
const action = { name: 'approve', type: 'success', output: SECRET };
const textOf = (json: unknown) => legacyText('1', Buffer.from(JSON.stringify(json)));

describe('the JSON of a payload opens', () => {
  test('with only its token and action', async () => {
    expect(await open(textOf({ token: TOKEN, action }))).toStrictEqual({
      token: TOKEN,
      action,
      transactionId: '',
    });
  });

  test('with a callback id instead of the token', async () => {
    expect(await open(textOf({ callback_id: 'id', tid: 't', action }))).toStrictEqual({
      callbackId: 'id',
      action,
      transactionId: 't',
    });
  });

  test('with a redirect that is not an absolute URI, as sfn-callback-urls allows', async () => {
    for (const redirect of ['/done', 'https://example.com/ü', 'done page']) {
      const opened = await open(textOf({ token: TOKEN, action: { ...action, response: { redirect } } }));
      expect(opened.action.response).toEqual({ redirect });
    }
  });

  test('without unknown members and without members that do not apply', async () => {
    const more = { iss: 'arn:aws:lambda:us-east-1:123456789012:function:f', iat: 1.5, param: false, x: 1 };
    const unwanted = { ...action, confirm: false, error: 'of a success', y: [] };
    expect(await open(textOf({ token: TOKEN, tid: 't', ...more, action: unwanted }))).toStrictEqual({
      token: TOKEN,
      action,
      transactionId: 't',
    });
  });
});

const wrong: readonly (readonly [string, Uint8Array])[] = [
  ...Object.entries({
    null: null,
    true: true,
    'a number': 1,
    text: TOKEN,
    'an array': [{ token: TOKEN, action }],
    'an empty object': {},
    'no token': { action },
    'a token and a callback id': { token: TOKEN, callback_id: 'id', action },
    'an empty token': { token: '', action },
    'a token that is a number': { token: 7, action },
    'a callback id that is null': { callback_id: null, action },
    'no action': { token: TOKEN },
    'an action that is text': { token: TOKEN, action: SECRET },
    'an action without a name': { token: TOKEN, action: { type: 'success', output: SECRET } },
    'a name with a space': { token: TOKEN, action: { ...action, name: `${SECRET} 1` } },
    'an action without a type': { token: TOKEN, action: { name: 'approve', output: SECRET } },
    'an unknown type': { token: TOKEN, action: { ...action, type: SECRET } },
    'a success without output': { token: TOKEN, action: { name: 'approve', type: 'success' } },
    'a post without outcomes': { token: TOKEN, action: { name: 'approve', type: 'post' } },
    'a post with no outcome': { token: TOKEN, action: { name: 'approve', type: 'post', outcomes: [] } },
    'an error that is a number': { token: TOKEN, action: { name: 'reject', type: 'failure', error: 1 } },
    'a response that is text': { token: TOKEN, action: { ...action, response: SECRET } },
    'a confirm of ours that is text': {
      token: TOKEN,
      action: { ...action, countersign: { confirm: 'true' } },
    },
    'a title of ours that is an object': {
      token: TOKEN,
      action: { ...action, countersign: { title: { text: SECRET } } },
    },
    'details of ours without values': {
      token: TOKEN,
      action: { ...action, countersign: { details: [{ label: SECRET }] } },
    },
    'an expiry that is text': { token: TOKEN, exp: '2099-01-01T00:00:00', action },
    'an expiry that is not a date': { token: TOKEN, exp: 1e308, action },
    'a transaction id that is a number': { token: TOKEN, tid: 1, action },
    'a param that is a number': { token: TOKEN, param: 1, action },
  }).map(([name, json]) => [name, Buffer.from(JSON.stringify(json))] as const),
  ['nothing', Buffer.alloc(0)],
  ['not JSON', Buffer.from(`{"token":"${TOKEN}","action":${SECRET}}`)],
  ['half of the JSON', Buffer.from(JSON.stringify({ token: TOKEN, action }).slice(0, -1))],
  ['more than the JSON', Buffer.from(`${JSON.stringify({ token: TOKEN, action })},`)],
  ['UTF-16', Buffer.from(JSON.stringify({ token: TOKEN, action }), 'utf16le')],
  ['broken UTF-8', Buffer.from(JSON.stringify({ token: `${TOKEN}ü`, action }), 'latin1')],
  ['5,000 open brackets', Buffer.from('['.repeat(5_000))],
];

test.each(wrong)(
  'A 1- payload that is %s is refused, and the refusal does not quote the payload',
  async (_, bytes) => {
    const refusal = await open(legacyText('1', bytes)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      code: 'InvalidPayload',
      message: 'This link was created incorrectly. Ask the sender for a new one.',
    });
    const whole = inspect(refusal, { depth: Infinity, showHidden: true });
    for (const few of ['T0k3', 'S3cr']) expect(whole).not.toContain(few);
  },
);
