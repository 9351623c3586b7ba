import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormats } from '../../src/callback/formats.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { anyText } from '../support/arbitrary-payload.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { legacyBytes, legacyText, withBitFlipped } from '../support/legacy-text.ts';

const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success', output: 'yes' },
  transactionId: '00112233445566778899aabbccddeeff',
  context: { surface: 'slack' },
};

type Open = (text: string) => Promise<Payload>;

async function expectRefused(open: Open, text: string): Promise<void> {
  const answer = await open(text).catch((error: unknown) => error);
  // This comparison is cheaper than a matcher for each of several thousand texts.
  if ((answer as { code?: unknown }).code !== 'InvalidPayload') expect(answer).toBe(`a refusal of ${text}`);
}

describe.each([
  { format: '2', step: 1 },
  // A step of 7 flips another bit in each byte. A step of 1 would take a second.
  { format: '2-legacy', step: 7 },
] as const)('a payload in format $format is refused', async ({ format, step }) => {
  const { seal, open } = createFormats({ keys: createFakeKeyService(), format });
  const sealed = await seal(payload);
  const bytes = legacyBytes(sealed);

  test('with any one bit flipped', async () => {
    expect(await open(sealed)).toStrictEqual(payload);
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      await expectRefused(open, legacyText('2', withBitFlipped(bytes, bit)));
    }
  });

  test('with any one character after its prefix replaced', async () => {
    for (let index = 2; index < sealed.length; index += 1) {
      for (const other of ['A', '_', '=', ' ', 'é']) {
        const text = sealed.slice(0, index) + other + sealed.slice(index + 1);
        if (text !== sealed) await expectRefused(open, text);
      }
    }
  });

  test('when it is cut anywhere', async () => {
    for (let length = 2; length < sealed.length; length += 1)
      await expectRefused(open, sealed.slice(0, length));
    for (let length = 0; length < bytes.length; length += 1) {
      await expectRefused(open, legacyText('2', bytes.subarray(0, length)));
    }
  });

  test('with any bytes added, so that a Slack button cannot become as long as a link', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), (more) =>
        expectRefused(open, legacyText('2', Buffer.concat([bytes, more]))),
      ),
    );
    await expectRefused(open, legacyText('2', Buffer.concat([bytes, bytes])));
  });

  test('with any other end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 100 }), async (length, end) => {
        const other = Buffer.concat([bytes.subarray(0, length), end]);
        if (!other.equals(bytes)) await expectRefused(open, legacyText('2', other));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['with the prefix of our own format', `3-${sealed.slice(2)}`],
    ['with its prefix twice', `2-${sealed}`],
    ['with white space around it', ` ${sealed}\n`],
    ['with nothing after its prefix', '2-'],
  ])('%s', async (_, text) => {
    await expectRefused(open, text);
  });
});

test('Any other text after 2- is refused', async () => {
  const { open } = createFormats({ keys: createFakeKeyService() });
  await fc.assert(fc.asyncProperty(anyText, (text) => expectRefused(open, `2-${text}`)));
});
