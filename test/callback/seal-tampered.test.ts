import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer } from '../../src/callback/seal.ts';
import { anyText } from '../support/arbitrary-payload.ts';
import { sealedText } from '../support/cose-encrypt0.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';

const { seal, open } = createSealer({ keys: createFakeKeyService() });
const sealed = await seal({
  token: 'AAAAKgAAAAIAAAAA',
  action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, confirm: true },
  transactionId: '00112233445566778899aabbccddeeff',
  context: { surface: 'email' },
});

async function expectRefused(text: string): Promise<void> {
  await expect(open(text), text).rejects.toMatchObject({ name: 'InvalidPayload', code: 'InvalidPayload' });
}

describe('a sealed payload is refused as InvalidPayload', () => {
  test('with any one bit flipped', async () => {
    const bytes = Buffer.from(sealed.slice(2), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await expectRefused(sealedText(flipped));
    }
  });

  test('with any one character replaced', async () => {
    for (let index = 0; index < sealed.length; index += 1) {
      for (const other of ['A', 'z', '_', '=', '+', ' ', 'é']) {
        const text = sealed.slice(0, index) + other + sealed.slice(index + 1);
        if (text !== sealed) await expectRefused(text);
      }
    }
  });

  test('when it is cut anywhere', async () => {
    for (let length = 0; length < sealed.length; length += 1) await expectRefused(sealed.slice(0, length));
  });

  test('with any text added at its end', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ minLength: 1 }), (more) => expectRefused(sealed + more)));
  });

  test.each([
    ['no prefix', sealed.slice(2)],
    ['the prefix of another format', `2-${sealed.slice(2)}`],
    ['the prefix of plain JSON', `1-${sealed.slice(2)}`],
    ['its prefix twice', `3-${sealed}`],
    ['padding', `${sealed}=`],
    ['the alphabet of base64', `3-${Buffer.from(sealed.slice(2), 'base64url').toString('base64')}`],
    ['a byte after the message', sealedText(Buffer.from(`${sealed.slice(2)}AA`, 'base64url'))],
    ['white space around it', ` ${sealed}\n`],
    ['no characters', ''],
    ['nothing after the prefix', '3-'],
  ])('with %s', async (_, text) => {
    await expectRefused(text);
  });

  test('when it is any other text', async () => {
    await fc.assert(fc.asyncProperty(anyText, (text) => expectRefused(`3-${text}`)));
  });

  test('when it is sealed with the key of another deployment', async () => {
    const other = createSealer({ keys: createFakeKeyService() });
    const theirs = await other.seal({
      token: 'AAAA',
      action: { name: 'approve', type: 'heartbeat' },
      transactionId: '00112233445566778899aabbccddeeff',
    });
    await expectRefused(theirs);
  });
});
