import type { KeyService } from './data-key.ts';
import { FOREIGN_LINK, Refusal, UNREADABLE_LINK } from './errors.ts';
import type { LinkReference, Payload, Sealed } from './payload.ts';
import { rememberRefusals } from './refused-keys.ts';
import { createSealer, openWithToken, type Proofs, type Sealer } from './seal.ts';

/**
 * The format of new payloads. `3` is our own. `2` is the format of sfn-callback-urls, for readers on version 2 or later
 * of the AWS Encryption SDK. `2-legacy` is the same format, for readers on version 1 of that SDK.
 */
export type UrlFormat = '3' | '2' | '2-legacy';

/** Seals in the format of the deployment, and opens all formats. */
export interface Formats extends Sealer {
  /** Missing if the format has no links by reference. */
  readonly sealLink?: (link: LinkReference) => Promise<string>;
  /** Opens a link, by reference or not. Refuses like `open`. */
  readonly openLink: (sealed: string) => Promise<Sealed>;
  /** Missing without encryption. */
  readonly proofs?: Proofs;
}

/**
 * Seals payloads in one format and opens payloads of all formats: `3-` (seal.ts) and `2-` (the AWS Encryption SDK).
 * Without a key, `1-` (not encrypted) is the only format. With a key, `1-` is refused, because anyone can write an
 * unencrypted payload.
 *
 * @param ports
 *   - `keys`: when missing, encryption is disabled
 *   - `deployment`: see createSealer
 *   - `format`: the format of new payloads
 *   - `legacyLinks`: false refuses every `2-` payload without a call to KMS; set it when no `2-` payload was ever
 *     created under this key
 *   - `now`: the clock, in milliseconds since 1970
 */
export function createFormats(ports: {
  keys: KeyService | undefined;
  deployment?: string | undefined;
  format?: UrlFormat | undefined;
  legacyLinks?: boolean | undefined;
  now?: () => number;
}): Formats {
  const { deployment, format = '3', legacyLinks = true, now = Date.now } = ports;
  const issuedAt = () => Math.floor(now() / 1000);
  if (!ports.keys) return withoutEncryption(issuedAt);
  const keys = rememberRefusals(ports.keys, now);
  const current = createSealer({ keys, deployment, now });
  const sealLegacy = async (payload: Payload) => {
    const { sealMessage } = await import('./legacy-message.ts');
    return sealMessage(payload, issuedAt(), format === '2' ? 'committing' : 'plain', keys);
  };

  const openLink = async (sealed: string): Promise<Sealed> => {
    switch (prefixOf(sealed)) {
      case '1':
        throw new Refusal(
          'EncryptionRequired',
          'This link is not encrypted. This service accepts only encrypted links. Ask the sender for a new one.',
        );
      case '2':
        if (!legacyLinks) throw new Refusal('InvalidPayload', FOREIGN_LINK);
        return (await import('./legacy-message.ts')).openMessage(sealed, keys);
      default:
        return current.openLink(sealed);
    }
  };
  const open = (sealed: string) => openWithToken(openLink(sealed));
  if (format !== '3') return { seal: sealLegacy, open, openLink, proofs: current };
  return { seal: current.seal, sealLink: current.sealLink, open, openLink, proofs: current };
}

function withoutEncryption(issuedAt: () => number): Formats {
  const open = async (sealed: string): Promise<Payload> => {
    switch (prefixOf(sealed)) {
      case '1':
        return decodePlain(sealed);
      case '2':
      case '3':
        throw new Refusal(
          'DecryptionUnsupported',
          'This link is encrypted. This service cannot open encrypted links. Ask the sender for a new one.',
        );
      default:
        throw new Refusal('InvalidPayload', UNREADABLE_LINK);
    }
  };
  return {
    async seal(payload) {
      const { encodeLegacyPayload, toLegacyText } = await import('./legacy-payload.ts');
      return toLegacyText('1', encodeLegacyPayload(payload, issuedAt()));
    },
    open,
    openLink: open,
  };
}

async function decodePlain(sealed: string): Promise<Payload> {
  const { decodeLegacyPayload, fromLegacyText } = await import('./legacy-payload.ts');
  return decodeLegacyPayload(fromLegacyText('1', sealed));
}

function prefixOf(sealed: string): string | undefined {
  return /^(\d)-/.exec(sealed)?.[1];
}
