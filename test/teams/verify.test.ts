import { afterEach, describe, expect, it, vi } from 'vitest';
import { PUBLIC } from '../../src/teams/cloud.ts';
import { createIsServiceUrl } from '../../src/teams/service-url.ts';
import { createVerifier, RefusedDelivery } from '../../src/teams/verify.ts';
import { APP_ID, startTeamsAuthority, TENANT_ID, type TokenParts } from '../support/teams-authority.ts';

const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const ACTIVITY = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: SERVICE_URL,
  conversation: { id: '19:abc@thread.tacv2', tenantId: TENANT_ID },
  channelData: { tenant: { id: TENANT_ID } },
};

async function startVerifier() {
  const authority = await startTeamsAuthority(Date.now);
  const verify = createVerifier({
    appId: APP_ID,
    tenantId: TENANT_ID,
    issuer: PUBLIC.issuer,
    openIdUrl: authority.openIdUrl,
    isServiceUrl: createIsServiceUrl('https://smba.trafficmanager.net/teams/'),
    now: Date.now,
  });
  return {
    authority,
    async verify(parts: TokenParts = {}, activity: object = ACTIVITY) {
      const token = await authority.sign({ serviceUrl: SERVICE_URL, ...parts });
      (await verify(`Bearer ${token}`)).assertFor({ ...activity });
    },
    verifyHeader: verify,
  };
}

const nameOf = (error: Error) => error.name;

afterEach(() => void vi.useRealTimers());

it('a token that Teams signed for this bot is accepted, and the keys are loaded once', async () => {
  const { verify, authority } = await startVerifier();

  await verify();
  await verify();

  expect(authority.reads).toEqual(['/openid', '/keys']);
});

it.each([
  { title: 'another issuer', parts: { issuer: 'https://sts.windows.net/tenant/' } },
  { title: 'another audience', parts: { audience: '22222222-2222-4333-8444-555555555555' } },
  { title: 'another key under the same id', parts: { forged: true } },
  { title: 'an unknown key', parts: { kid: 'key-9' } },
  { title: 'an expired token', parts: { notBefore: -3600, expires: -301 } },
  { title: 'a token of the future', parts: { notBefore: 301 } },
])('a token that is not valid is refused before the body is read: $title', async ({ parts }) => {
  const { authority, verifyHeader } = await startVerifier();
  const token = await authority.sign({ serviceUrl: SERVICE_URL, ...parts });

  const verifying = verifyHeader(`Bearer ${token}`);

  await expect(verifying).rejects.toThrow(RefusedDelivery);
  await expect(verifying).rejects.toMatchObject({ status: 401 });
});

it.each([
  { title: 'an expired token', parts: { notBefore: -3600, expires: -290 } },
  { title: 'a token of the future', parts: { notBefore: 290 } },
])('clocks may differ by 300 seconds: $title', async ({ parts }) => {
  const { verify } = await startVerifier();

  await expect(verify(parts)).resolves.toBeUndefined();
});

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it.each([
  { title: 'no header', header: undefined },
  { title: 'an empty header', header: '' },
  { title: 'another scheme', header: 'Basic YW5uOnNlY3JldA==' },
  { title: 'no JWT', header: 'Bearer token' },
  { title: 'a JWT without a signature', header: `Bearer ${part({ alg: 'none' })}.${part({})}.` },
  {
    title: 'a JWT that is signed with a public text',
    header: `Bearer ${part({ alg: 'HS256', kid: 'key-1' })}.${part({ iss: 'https://api.botframework.com' })}.AAAA`,
  },
  { title: 'a JWT that is not JSON', header: 'Bearer AAAA.AAAA.AAAA' },
])('a delivery without a token of Teams is refused: $title', async ({ header }) => {
  const { verifyHeader } = await startVerifier();

  await expect(verifyHeader(header)).rejects.toMatchObject({ name: 'RefusedDelivery', status: 401 });
});

describe('a valid token for another activity is refused', () => {
  const evil = 'https://evil.example/';

  it.each([
    { title: 'another service URL', activity: { ...ACTIVITY, serviceUrl: evil } },
    { title: 'no service URL', activity: { ...ACTIVITY, serviceUrl: undefined } },
    { title: 'another channel', activity: { ...ACTIVITY, channelId: 'webchat' } },
    { title: 'another tenant', activity: { ...ACTIVITY, channelData: { tenant: { id: APP_ID } } } },
    {
      title: 'a conversation of another tenant',
      activity: { ...ACTIVITY, conversation: { id: 'a', tenantId: APP_ID } },
    },
    { title: 'no tenant', activity: { ...ACTIVITY, channelData: {}, conversation: {} } },
    { title: 'nothing', activity: {} },
  ])('$title', async ({ activity }) => {
    const { verify } = await startVerifier();

    await expect(verify({}, activity)).rejects.toMatchObject({ name: 'RefusedDelivery', status: 403 });
  });

  it('a service URL that the token confirms, but that is not of Teams', async () => {
    const { verify } = await startVerifier();

    const verifying = verify({ serviceUrl: evil }, { ...ACTIVITY, serviceUrl: evil });

    await expect(verifying).rejects.toMatchObject({ status: 403 });
  });

  it.each([
    { title: 'for another channel', endorsements: ['webchat'] },
    { title: 'for none', endorsements: undefined },
  ])('a key that is endorsed $title', async ({ endorsements }) => {
    const { verify, authority } = await startVerifier();
    authority.published = [{ kid: 'key-1', ...(endorsements && { endorsements }) }];

    await expect(verify()).rejects.toMatchObject({
      status: 403,
      message: 'The key is not endorsed for Teams.',
    });
  });
});

it('a new key is loaded when a token names it, but at most once a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const { verify, authority } = await startVerifier();
  await verify();
  authority.published = [{ kid: 'key-2', endorsements: ['msteams'] }];

  await expect(verify({ kid: 'key-2' })).rejects.toMatchObject({ status: 401 });
  expect(authority.reads).toHaveLength(2);
  vi.setSystemTime(Date.now() + 61_000);
  await verify({ kid: 'key-2' });

  expect(authority.reads).toEqual(['/openid', '/keys', '/keys']);
});

it.each([
  { title: 'the metadata', broken: ['/openid'], reads: ['/openid'] },
  { title: 'the keys', broken: ['/keys'], reads: ['/openid', '/keys'] },
])(
  '$title that cannot be loaded: no fault of the token, and asked for again after 5 seconds',
  async ({ broken, reads }) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const { verify, authority } = await startVerifier();
    authority.broken = broken;
    const failures = [await verify().catch(nameOf), await verify().catch(nameOf)];
    authority.broken = [];
    vi.setSystemTime(Date.now() + 4_999);
    failures.push(await verify().catch(nameOf));

    expect(failures).toEqual(['Error', 'Error', 'Error']);
    expect(authority.reads).toEqual(reads);
    vi.setSystemTime(Date.now() + 1);
    await expect(verify()).resolves.toBeUndefined();
  },
);

it('keys that were loaded stay in use while new ones cannot be loaded', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const { verify, authority } = await startVerifier();
  await verify();
  authority.broken = ['/keys'];
  vi.setSystemTime(Date.now() + 61_000);

  const failures = [
    await verify({ kid: 'key-2' }).catch(nameOf),
    await verify({ kid: 'key-3' }).catch(nameOf),
  ];

  expect(failures).toEqual(['Error', 'Error']);
  expect(authority.reads).toEqual(['/openid', '/keys', '/keys']);
  await expect(verify()).resolves.toBeUndefined();
});

it('the error of a refused delivery does not contain the token', async () => {
  const { authority, verifyHeader } = await startVerifier();
  const token = await authority.sign({ serviceUrl: SERVICE_URL, expires: -4000, notBefore: -5000 });

  const error: unknown = await verifyHeader(`Bearer ${token}`).catch((refusal: unknown) => refusal);

  expect(String(error)).toBe('RefusedDelivery: The token is not valid: ERR_JWT_EXPIRED.');
});
