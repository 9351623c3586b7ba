import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type Registration, refuseTokenRequest } from './token-request.ts';

/** The issuer of the tokens that Teams sends to bots. */
const CHANNEL_ISSUER = 'https://api.botframework.com';
/** The audience of the tokens that bots send to Teams. */
const CONNECTOR = 'https://api.botframework.com';
/** In seconds: what Microsoft Entra and the Bot Framework use. */
const ACCESS_TOKEN_LIFETIME = 3_599;
const DELIVERY_TOKEN_LIFETIME = 3_600;

/** The keys: endorsed for Teams, endorsed for other channels only, and that of Entra, which signs no deliveries. */
export type KeyName = 'teams' | 'webchat' | 'entra';

/** Microsoft Entra and the OpenID part of the Bot Framework, in this process. */
export interface Authority {
  /** `/:tenant/oauth2/v2.0/token` issues access tokens; `/v1/.well-known/…` publishes the keys of the channel. */
  readonly routes: Hono;
  /**
   * Signs a token for a delivery to the bot. A test can replace claims, and use a key that the bot must refuse.
   *
   * @param claims `serviceurl`, and claims that replace those of a valid token
   */
  readonly signDelivery: (claims: JWTPayload, key?: KeyName) => Promise<string>;
  /** Whether the Authorization header has an access token that was issued here and is still valid. */
  readonly accepts: (authorization: string | undefined) => Promise<boolean>;
}

export interface AuthorityOptions extends Registration {
  /** The URL of the server that has `routes`, without a trailing slash. */
  readonly url: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

export async function createAuthority(options: AuthorityOptions): Promise<Authority> {
  const { tenantId, appId, url, now } = options;
  const [entra, teams, webchat] = await Promise.all([createKey(), createKey(), createKey()]);
  const keys: Record<KeyName, SigningKey> = { teams, webchat, entra };
  const issuer = `https://sts.windows.net/${tenantId}/`;
  const findKey = createLocalJWKSet({ keys: [entra.publicJwk] });

  function sign(claims: JWTPayload, lifetime: number, { privateKey, publicJwk }: SigningKey) {
    const seconds = Math.floor(now() / 1_000);
    return new SignJWT({ iat: seconds, nbf: seconds, exp: seconds + lifetime, ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: publicJwk.kid })
      .sign(privateKey);
  }

  const routes = new Hono();
  routes.get('/v1/.well-known/openidconfiguration', (c) =>
    c.json({
      issuer: CHANNEL_ISSUER,
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${url}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }),
  );
  routes.get('/v1/.well-known/keys', (c) =>
    c.json({
      keys: [
        { ...webchat.publicJwk, endorsements: ['webchat', 'directline'] },
        { ...teams.publicJwk, endorsements: ['msteams', 'skype', 'agents'] },
      ],
    }),
  );
  routes.post('/:tenant/oauth2/v2.0/token', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const refusal = refuseTokenRequest(c.req.param('tenant'), form, options, new Date(now()));
    if (refusal) return c.json(refusal.body, refusal.status);
    const claims = { iss: issuer, aud: CONNECTOR, appid: appId, tid: tenantId, uti: randomUUID() };
    return c.json({
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_LIFETIME,
      ext_expires_in: ACCESS_TOKEN_LIFETIME,
      access_token: await sign(claims, ACCESS_TOKEN_LIFETIME, entra),
    });
  });

  return {
    routes,
    signDelivery: (claims, key = 'teams') =>
      sign({ iss: CHANNEL_ISSUER, aud: appId, ...claims }, DELIVERY_TOKEN_LIFETIME, keys[key]),
    async accepts(authorization) {
      const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
      if (token === undefined) return false;
      const expected = { issuer, audience: CONNECTOR, algorithms: ['RS256'], currentDate: new Date(now()) };
      const verified = await jwtVerify(token, findKey, expected).catch(() => undefined);
      return verified?.payload.appid === appId;
    },
  };
}

type SigningKey = Awaited<ReturnType<typeof createKey>>;

async function createKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const kid = randomUUID();
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), use: 'sig', alg: 'RS256', kid } };
}
