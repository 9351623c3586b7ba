import { createFakeKeyService } from '../../../test/support/fake-key-service.ts';
import { createFormats } from '../../callback/formats.ts';
import { isReference, type Sealed } from '../../callback/payload.ts';
import { buildCallbackUrl } from '../../callback/url.ts';
import { KINDS } from './sealing/payloads.ts';

const BASE_URL = 'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/v1';

/** Characters of what one realistic payload becomes. */
export interface Lengths {
  readonly kind: string;
  /** The value of a button; missing for a link by reference. */
  readonly button?: number;
  readonly link: number;
  /** The link in the format `2-`, as sfn-callback-urls makes it; missing for a link by reference, which that format does not have. */
  readonly legacyLink?: number;
}

export async function measureLengths(): Promise<readonly Lengths[]> {
  const keys = createFakeKeyService();
  const ours = createFormats({ keys });
  const legacy = createFormats({ keys, format: '2' });
  const linkOf = ({ action }: Sealed, sealed: string) => buildCallbackUrl(BASE_URL, action, sealed).length;
  return Promise.all(
    KINDS.map(async ({ name: kind, payloads: [payload] }) => {
      if (!payload || !ours.sealLink)
        throw new TypeError('There is nothing to seal, or no link by reference.');
      if (isReference(payload)) return { kind, link: linkOf(payload, await ours.sealLink(payload)) };
      const button = await ours.seal(payload);
      return {
        kind,
        button: button.length,
        link: linkOf(payload, button),
        legacyLink: linkOf(payload, await legacy.seal(payload)),
      };
    }),
  );
}
