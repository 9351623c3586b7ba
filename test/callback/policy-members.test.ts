import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormats } from '../../src/callback/formats.ts';
import type { Context, Payload } from '../../src/callback/payload.ts';
import { createSealer, type Sealer } from '../../src/callback/seal.ts';
import { sealedPayloadOf } from '../../src/callback/url.ts';
import { anyText } from '../support/arbitrary-payload.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { createJsonMinter } from '../support/json-minter.ts';

const ID = '00112233445566778899aabbccddeeff';
const { seal, open } = createSealer({ keys: createFakeKeyService() });
const createUrls = createJsonMinter({ seal, baseUrl: 'https://example.com', now: () => 0 });

const POLICY: Context = {
  approvers: ['U012ABC', 'S012ABC', 'ann@example.com'],
  self_approval: false,
  requester_id: 'U034DEF',
  requester_email: 'bob@example.com',
  recipient: 'ann@example.com',
  comment: 'required',
};
const approve = { name: 'approve', type: 'success', output: null };
const reject = { name: 'reject', type: 'failure', error: 'rejected' };

/** The contexts in the URLs of an input, by action. */
async function sealedIn(input: object): Promise<Record<string, Context | undefined>> {
  const { urls } = await createUrls({ token: 'AAAA', actions: [approve, reject], ...input }, ID);
  const payloads = Object.entries(urls).map(async ([name, url]) => {
    const { context } = await open(sealedPayloadOf(url));
    return [name, context] as const;
  });
  return Object.fromEntries(await Promise.all(payloads));
}

describe('create-urls seals the policy', () => {
  test('of the request into every action', async () => {
    expect(await sealedIn(POLICY)).toStrictEqual({ approve: POLICY, reject: POLICY });
  });

  test('of an action, which replaces the policy of the request', async () => {
    const own = { approvers: ['U056GHI'], self_approval: true, recipient: 'cleo@example.com' };
    const sealed = await sealedIn({ ...POLICY, actions: [{ ...approve, ...own }, reject] });

    expect(sealed).toStrictEqual({ approve: { ...POLICY, ...own }, reject: POLICY });
  });

  test.each(Object.entries(POLICY))('with a single member: %s', async (member, value) => {
    expect((await sealedIn({ [member]: value })).approve).toStrictEqual({ [member]: value });
  });

  test.each<[string, unknown]>([
    ['approvers', []],
    ['approvers', 'U012ABC'],
    ['approvers', [5]],
    ['self_approval', 'false'],
    ['requester_id', 5],
    ['requester_email', null],
    ['recipient', ['ann@example.com']],
    ['comment', true],
    ['comment', 'none'],
  ])('and refuses the %s %j, in the request and in an action', async (member, value) => {
    const refusal = expect.objectContaining({
      code: 'InvalidJSON',
      message: expect.stringContaining(member),
    });
    await expect(sealedIn({ [member]: value })).rejects.toEqual(refusal);
    await expect(sealedIn({ actions: [{ ...approve, [member]: value }] })).rejects.toEqual(refusal);
  });
});

const keys = createFakeKeyService();
const anyPolicy: fc.Arbitrary<Context> = fc
  .record(
    {
      approvers: fc.array(anyText, { minLength: 1, maxLength: 20 }),
      self_approval: fc.boolean(),
      requester_id: anyText,
      requester_email: anyText,
      recipient: anyText,
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  // The older formats do not store an empty context.
  .filter((policy) => Object.keys(policy).length > 0);

test.each<[string, Sealer]>([
  ['3-', createFormats({ keys })],
  ['2-', createFormats({ keys, format: '2' })],
  ['2-', createFormats({ keys, format: '2-legacy' })],
  ['1-', createFormats({ keys: undefined })],
])('A policy that is sealed as %s opens unchanged', async (prefix, formats) => {
  const action = { name: 'approve', type: 'success', output: null } as const;
  await fc.assert(
    fc.asyncProperty(anyPolicy, async (context) => {
      const payload: Payload = { token: 'AAAA', action, transactionId: ID, context };
      const sealed = await formats.seal(payload);
      expect(sealed.slice(0, 2)).toBe(prefix);
      expect(await formats.open(sealed)).toStrictEqual(payload);
    }),
    { numRuns: 20, examples: [[POLICY]] },
  );
});
