import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliveredName, readDeliveredLink } from '../../src/callback/delivered-link.ts';
import { createFormats } from '../../src/callback/formats.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { assertSameAction, buildCallbackUrl } from '../../src/callback/url.ts';
import { readLink } from '../../src/web/link.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { dataOf, MANGLINGS } from '../support/mangled-links.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

const PAYLOAD: Payload = {
  token: TASK_TOKEN,
  action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
  transactionId: '0123456789abcdef0123456789abcdef',
};
const keys = createFakeKeyService();
const current = createFormats({ keys });
const legacy = createFormats({ keys, format: '2-legacy' });
const plain = createFormats({ keys: undefined });

const linkOf = (sealed: string) => buildCallbackUrl('https://example.com/prod', PAYLOAD.action, sealed);
const queryOf = (url: string) => url.slice(url.indexOf('?') + 1);

describe.each([
  ['3-', current],
  ['2-', legacy],
  ['1-', plain],
] as const)('a link of the format %s', (_, { seal, openLink }) => {
  test.each(MANGLINGS)('opens with %s', async (_, mangle) => {
    const sealed = await seal(PAYLOAD);

    const link = await readLink(queryOf(mangle(linkOf(sealed))), openLink);

    expect(link.sealed).toBe(sealed);
    expect(await openLink(link.sealed)).toEqual(PAYLOAD);
    expect(() => assertSameAction(PAYLOAD.action, link.parameters)).not.toThrow();
  });
});

test('a soft line break whose line feed is lost does not hide the letters 3D', async () => {
  const sealed = await current.seal(PAYLOAD);
  const at = sealed.indexOf('3D', 3);
  // A payload is random: this one may have no such letters.
  const broken = at < 0 ? sealed : `${sealed.slice(0, at)}=${sealed.slice(at)}`;

  expect((await readLink(`data=${broken}`, current.openLink)).sealed).toBe(sealed);
  expect(readDeliveredLink('data=3-ab%3D3Dcd').candidates).toEqual(['3-ab3Dcd', '3-abcd']);
});

test('a link that nothing changed can mean one payload only', async () => {
  const sealed = await current.seal(PAYLOAD);

  expect(readDeliveredLink(queryOf(linkOf(sealed))).candidates).toEqual([sealed]);
});

test('of two payloads, the first that is ours counts', async () => {
  const sealed = await current.seal(PAYLOAD);
  const foreign = await createFormats({ keys: createFakeKeyService() }).seal(PAYLOAD);

  expect((await readLink(`data=${foreign}&data=${sealed}`, current.openLink)).sealed).toBe(sealed);
  expect((await readLink(`data=3-x&data=3-y`, current.openLink)).sealed).toBe('3-x');
});

test('of two payloads, the second is tried also if the first can be read in four ways', async () => {
  const sealed = await current.seal(PAYLOAD);

  expect((await readLink(`data=3-a+%3D3Db&data=${sealed}`, current.openLink)).sealed).toBe(sealed);
});

test('while KMS does not answer, a payload is not taken for another one', async () => {
  const sealed = await current.seal(PAYLOAD);
  const openLink = async (candidate: string) => {
    if (candidate === sealed) throw new Error('ThrottlingException');
    return current.openLink(candidate);
  };

  expect((await readLink(`data=3-a&data=${sealed}`, openLink)).sealed).toBe(sealed);
});

test('a link tries four payloads at most', () => {
  const query = Array.from({ length: 100 }, (_, index) => `data=3-a+%3D3D${index}`).join('&');

  expect(readDeliveredLink(query).candidates).toHaveLength(4);
});

test.each([
  ['', []],
  ['action=approve', []],
  ['data=', ['']],
  ['data=nothing', ['nothing']],
])('the query %j has the payloads %j', (query, candidates) => {
  expect(readDeliveredLink(query).candidates).toEqual(candidates);
});

test('parameters of the caller stay as they are', () => {
  const own = 'who=Ann+Lind%20qvist.&note=a%0Ab%3D3D%E2%80%8B&amp;why=%26amp%3B&dat=1&amp=2&amp;who=other';
  const { parameters } = readDeliveredLink(`data=3-a&amp;type=success&${own}`);

  expect(Object.fromEntries(parameters)).toEqual({
    type: 'success',
    who: 'Ann Lind qvist.',
    note: 'a\nb=3D\u200b',
    why: '&amp;',
    dat: '1',
    amp: '2',
  });
});

test.each([
  ['approve%2E', 'approve'],
  ['3Dapp%0D%0Arove', 'approve'],
  ['genehmigen_für)', 'genehmigen_für'],
  ['批准。', '批准'],
  ['reject', 'reject'],
  ['rejected', 'rejected'],
])('the action %j in a link is %s', (text, name) => {
  expect(deliveredName(text)).toBe(name);
});

test('every composition of the changes opens to the same payload', async () => {
  const sealed = await current.seal(PAYLOAD);
  const mangle = fc.constantFrom(...MANGLINGS);
  await fc.assert(
    fc.asyncProperty(fc.array(mangle, { maxLength: 5 }), async (manglings) => {
      const url = manglings.reduce((changed, [, change]) => change(changed), linkOf(sealed));
      expect((await readLink(queryOf(url), current.openLink)).sealed).toBe(sealed);
    }),
    { numRuns: 500 },
  );
});

test('no change turns a payload into another one', async () => {
  const sealed = await current.seal(PAYLOAD);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 6 }), fc.nat(sealed.length), async (text, at) => {
      const query = `data=${encodeURIComponent((sealed.slice(0, at) + text + sealed.slice(at)).toWellFormed())}`;
      const { sealed: read } = await readLink(query, current.openLink);
      const opened = await current.openLink(read).catch(() => undefined);
      expect(read === sealed || opened === undefined).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(dataOf(linkOf(sealed))).toBe(sealed);
});
