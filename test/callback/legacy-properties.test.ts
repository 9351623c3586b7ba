import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormats } from '../../src/callback/formats.ts';
import type { Json } from '../../src/callback/json.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { anyJson, anyLegacyPayload, anyText, anyToken } from '../support/arbitrary-payload.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success', output: null },
  transactionId: '00112233445566778899aabbccddeeff',
};
const withOutput = (output: Json): Payload => ({
  ...payload,
  action: { name: 'approve', type: 'success', output },
});
const keys = createFakeKeyService();

describe.each([
  ['1-', createFormats({ keys: undefined })],
  ['2-', createFormats({ keys, format: '2' })],
  ['2- for older readers', createFormats({ keys, format: '2-legacy' })],
  ['3-', createFormats({ keys, format: '3' })],
])('a payload that is sealed as %s opens unchanged', (_, { seal, open }) => {
  test('with any content', async () => {
    await fc.assert(
      fc.asyncProperty(anyLegacyPayload, async (any) => {
        expect(await open(await seal(any))).toStrictEqual(any);
      }),
    );
  });

  test('with any task token', async () => {
    await fc.assert(
      fc.asyncProperty(anyToken, async (token) => {
        expect(await open(await seal({ ...payload, token }))).toStrictEqual({ ...payload, token });
      }),
    );
  });

  test('with any JSON as its output', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (output) => {
        expect(await open(await seal(withOutput(output)))).toStrictEqual(withOutput(output));
      }),
    );
  });

  test('with any text in its context', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (title) => {
        const shown = { ...payload, context: { title, details: [{ label: title, value: title }] } };
        expect(await open(await seal(shown))).toStrictEqual(shown);
      }),
    );
  });

  test.each([
    ['a key named __proto__', '{"__proto__":{"admin":true},"constructor":1}'],
    ['large, small and negative numbers', '[1e+21,5e-324,-1.5,9007199254740993,1.7976931348623157e+308]'],
    ['lone surrogates', '"\\ud800 and \\udc00"'],
    ['500 nested arrays', '['.repeat(500) + ']'.repeat(500)],
    ['text that looks like a payload', '{"action":{"name":"reject"},"token":"other","exp":0,"param":true}'],
    ['empty values', '[{},[],"",null,false,0]'],
  ])('with %s in the output', async (_name, json) => {
    const { action } = await open(await seal(withOutput(JSON.parse(json))));
    expect(JSON.stringify('output' in action ? action.output : undefined)).toBe(
      JSON.stringify(JSON.parse(json)),
    );
  });
});
