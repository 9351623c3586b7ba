import { describe, expect, test } from 'vitest';
import { createFormats, type UrlFormat } from '../../src/callback/formats.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { legacyBytes, legacyText, suiteOf } from '../support/legacy-text.ts';

const FORMATS: readonly UrlFormat[] = ['3', '2', '2-legacy'];
const NOW = 1_795_523_400_999;
const payload: Payload = {
  token: 'AAAA',
  action: { name: 'approve', type: 'success', output: '' },
  transactionId: '00112233445566778899aabbccddeeff',
  expiresAt: 4_070_908_800,
};
const keys = createFakeKeyService();
const encrypting = (format?: UrlFormat) => createFormats({ keys, format, now: () => NOW });
const plain = createFormats({ keys: undefined, now: () => NOW });

/** Payloads of each length modulo 3, so that each kind of padding occurs. */
const payloads = ['', 'x', 'xx'].map(
  (output): Payload => ({ ...payload, action: { name: 'approve', type: 'success', output } }),
);

describe('without a key', () => {
  test.each([undefined, ...FORMATS])('a payload is JSON, also when the format is %s', async (format) => {
    const sealed = await createFormats({ keys: undefined, format, now: () => NOW }).seal(payload);
    expect(sealed.slice(0, 2)).toBe('1-');
    expect(JSON.parse(legacyBytes(sealed).toString())).toStrictEqual({
      token: 'AAAA',
      iat: 1_795_523_400,
      tid: payload.transactionId,
      exp: payload.expiresAt,
      action: payload.action,
    });
  });

  test('a payload opens again', async () => {
    for (const any of payloads) expect(await plain.open(await plain.seal(any))).toStrictEqual(any);
  });

  test.each(FORMATS)(
    'a payload that is encrypted as %s is refused as DecryptionUnsupported',
    async (format) => {
      const sealed = await encrypting(format).seal(payload);
      await expect(plain.open(sealed)).rejects.toMatchObject({ code: 'DecryptionUnsupported' });
    },
  );

  test.each(['2-', '3-', '2-AAAA', '3-no base64!'])(
    'the incomplete payload %j is refused as DecryptionUnsupported',
    async (text) => {
      await expect(plain.open(text)).rejects.toMatchObject({ code: 'DecryptionUnsupported' });
    },
  );
});

describe('with a key', () => {
  test.each<UrlFormat>(['2', '2-legacy'])(
    'a payload in format %s is refused without a KMS call when the deployment has no old links',
    async (format) => {
      const sealed = await encrypting(format).seal(payload);
      const unasked = {
        ...keys,
        decrypt: () => {
          throw new Error('KMS was asked');
        },
      };
      const { open } = createFormats({ keys: unasked, legacyLinks: false });
      await expect(open(sealed)).rejects.toMatchObject({ code: 'InvalidPayload' });
    },
  );

  test.each<[UrlFormat | undefined, string]>([
    [undefined, '3-'],
    ['3', '3-'],
    ['2', '2-'],
    ['2-legacy', '2-'],
  ])('a payload in format %s begins with %s', async (format, prefix) => {
    expect((await encrypting(format).seal(payload)).slice(0, 2)).toBe(prefix);
  });

  test('format 2 commits to its key, and format 2-legacy has the suite of older readers', async () => {
    expect(suiteOf(await encrypting('2').seal(payload))).toBe('0478');
    expect(suiteOf(await encrypting('2-legacy').seal(payload))).toBe('0178');
  });

  test.each(FORMATS.flatMap((from) => FORMATS.map((to) => [from, to] as const)))(
    'a payload in format %s opens in a deployment with format %s',
    async (from, to) => {
      expect(await encrypting(to).open(await encrypting(from).seal(payload))).toStrictEqual(payload);
    },
  );

  test('an unencrypted payload is refused as EncryptionRequired, also when it is well formed', async () => {
    const texts = [await plain.seal(payload), '1-', '1-AAAA', '1-no base64!'];
    for (const { open } of FORMATS.map(encrypting)) {
      for (const text of texts) {
        await expect(open(text), text).rejects.toMatchObject({ code: 'EncryptionRequired' });
      }
    }
  });
});

describe.each([
  ['with a key', encrypting()],
  ['without a key', plain],
])('%s, a payload of an unknown format is refused as InvalidPayload', (_, { open }) => {
  test.each(['', '-', '--', 'x', '1', '2', '3', '12', '1_AAAA', '4-AAAA', '0-AAAA', '13-AAAA', '01-AAAA'])(
    'such as %j',
    async (text) => {
      await expect(open(text)).rejects.toMatchObject({ name: 'InvalidPayload', code: 'InvalidPayload' });
    },
  );

  test.each(['1', '2', '3'])(
    'also with other characters before %s-, or with another form of the digit',
    async (format) => {
      const fullWidth = String.fromCodePoint(0xff10 + Number(format));
      for (const prefix of [` ${format}-`, `\n${format}-`, `-${format}-`, `+${format}-`, `${fullWidth}-`]) {
        await expect(open(`${prefix}AAAA`), prefix).rejects.toMatchObject({ code: 'InvalidPayload' });
      }
    },
  );
});

describe.each([
  ['1', plain],
  ['2', encrypting('2')],
  ['2', encrypting('2-legacy')],
] as const)('a %s- payload', (format, { seal, open }) => {
  test('is base64url with padding, because Python needs the padding', async () => {
    const endings = new Set<string>();
    for (const any of payloads) {
      const sealed = await seal(any);
      expect(sealed).toMatch(new RegExp(`^${format}-(?:[\\w-]{4})+(?:[\\w-]{2}==|[\\w-]{3}=)?$`));
      expect(sealed).toBe(legacyText(format, legacyBytes(sealed)));
      endings.add(/=*$/.exec(sealed)?.[0] ?? '');
    }
    expect(endings).toEqual(new Set(['', '=', '==']));
  });

  test('is refused in any other spelling', async () => {
    for (const any of payloads) {
      const sealed = await seal(any);
      const base64 = legacyBytes(sealed).toString('base64');
      const others = [`${format}-${base64}`, sealed.replace(/=+$/, ''), `${sealed}=`, `${sealed}\n`];
      for (const text of others.filter((other) => other !== sealed)) {
        await expect(open(text), text).rejects.toMatchObject({ code: 'InvalidPayload' });
      }
    }
  });
});
