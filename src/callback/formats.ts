import type { KeyService } from './data-key.ts';
import { Refusal } from './errors.ts';
import type { Payload } from './payload.ts';
import { createSealer, type Sealer } from './seal.ts';

/** What new payloads are sealed as: our own format, or that of sfn-callback-urls for its readers, new or old. */
export type UrlFormat = '3' | '2' | '2-legacy';

/**
 * Seals in one format and opens all: `3-` (seal.ts), `2-` (the AWS Encryption SDK) and, only while there is no key,
 * `1-` (not encrypted). A payload that is not encrypted is never taken where encryption is enabled: anybody could have
 * written it.
 *
 * @param ports `keys` missing: encryption is disabled, and `1-` is the only format; `legacyLinks` false: none of the
 *   key's users ever made a `2-`, so that one is refused at once; the clock (milliseconds since 1970)
 */
export function createFormats(ports: {
  keys: KeyService | undefined;
  format?: UrlFormat | undefined;
  legacyLinks?: boolean | undefined;
  now?: () => number;
}): Sealer {
  const { keys, format = '3', legacyLinks = true, now = Date.now } = ports;
  const issuedAt = () => Math.floor(now() / 1000);
  if (!keys) return withoutEncryption(issuedAt);
  const current = createSealer({ keys, now });
  const sealLegacy = async (payload: Payload) => {
    const { sealMessage } = await import('./legacy-message.ts');
    return sealMessage(payload, issuedAt(), format === '2' ? 'committing' : 'plain', keys);
  };

  return {
    seal: format === '3' ? current.seal : sealLegacy,
    async open(sealed) {
      switch (prefixOf(sealed)) {
        case '1':
          throw new Refusal(
            'EncryptionRequired',
            'This link is not encrypted, and only encrypted ones are taken.',
          );
        case '2':
          if (!legacyLinks) throw new Refusal('InvalidPayload', 'This link was not made by this service.');
          return (await import('./legacy-message.ts')).openMessage(sealed, keys);
        default:
          return current.open(sealed);
      }
    },
  };
}

function withoutEncryption(issuedAt: () => number): Sealer {
  return {
    async seal(payload) {
      const { encodeLegacyPayload, toLegacyText } = await import('./legacy-payload.ts');
      return toLegacyText('1', encodeLegacyPayload(payload, issuedAt()));
    },
    async open(sealed): Promise<Payload> {
      switch (prefixOf(sealed)) {
        case '1':
          return decodePlain(sealed);
        case '2':
        case '3':
          throw new Refusal(
            'DecryptionUnsupported',
            'This link is encrypted, and encryption is disabled here.',
          );
        default:
          throw new Refusal('InvalidPayload', 'This link is not one of ours, or a part of it is missing.');
      }
    },
  };
}

async function decodePlain(sealed: string): Promise<Payload> {
  const { decodeLegacyPayload, fromLegacyText } = await import('./legacy-payload.ts');
  return decodeLegacyPayload(fromLegacyText('1', sealed));
}

function prefixOf(sealed: string): string | undefined {
  return /^(\d)-/.exec(sealed)?.[1];
}
