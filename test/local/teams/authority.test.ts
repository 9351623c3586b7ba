import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { openLoopbackPort } from '../../../src/local/loopback-server.ts';
import { type Authority, createAuthority } from '../../../src/local/teams/authority.ts';
import { serveHono } from '../../../src/local/teams/serve-hono.ts';
import { APP_ID, TENANT_ID } from '../../../src/local/teams/tenant.ts';

const FORM = {
  grant_type: 'client_credentials',
  client_id: APP_ID,
  client_secret: 'secret',
  scope: 'https://api.botframework.com/.default',
};
const SERVICE_URL = 'http://127.0.0.1:1/teams/';

async function startAuthority(now: () => number = Date.now) {
  const server = await openLoopbackPort(0, (error) => {
    throw error;
  });
  onTestFinished(server.close);
  const { url } = server;
  const authority = await createAuthority({
    tenantId: TENANT_ID,
    appId: APP_ID,
    appSecret: 'secret',
    url,
    now,
  });
  server.serve(serveHono(authority.routes));
  const requestToken = async (form: Partial<typeof FORM> = {}, tenant = TENANT_ID) => {
    const body = new URLSearchParams({ ...FORM, ...form });
    const response = await fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body });
    const answer = (await response.json()) as Record<string, unknown>;
    return { ...answer, status: response.status, token: `Bearer ${answer.access_token}` };
  };
  return { url, authority, requestToken };
}

/** Verifies a delivery as a bot does. Returns the claims and the endorsements of the key. */
async function verify(url: string, token: string) {
  const metadata = await (await fetch(`${url}/v1/.well-known/openidconfiguration`)).json();
  const { issuer, jwks_uri } = metadata as { issuer: string; jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience: APP_ID });
  const key = keys.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid);
  return {
    payload,
    alg: protectedHeader.alg,
    endorsements: key && 'endorsements' in key && key.endorsements,
  };
}

test('an app gets an access token by client credentials, and the connector accepts it', async () => {
  const { authority, requestToken } = await startAuthority();
  const answer = await requestToken();
  expect(answer).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3599 });
  expect(await authority.accepts(answer.token)).toBe(true);
});

test.each([
  ['another secret', { client_secret: 'other' }, TENANT_ID, 401, 'invalid_client', 7000215],
  ['another app', { client_id: TENANT_ID }, TENANT_ID, 400, 'unauthorized_client', 700016],
  ['another tenant', {}, APP_ID, 400, 'invalid_request', 90002],
  ['another scope', { scope: 'openid' }, TENANT_ID, 400, 'invalid_scope', 1002012],
  ['another grant', { grant_type: 'password' }, TENANT_ID, 400, 'unsupported_grant_type', 70003],
])('a request for a token with %s is refused', async (_, form, tenant, status, error, code) => {
  const { requestToken } = await startAuthority();
  const description = expect.stringContaining(`AADSTS${code}: `);
  expect(await requestToken(form, tenant)).toMatchObject({
    status,
    error,
    error_description: description,
    error_codes: [code],
  });
});

test('the connector refuses what is no access token of the app', async () => {
  let time = Date.now();
  const { authority, requestToken } = await startAuthority(() => time);
  const { token } = await requestToken();
  const refused = async (authorization: string | undefined) =>
    expect(await authority.accepts(authorization)).toBe(false);
  await refused(undefined);
  await refused(token.replace('Bearer', 'Basic'));
  await refused('Bearer x.y.z');
  // The token of a delivery is not one for the connector.
  await refused(`Bearer ${await signDelivery(authority)}`);
  time += 3_600_000;
  await refused(token);
});

test('a delivery is signed by a published key that is endorsed for Teams', async () => {
  const { url, authority } = await startAuthority();
  expect(await verify(url, await signDelivery(authority))).toMatchObject({
    payload: { aud: APP_ID, iss: 'https://api.botframework.com', serviceurl: SERVICE_URL },
    alg: 'RS256',
    endorsements: expect.arrayContaining(['msteams']),
  });
});

test('a test can get tokens that a bot must refuse', async () => {
  const { url, authority } = await startAuthority();
  const sign = (claims: object, key?: 'webchat' | 'entra') => signDelivery(authority, claims, key);
  await expect(sign({ iss: 'x' }).then((token) => verify(url, token))).rejects.toThrow('"iss"');
  await expect(sign({ aud: 'x' }).then((token) => verify(url, token))).rejects.toThrow('"aud"');
  await expect(sign({ exp: 1 }).then((token) => verify(url, token))).rejects.toThrow('"exp"');
  await expect(sign({ nbf: 9e9 }).then((token) => verify(url, token))).rejects.toThrow('"nbf"');
  await expect(sign({}, 'entra').then((token) => verify(url, token))).rejects.toThrow('no applicable key');
  const { endorsements } = await verify(url, await sign({}, 'webchat'));
  expect(endorsements).not.toContain('msteams');
});

function signDelivery(authority: Authority, claims: object = {}, key?: 'webchat' | 'entra') {
  return authority.signDelivery({ serviceurl: SERVICE_URL, ...claims }, key);
}
