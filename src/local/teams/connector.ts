import { type Context, Hono } from 'hono';
import { isObject, parseJson } from '../json.ts';
import type { Authority } from './authority.ts';
import { type BotMessagesOptions, createBotMessages } from './bot-messages.ts';
import { account, findPerson, findPlace } from './places.ts';
import { Refusal } from './refusal.ts';
import { CHANNEL, MEMBERS, TEAM, TENANT_ID, type TeamsPerson } from './tenant.ts';

/** Teams: "Fetch the roster or user profile". */
const MEMBERS_PER_PAGE = 200;

export interface ConnectorOptions extends BotMessagesOptions {
  readonly accepts: Authority['accepts'];
}

/** The REST API of the Bot Connector as Teams serves it ("Bot Connector API reference"). All paths begin with /v3. */
export function createConnector(options: ConnectorOptions): Hono {
  const { installed, accepts } = options;
  const bot = createBotMessages(options);
  const app = new Hono();

  app.use(async (c, next) => {
    if (await accepts(c.req.header('authorization'))) return next();
    return c.json({ message: 'Authorization has been denied for this request.' }, 401);
  });

  app.post('/v3/conversations', async (c) => {
    const { isGroup, members, activity, tenantId, channelData } = await readBody(c);
    const data = isObject(channelData) ? channelData : {};
    if ((tenantId ?? idOf(data.tenant)) !== TENANT_ID) {
      throw new Refusal('BadSyntax', 'Incorrect conversation creation parameters: another tenant.');
    }
    const created =
      isGroup === true
        ? bot.startThread(idOf(data.channel) ?? '', activity)
        : bot.openPersonal(members, activity);
    return c.json(created, 201);
  });

  app.post('/v3/conversations/:conversation/activities/:replyTo?', async (c) => {
    const { conversation, replyTo } = c.req.param();
    return c.json({ id: bot.post(conversation, await readBody(c), replyTo) }, 201);
  });
  app.put('/v3/conversations/:conversation/activities/:activity', async (c) => {
    const { conversation, activity: id } = c.req.param();
    bot.replace(conversation, id, await readBody(c));
    return c.json({ id });
  });
  app.delete('/v3/conversations/:conversation/activities/:activity', (c) => {
    const { conversation, activity: id } = c.req.param();
    bot.remove(conversation, id);
    return c.body(null, 200);
  });

  app.get('/v3/conversations/:conversation/members', (c) =>
    c.json(membersOf(c.req.param('conversation')).map(account)),
  );
  app.get('/v3/conversations/:conversation/pagedmembers', (c) =>
    c.json(pageOf(membersOf(c.req.param('conversation')), c.req.query())),
  );
  app.get('/v3/conversations/:conversation/members/:member', (c) => {
    const { conversation, member } = c.req.param();
    const person = findPerson(member);
    if (person && membersOf(conversation).includes(person)) return c.json(account(person));
    throw new Refusal('MemberNotFoundInConversation', 'The specified user is not in the conversation.');
  });

  /** All people are in the channels. */
  function membersOf(conversation: string): readonly TeamsPerson[] {
    const { person } = findPlace(conversation, installed);
    return person ? [person] : MEMBERS;
  }

  app.get('/v3/teams/:team', (c) => {
    findPlace(c.req.param('team'), installed);
    const counts = { channelCount: 2, memberCount: MEMBERS.length };
    return c.json({ ...TEAM, ...counts, type: 'standard', tenantId: TENANT_ID });
  });
  app.get('/v3/teams/:team/conversations', (c) => {
    findPlace(c.req.param('team'), installed);
    // The General channel has no name.
    return c.json({ conversations: [{ id: TEAM.id }, CHANNEL] });
  });

  app.notFound((c) => c.json({ error: { code: 'NotFound', message: 'There is no such operation.' } }, 404));
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message, retryAfter } = error;
    if (retryAfter !== undefined) c.header('retry-after', String(retryAfter));
    return c.json({ error: { code, message } }, status);
  });
  return app;
}

/** Members as pages: the token of the next page is the index of its first member. */
function pageOf(members: readonly TeamsPerson[], query: Readonly<Record<string, string>>) {
  const from = Number(query.continuationToken ?? 0);
  const end = from + Number(query.pageSize ?? MEMBERS_PER_PAGE);
  return {
    members: members.slice(from, end).map(account),
    ...(end < members.length && { continuationToken: String(end) }),
  };
}

async function readBody(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const body = parseJson(await c.req.text());
  if (isObject(body)) return body;
  throw new Refusal('BadSyntax', 'The body is not a JSON object.');
}

function idOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.id === 'string' ? value.id : undefined;
}
