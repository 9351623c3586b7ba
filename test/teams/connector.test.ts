import { describe, expect, it } from 'vitest';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import type { LogLine } from '../../src/log.ts';
import { createAccessToken } from '../../src/teams/access-token.ts';
import type { Activity } from '../../src/teams/activity.ts';
import { type ConnectorOptions, createConnector } from '../../src/teams/connector.ts';
import { ConnectorError } from '../../src/teams/connector-error.ts';
import { createIsServiceUrl } from '../../src/teams/service-url.ts';
import { APP_ID, TENANT_ID } from '../support/teams-authority.ts';
import {
  ANN,
  CHANNEL,
  CLEO,
  connectorOptions,
  type FakeConnector,
  startFakeConnector,
  type TeamsFailure,
} from '../support/teams-fake-connector.ts';
import { closedPort } from '../support/test-server.ts';

const HELLO: Activity = { type: 'message', text: 'Hello' };

async function startConnector(overrides: Partial<ConnectorOptions> = {}) {
  const fake = await startFakeConnector();
  const waits: number[] = [];
  const lines: LogLine[] = [];
  const options: ConnectorOptions = {
    ...connectorOptions(fake),
    isServiceUrl: createIsServiceUrl(fake.serviceUrl),
    patience: 'background',
    log: (line) => void lines.push(line),
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...overrides,
  };
  return { fake, connector: createConnector(options), waits, lines };
}

function placeIn({ serviceUrl }: FakeConnector) {
  return { service_url: serviceUrl, conversation: `${CHANNEL};messageid=1764` };
}

describe('the calls of the connector', () => {
  it.each(['.', '..'])('do not leave their place because of the id %j', async (id) => {
    const { fake, connector } = await startConnector();

    const updating = connector.update({ ...placeIn(fake), activity: id }, HELLO);

    await expect(updating).rejects.toMatchObject({ name: 'ConnectorError', status: 404 });
    expect(fake.calls).toEqual([]);
  });

  it('start a thread in a channel, with a token by client credentials', async () => {
    const { fake, connector } = await startConnector();

    const message = await connector.post(CHANNEL, HELLO);

    expect(message).toEqual({
      service_url: fake.serviceUrl,
      conversation: `${CHANNEL};messageid=1764000000001`,
      activity: '1764000000001',
    });
    expect(fake.calls).toEqual([
      {
        method: 'POST',
        path: '/v3/conversations',
        authorization: 'Bearer token-1',
        body: {
          isGroup: true,
          bot: { id: `28:${APP_ID}` },
          tenantId: TENANT_ID,
          channelData: { channel: { id: CHANNEL }, tenant: { id: TENANT_ID } },
          activity: HELLO,
        },
      },
    ]);
    expect(fake.tokens.map((form) => Object.fromEntries(form))).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: APP_ID,
        client_secret: 'very-secret',
        scope: 'https://api.botframework.com/.default',
      },
    ]);
  });

  it('find the chat with a person, send a message there, and replace it', async () => {
    const { fake, connector } = await startConnector();

    const chat = await connector.chatWith(CLEO.aadObjectId);
    const sent = await connector.send(chat, HELLO);
    await connector.update(sent, { type: 'message', text: 'Bye' });

    expect(chat).toEqual({ service_url: fake.serviceUrl, conversation: `a:${CLEO.id}` });
    expect(fake.calls).toMatchObject([
      { path: '/v3/conversations', body: { isGroup: false, members: [{ id: CLEO.aadObjectId }] } },
      { method: 'POST', path: `/v3/conversations/a:${CLEO.id}/activities`, body: HELLO },
      {
        method: 'PUT',
        path: `/v3/conversations/a:${CLEO.id}/activities/${sent.activity}`,
        body: { id: sent.activity, text: 'Bye' },
      },
    ]);
    expect(fake.tokens).toHaveLength(1);
  });

  it('find a member of a thread in its channel, and none for an unknown id', async () => {
    const { fake, connector } = await startConnector();
    const place = placeIn(fake);

    expect(await connector.member(place, ANN.aadObjectId)).toEqual(ANN);
    expect(await connector.member(place, 'eve@example.com')).toBeUndefined();
    expect(fake.calls[0]?.path).toBe(`/v3/conversations/${CHANNEL}/members/${ANN.aadObjectId}`);
  });

  it('say nothing of the members of a conversation that is gone', async () => {
    const { fake, connector } = await startConnector();
    fake.fail('GET members', { status: 404, code: 'ConversationNotFound' });

    await expect(connector.member(placeIn(fake), ANN.id)).rejects.toMatchObject({ status: 404 });
  });

  it('send the token nowhere but to Teams', async () => {
    const { fake, connector } = await startConnector({
      isServiceUrl: createIsServiceUrl('https://smba.trafficmanager.net/teams/'),
    });

    await expect(connector.send(placeIn(fake), HELLO)).rejects.toThrow('the service URL is not of Teams');
    expect(fake.calls).toEqual([]);
    expect(fake.tokens).toEqual([]);
  });
});

describe('the token', () => {
  it('is used until five minutes before its end', async () => {
    let now = 0;
    const { fake, connector } = await startConnector({ now: () => now });
    await connector.chatWith(CLEO.id);
    now = 54 * 60_000;
    await connector.chatWith(CLEO.id);
    expect(fake.tokens).toHaveLength(1);

    now = 55 * 60_000;
    await connector.chatWith(CLEO.id);

    expect(fake.tokens).toHaveLength(2);
    expect(fake.calls.at(-1)?.authorization).toBe('Bearer token-2');
  });

  it('is asked for once by calls at the same time', async () => {
    const { fake, connector } = await startConnector();

    await Promise.all([connector.chatWith(CLEO.id), connector.chatWith(CLEO.id)]);

    expect(fake.tokens).toHaveLength(1);
  });

  it('is replaced after Teams refused it', async () => {
    const { fake, connector } = await startConnector();
    fake.fail('POST conversations', { status: 401 });

    await expect(connector.chatWith(CLEO.id)).rejects.toMatchObject({ name: 'ConnectorError', status: 401 });
    await connector.chatWith(CLEO.id);

    expect(fake.calls.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('stays if the refusal of an older one comes late', async () => {
    const fake = await startFakeConnector();
    const options = { ...connectorOptions(fake), patience: 'background', log: () => undefined } as const;
    const getToken = createAccessToken(options);
    const [early, late] = await Promise.all([getToken(), getToken()]);
    early.forget();
    expect((await getToken()).value).toBe('token-2');

    late.forget();

    expect((await getToken()).value).toBe('token-2');
  });

  it('is refused with the code of the authority, without the secret, and is asked for again', async () => {
    const { fake, connector } = await startConnector();
    fake.fail('POST token', { status: 401, code: 'invalid_client' });

    const error: unknown = await connector.post(CHANNEL, HELLO).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: 'ConnectorError', status: 401, code: 'invalid_client' });
    expect(JSON.stringify([String(error), error])).not.toContain('very-secret');
    await expect(connector.post(CHANNEL, HELLO)).resolves.toMatchObject({ activity: '1764000000001' });
  });

  it('is asked for again if the authority does not answer', async () => {
    const { fake, connector } = await startConnector();
    fake.fail('POST token', { status: 503 });

    await connector.post(CHANNEL, HELLO);

    expect(fake.tokens).toHaveLength(2);
  });
});

/** Calls each kind, and answers with the error. */
const CALLS = {
  post: (connector, _fake) => connector.post(CHANNEL, HELLO),
  send: (connector, fake) => connector.send(placeIn(fake), HELLO),
  update: (connector, fake) => connector.update({ ...placeIn(fake), activity: '1' }, HELLO),
} satisfies Record<
  string,
  (connector: ReturnType<typeof createConnector>, fake: FakeConnector) => Promise<unknown>
>;
const KIND = { post: 'POST conversations', send: 'POST activities', update: 'PUT activities' };

describe('an error of Teams', () => {
  const again: readonly [keyof typeof CALLS, TeamsFailure][] = [
    ['post', { status: 429, retryAfter: 2 }],
    ['post', { status: 412 }],
    ['post', { status: 502 }],
    ['post', { status: 504 }],
    ['post', { status: 500, silent: true }],
    ['send', { status: 429, retryAfter: 2 }],
    ['send', { status: 412 }],
    ['update', { status: 412 }],
    ['update', { status: 502 }],
  ];

  it.each(again)('that passes is waited for: %s, %j', async (call, failure) => {
    const { fake, connector, waits, lines } = await startConnector();
    fake.fail(KIND[call], failure);

    await CALLS[call](connector, fake);

    expect(fake.calls).toHaveLength(2);
    expect(waits).toEqual([failure.retryAfter ? 2_000 : 300]);
    expect(lines).toMatchObject([{ level: 'warn', event: 'teams_repeated' }]);
  });

  it.each([
    { call: 'post', failure: { status: 429, retryAfter: 60 }, isBusy: true },
    { call: 'update', failure: { status: 429, retryAfter: 60 }, isBusy: true },
    { call: 'send', failure: { status: 429, retryAfter: 60 }, isBusy: true },
    { call: 'post', failure: { status: 503, retryAfter: 60 }, isBusy: false },
  ] as const)('that lasts may be tried later: $call, $failure', async ({ call, failure, isBusy }) => {
    const { fake, connector } = await startConnector();
    fake.fail(KIND[call], failure);

    const error: unknown = await CALLS[call](connector, fake).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(RepeatableError);
    expect(error).toMatchObject({ isBusy });
    expect(fake.calls).toHaveLength(1);
  });

  it('that does not pass is tried no more than the time allows', async () => {
    const { fake, connector, waits } = await startConnector();
    fake.fail('POST conversations', ...Array.from({ length: 20 }, () => ({ status: 429, retryAfter: 2 })));

    await expect(connector.post(CHANNEL, HELLO)).rejects.toBeInstanceOf(RepeatableError);

    expect(waits).toEqual([2_000, 2_000, 2_000]);
  });

  it.each([{ status: 502 }, { status: 504 }, { status: 500 }, { status: 500, silent: true }])(
    'that may have taken a message leaves it uncertain, and sends no second one: %j',
    async (failure) => {
      const { fake, connector } = await startConnector();
      fake.fail('POST activities', failure);

      await expect(connector.send(placeIn(fake), HELLO)).rejects.toBeInstanceOf(UncertainError);

      expect(fake.calls).toHaveLength(1);
    },
  );

  it.each([
    { status: 403, code: 'BotNotInConversationRoster' },
    { status: 404, code: 'ConversationNotFound' },
    { status: 413, code: 'MessageSizeTooBig' },
    { status: 400, code: 'BadSyntax' },
  ])('of the caller is given with its code, and not repeated: %j', async (failure) => {
    const { fake, connector } = await startConnector();
    fake.fail('POST conversations', failure);

    const error: unknown = await connector.post(CHANNEL, HELLO).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject(failure);
    expect(String(error)).toBe(
      `ConnectorError: Teams, POST conversations: HTTP ${failure.status} ${failure.code}.`,
    );
    expect(fake.calls).toHaveLength(1);
  });

  it('for a person who waits is not waited for', async () => {
    const { fake, connector, waits } = await startConnector({ patience: 'interactive' });
    fake.fail('PUT activities', { status: 429, retryAfter: 1 });

    await expect(CALLS.update(connector, fake)).rejects.toBeInstanceOf(RepeatableError);
    expect(waits).toEqual([]);
  });
});

it('a connection that is refused sent nothing', async () => {
  const serviceUrl = `http://127.0.0.1:${await closedPort()}/teams/`;
  const { connector } = await startConnector({ serviceUrl, isServiceUrl: createIsServiceUrl(serviceUrl) });

  const sending = connector.send({ service_url: serviceUrl, conversation: 'a:1' }, HELLO);

  await expect(sending).rejects.toBeInstanceOf(RepeatableError);
});

it.each([
  { title: 'no ids', members: {} },
  { title: 'ids that are no texts', members: { id: 5 } },
])('an answer without what was asked for is an error: $title', async ({ members }) => {
  const { startTestServer } = await import('../support/test-server.ts');
  const { url } = await startTestServer((_request, response) => void response.end(JSON.stringify(members)));
  const { connector } = await startConnector({
    serviceUrl: `${url}/`,
    isServiceUrl: createIsServiceUrl(url),
  });

  await expect(connector.post(CHANNEL, HELLO)).rejects.toThrow('Teams answered without id.');
});

it.each([
  { call: 'update', error: RepeatableError },
  { call: 'send', error: UncertainError },
] as const)(
  'a web page in place of the answer does not say that it was done: $call',
  async ({ call, error }) => {
    const { startTestServer } = await import('../support/test-server.ts');
    const { url } = await startTestServer((_request, response) => void response.end('<!doctype html>'));
    const serviceUrl = `${url}/`;
    const { connector, fake } = await startConnector({ serviceUrl, isServiceUrl: createIsServiceUrl(url) });

    await expect(CALLS[call](connector, { ...fake, serviceUrl })).rejects.toBeInstanceOf(error);
  },
);
