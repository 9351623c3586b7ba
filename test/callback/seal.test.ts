import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyService } from '../../src/callback/data-key.ts';
import type { Json } from '../../src/callback/json.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { anyJson, anyPayload, anyToken } from '../support/arbitrary-payload.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const { seal, open, sealLink, openLink } = createSealer({ keys: createFakeKeyService() });

const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success', output: null },
  transactionId: '00112233445566778899aabbccddeeff',
};
const withOutput = (output: Json): Payload => ({
  ...payload,
  action: { ...payload.action, output } as never,
});

describe('a sealed payload opens unchanged', () => {
  test('with any content', async () => {
    await fc.assert(
      fc.asyncProperty(anyPayload, async (any) => {
        expect(await open(await seal(any))).toStrictEqual(any);
      }),
      { numRuns: 300 },
    );
  });

  test('with any task token', async () => {
    await fc.assert(
      fc.asyncProperty(anyToken, async (token) => {
        expect(await open(await seal({ ...payload, token }))).toStrictEqual({ ...payload, token });
      }),
      { numRuns: 300 },
    );
  });

  test('with any JSON as its output', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (output) => {
        expect(await open(await seal(withOutput(output)))).toStrictEqual(withOutput(output));
      }),
    );
  });

  test('with byte order marks at the start of its texts', async () => {
    const marked: Payload = {
      ...payload,
      context: { title: '\uFEFFBen', approvers: ['\uFEFF', '\uFEFF\uFEFF'] },
    };
    expect(await open(await seal(marked))).toStrictEqual(marked);
  });

  test.each([
    ['a key named __proto__', '{"__proto__":{"admin":true},"constructor":1}'],
    ['large, small and negative numbers', '[1e+21,5e-324,-1.5,9007199254740993,1.7976931348623157e+308]'],
    ['lone surrogates', '"\\ud800 and \\udc00"'],
    ['500 nested arrays', '['.repeat(500) + ']'.repeat(500)],
    ['text that looks like a payload', '{"action":{"name":"reject"},"token":"other"}'],
    ['empty values', '[{},[],"",null,false,0]'],
  ])('with %s in the output', async (_, json) => {
    const { action } = await open(await seal(withOutput(JSON.parse(json))));
    expect(JSON.stringify('output' in action ? action.output : undefined)).toBe(
      JSON.stringify(JSON.parse(json)),
    );
  });

  test('except that -0 becomes 0, as in JSON', async () => {
    expect(await open(await seal(withOutput(-0)))).toStrictEqual(withOutput(0));
  });

  test('in another process with the same KMS key', async () => {
    const keys = createFakeKeyService();
    const sealed = await createSealer({ keys }).seal(payload);
    expect(await createSealer({ keys }).open(sealed)).toStrictEqual(payload);
  });
});

test('the encryption context names the application, and the deployment if it has a name', async () => {
  const contexts: unknown[] = [];
  const fake = createFakeKeyService();
  const keys: KeyService = {
    generate: (context) => {
      contexts.push(context);
      return fake.generate();
    },
    decrypt: (encrypted, context) => {
      contexts.push(context);
      return fake.decrypt(encrypted, context);
    },
  };
  for (const deployment of ['Staging', undefined]) {
    const sealer = createSealer({ keys, deployment });
    await sealer.open(await sealer.seal(payload));
  }
  const staging = { application: 'countersign', deployment: 'Staging' };
  const unnamed = { application: 'countersign' };
  expect(contexts).toEqual([staging, staging, unnamed, unnamed]);
});

describe('a sealed payload is a string', () => {
  test('that needs no escaping in a URL and begins with its format', async () => {
    await fc.assert(
      fc.asyncProperty(anyPayload, async (any) => {
        expect(await seal(any)).toMatch(/^3-[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test('that is different each time', async () => {
    const sealed = await Promise.all(Array.from({ length: 100 }, () => seal(payload)));
    expect(new Set(sealed).size).toBe(100);
  });

  test('that does not show the task token', async () => {
    const token = 'x'.repeat(64);
    const bytes = Buffer.from((await seal({ ...payload, token })).slice(2), 'base64url');
    expect(bytes.includes(token)).toBe(false);
    expect(bytes.includes(Buffer.from(token, 'base64'))).toBe(false);
  });
});

describe('a sealed link by reference', () => {
  const link = {
    task: { event: 25_000, tokenHash: '00112233445566778899aabbccddeeff' },
    action: { name: 'approve', type: 'success' as const, confirm: true },
    transactionId: 'ffeeddccbbaa99887766554433221100',
    expiresAt: 1_796_000_000,
    context: {
      recipient: 'ann@example.com',
      locale: 'de',
      surface: 'email',
      execution: 'ApprovalEmails:run-1',
    },
  };

  test.each([
    ['with all members', link],
    ['without a recipient and an end', { ...link, expiresAt: undefined, context: { execution: 'A:b' } }],
  ])('opens unchanged, %s', async (_, { expiresAt, ...rest }) => {
    const given = { ...rest, ...(expiresAt !== undefined && { expiresAt }) };
    expect(await openLink(await sealLink(given))).toStrictEqual(given);
  });

  test('does not open as a button', async () => {
    await expect(open(await sealLink(link))).rejects.toMatchObject({ code: 'InvalidPayload' });
  });

  test('and a payload with a token open alike as links', async () => {
    expect(await openLink(await seal(payload))).toStrictEqual(payload);
  });
});
