import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startTestServer } from './test-server.ts';

export const APP_ID = '11111111-2222-4333-8444-555555555555';
export const TENANT_ID = '99999999-8888-4777-8666-555555555555';

/** Generating a key takes longer than all the rest of a test. */
const [KEY, OTHER_KEY] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);

interface PublishedKey {
  readonly kid: string;
  readonly endorsements?: readonly string[];
}

/** What a token says. Times are in seconds from `now`. */
export interface TokenParts {
  readonly issuer?: string;
  readonly audience?: string;
  readonly serviceUrl?: string;
  readonly notBefore?: number;
  readonly expires?: number;
  readonly kid?: string;
  /** Signed with a key that is not published. */
  readonly forged?: boolean;
}

/**
 * The service that publishes the keys of the Bot Connector, over HTTP, and that signs with a real key.
 *
 * @param now milliseconds since 1970
 */
export async function startTeamsAuthority(now: () => number) {
  const jwk = { ...(await exportJWK(KEY.publicKey)), use: 'sig', alg: 'RS256' };
  const authority = {
    published: [{ kid: 'key-1', endorsements: ['msteams', 'webchat'] }] as readonly PublishedKey[],
    /** The paths that cannot be read. */
    broken: [] as readonly string[],
    /** The paths that were read. */
    reads: [] as string[],
  };
  const { url } = await startTestServer((request, response) => {
    authority.reads.push(String(request.url));
    if (authority.broken.includes(String(request.url))) return void response.writeHead(503).end();
    const body =
      request.url === '/openid'
        ? { issuer: 'https://api.botframework.com', jwks_uri: `${url}/keys` }
        : { keys: authority.published.map((key) => ({ ...jwk, ...key })) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return Object.assign(authority, {
    openIdUrl: `${url}/openid`,
    keysUrl: `${url}/keys`,
    sign(parts: TokenParts & { readonly serviceUrl: string }): Promise<string> {
      const seconds = Math.floor(now() / 1000);
      return new SignJWT({ serviceurl: parts.serviceUrl })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: parts.kid ?? 'key-1' })
        .setIssuer(parts.issuer ?? 'https://api.botframework.com')
        .setAudience(parts.audience ?? APP_ID)
        .setNotBefore(seconds + (parts.notBefore ?? 0))
        .setExpirationTime(seconds + (parts.expires ?? 3600))
        .sign(parts.forged ? OTHER_KEY.privateKey : KEY.privateKey);
    },
  });
}
