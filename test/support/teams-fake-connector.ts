import { expect, onTestFinished } from 'vitest';
import { PUBLIC } from '../../src/teams/cloud.ts';
import { officialFaults } from './official-card.ts';
import { APP_ID, TENANT_ID } from './teams-authority.ts';
import { startTestServer } from './test-server.ts';

/** One call that the fake got. */
export interface TeamsCall {
  readonly method: string;
  /** Decoded, without the first part: `/v3/conversations/…`. */
  readonly path: string;
  readonly authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of any shape
  readonly body: any;
}

/** How the fake answers in place of its usual answer. */
export interface TeamsFailure {
  readonly status: number;
  readonly code?: string;
  readonly retryAfter?: number;
  /** Destroys the connection in place of an answer. */
  readonly silent?: boolean;
}

export interface FakeMember {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly userPrincipalName?: string;
  readonly aadObjectId: string;
  readonly tenantId?: string;
  readonly userRole?: string;
}

export const CHANNEL = '19:channel@thread.tacv2';
export const OTHER_CHANNEL = '19:releases@thread.tacv2';
export const ANN: FakeMember = {
  id: '29:1-ann',
  name: 'Ann Lee',
  email: 'ann@example.com',
  userPrincipalName: 'ann@example.com',
  aadObjectId: 'aaaaaaaa-0000-4000-8000-0000000000a1',
  tenantId: TENANT_ID,
  userRole: 'user',
};
export const BEN: FakeMember = {
  id: '29:1-ben',
  name: 'Ben Ito',
  email: 'ben@example.com',
  userPrincipalName: 'b.ito@example.com',
  aadObjectId: 'bbbbbbbb-0000-4000-8000-0000000000b2',
  tenantId: TENANT_ID,
  userRole: 'user',
};
/** Is not in the channel, but has installed the app. */
export const CLEO: FakeMember = {
  id: '29:1-cleo',
  name: 'Cleo Roy',
  email: 'cleo@example.com',
  userPrincipalName: 'cleo@example.com',
  aadObjectId: 'cccccccc-0000-4000-8000-0000000000c3',
  tenantId: TENANT_ID,
  userRole: 'user',
};
/** Is in the channel as a guest. */
export const GIL: FakeMember = {
  id: '29:1-gil',
  name: 'Gil Guest',
  email: 'gil@partner.example',
  userPrincipalName: 'gil_partner.example#EXT#@example.com',
  aadObjectId: 'dddddddd-0000-4000-8000-0000000000d4',
  tenantId: TENANT_ID,
  userRole: 'guest',
};

/**
 * The Bot Connector of Teams, and the authority that gives tokens for it, over HTTP. It runs until the end of the test, and
 * fails the test if a card that it got is not as the schema of Microsoft says.
 */
export async function startFakeConnector() {
  const fake = {
    calls: [] as TeamsCall[],
    /** The bodies of the requests for a token. */
    tokens: [] as URLSearchParams[],
    /** By `METHOD last-part-of-the-path-without-ids`, such as `POST conversations`: the next answers. */
    failures: new Map<string, TeamsFailure[]>(),
    members: [ANN, BEN, GIL] as FakeMember[],
    installedFor: [CLEO] as FakeMember[],
    /** Of each team. The General channel has no name. */
    channels: [{ id: CHANNEL }, { id: OTHER_CHANNEL, name: 'Releases' }] as { id: string; name?: string }[],
    tokenLifetime: 3600,
  };
  let count = 0;
  const newId = () => `${1_764_000_000_000 + ++count}`;

  const memberIn = ([, conversation = '', , id = '']: readonly string[]): Answered => {
    const inChat = conversation.startsWith('a:') ? fake.installedFor : fake.members;
    const found = inChat.find((member) => isOf(member, id));
    return found ? [200, found] : [404, errorBody('MemberNotFoundInConversation')];
  };
  /** One member a page. */
  const pageOf = (part: string): Answered => {
    const index = Number(new URLSearchParams(part.split('?')[1]).get('continuationToken'));
    const continuationToken = index + 1 < fake.members.length ? String(index + 1) : undefined;
    return [200, { members: fake.members.slice(index, index + 1), continuationToken }];
  };
  const begin = (body: Begin): Answered => {
    const id = newId();
    if (body.isGroup) return [201, { id: `${body.channelData.channel.id};messageid=${id}`, activityId: id }];
    const person = fake.installedFor.find((member) => isOf(member, String(body.members[0]?.id)));
    return person ? [201, { id: `a:${person.id}` }] : [403, errorBody('ForbiddenOperationException')];
  };
  const answerTo = (method: string, parts: readonly string[], text: string): Answered => {
    if (parts[0] === 'teams') return [200, { conversations: fake.channels }];
    if (parts[2] === 'members') return memberIn(parts);
    if (parts[2]?.startsWith('pagedmembers')) return pageOf(parts[2]);
    if (method === 'PUT') return [200, { id: parts[3] }];
    if (method === 'DELETE') return [200, {}];
    return parts[2] === 'activities' ? [201, { id: newId() }] : begin(JSON.parse(text));
  };
  const record = (call: TeamsCall, text: string, isToken: boolean) => {
    if (isToken) fake.tokens.push(new URLSearchParams(text));
    else fake.calls.push({ ...call, body: text ? JSON.parse(text) : undefined });
  };
  const giveToken = (): Answered => [
    200,
    { token_type: 'Bearer', expires_in: fake.tokenLifetime, access_token: `token-${fake.tokens.length}` },
  ];

  const { url } = await startTestServer(async (request, response) => {
    const method = String(request.method);
    const text = await readBody(request);
    const path = decodeURIComponent(String(request.url));
    const isToken = path.includes('/oauth2/');
    // `/teams/v3/conversations/…`
    const parts = path.split('/').slice(3);
    const failure = fake.failures
      .get(`${method} ${isToken ? 'token' : (parts[2] ?? parts[0])?.split('?')[0]}`)
      ?.shift();
    const { authorization } = request.headers;
    record({ method, path: path.slice('/teams'.length), authorization, body: undefined }, text, isToken);
    if (failure?.silent) return void request.socket.destroy();
    if (failure?.retryAfter !== undefined) response.setHeader('retry-after', String(failure.retryAfter));
    const [status, body] = failure
      ? [failure.status, isToken ? { error: failure.code } : errorBody(failure.code)]
      : isToken
        ? giveToken()
        : answerTo(method, parts, text);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  onTestFinished(() => expect(fake.calls.flatMap(({ body }) => faultsIn(body))).toEqual([]));
  return Object.assign(fake, {
    serviceUrl: `${url}/teams/`,
    authorityUrl: url,
    /** The calls of one method, such as `PUT`. */
    called: (method: string) => fake.calls.filter((call) => call.method === method),
    /** Fails the next calls of a kind. */
    fail: (kind: string, ...failures: readonly TeamsFailure[]) => void fake.failures.set(kind, [...failures]),
  });
}

export type FakeConnector = Awaited<ReturnType<typeof startFakeConnector>>;

/** What a client of the fake needs. */
export function connectorOptions({ serviceUrl, authorityUrl }: FakeConnector) {
  return {
    appId: APP_ID,
    tenantId: TENANT_ID,
    clientSecret: async () => 'very-secret',
    serviceUrl,
    authorityUrl,
    scope: PUBLIC.scope,
    now: Date.now,
  };
}

type Answered = [status: number, body: object];

/** The body of a request that begins a conversation. */
interface Begin {
  readonly isGroup: boolean;
  readonly channelData: { readonly channel: { readonly id: string } };
  readonly members: readonly { readonly id: string }[];
}

/** What is wrong in the cards of a request, which is an activity or contains one. */
function faultsIn(body: TeamsCall['body']): string[] {
  const { attachments = [] } = body?.activity ?? body ?? {};
  return attachments.flatMap(({ content }: { content: unknown }) => officialFaults(content));
}

function errorBody(code: string | undefined): object {
  return { error: { code, message: 'said the fake' } };
}

function isOf({ id, aadObjectId, userPrincipalName }: FakeMember, given: string): boolean {
  return [id, aadObjectId, userPrincipalName].includes(given);
}

async function readBody(request: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
