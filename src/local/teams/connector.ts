import { type Context, Hono } from 'hono';
import { isObject, objects, parseJson } from '../json.ts';
import { checkActivity } from './activity-check.ts';
import type { Authority } from './authority.ts';
import { contentOf, type Messages, personalConversation, splitConversation } from './messages.ts';
import { account, findPerson, findPlace } from './places.ts';
import { Refusal } from './refusal.ts';
import { BOT, CHANNEL, PEOPLE, TEAM, TENANT_ID, type TeamsPerson } from './tenant.ts';

export interface ConnectorOptions {
  readonly messages: Messages;
  /** Where the app is installed, as ids: the team, and people. */
  readonly installed: ReadonlySet<string>;
  readonly accepts: Authority['accepts'];
  /** Refuses a call that comes too soon after others of the same conversation. */
  readonly throttle: (conversation: string) => void;
}

type Json = Readonly<Record<string, unknown>>;

/** The REST API of the Bot Connector as Teams serves it ("Bot Connector API reference"). All paths begin with /v3. */
export function createConnector(options: ConnectorOptions): Hono {
  const { messages, installed, accepts, throttle } = options;
  const app = new Hono();

  /** Posts a message of the bot. Returns its id. */
  function post(conversation: string, activity: Json, replyToId?: string): string {
    const place = findPlace(conversation, installed);
    checkActivity(activity);
    throttle(conversation);
    const id = messages.nextId();
    const root = place.person ? undefined : (place.root ?? rootOf(replyToId));
    messages.add({
      id,
      from: BOT,
      conversation: place.person
        ? { id: conversation, conversationType: 'personal' }
        : { id: `${place.channel};messageid=${root ?? id}`, conversationType: 'channel' },
      ...(root !== undefined && { replyToId: root }),
      ...(place.person && { visible_to: place.person.id }),
      ...contentOf(activity),
    });
    return id;
  }

  /** The id of the message that started the thread of this message. */
  function rootOf(id: string | undefined): string | undefined {
    const message = id === undefined ? undefined : messages.find(id);
    return message && (message.replyToId ?? message.id);
  }

  function startThread(conversation: string, activity: unknown) {
    const { channel } = splitConversation(conversation);
    if (!isObject(activity)) throw new Refusal('BadSyntax', 'A conversation in a channel needs an activity.');
    const activityId = post(channel, activity);
    return { id: `${channel};messageid=${activityId}`, activityId };
  }

  /** The person's conversation with the bot: each call gives the same one. */
  function openPersonal(members: unknown, activity: unknown) {
    const [member, ...others] = objects(members);
    const person = findPerson(String(member?.id));
    if (!person || others.length > 0) throw new Refusal('BadSyntax', 'Name one member of the tenant.');
    const id = personalConversation(person);
    findPlace(id, installed);
    return isObject(activity) ? { id, activityId: post(id, activity) } : { id };
  }

  /** The message, if it is one of the bot in this conversation. */
  function ownMessage(c: Context) {
    const conversation = c.req.param('conversation') ?? '';
    findPlace(conversation, installed);
    const message = messages.find(c.req.param('activity') ?? '');
    const isHere =
      message &&
      splitConversation(message.conversation.id).channel === splitConversation(conversation).channel;
    if (isHere && message.from.id === BOT.id) return message;
    throw new Refusal('ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
  }

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
      isGroup === true ? startThread(idOf(data.channel) ?? '', activity) : openPersonal(members, activity);
    return c.json(created, 201);
  });

  app.post('/v3/conversations/:conversation/activities/:replyTo?', async (c) => {
    const { conversation, replyTo } = c.req.param();
    if (replyTo !== undefined && !messages.find(replyTo)) {
      throw new Refusal('ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
    }
    const activity = await readBody(c);
    return c.json({ id: post(conversation, activity, replyTo ?? textOf(activity.replyToId)) }, 201);
  });

  app.put('/v3/conversations/:conversation/activities/:activity', async (c) => {
    const { id } = ownMessage(c);
    const activity = await readBody(c);
    checkActivity(activity);
    throttle(c.req.param('conversation'));
    messages.replace(id, contentOf(activity));
    return c.json({ id });
  });

  app.delete('/v3/conversations/:conversation/activities/:activity', (c) => {
    messages.remove(ownMessage(c).id);
    return c.body(null, 200);
  });

  app.get('/v3/conversations/:conversation/members', (c) => c.json(membersOf(c).map(account)));
  app.get('/v3/conversations/:conversation/pagedmembers', (c) =>
    c.json({ members: membersOf(c).map(account) }),
  );
  app.get('/v3/conversations/:conversation/members/:member', (c) => {
    const person = findPerson(c.req.param('member'));
    if (person && membersOf(c).includes(person)) return c.json(account(person));
    throw new Refusal(
      'MemberNotFoundInConversation',
      'The specified user does not exist in the conversation.',
    );
  });

  function membersOf(c: Context): readonly TeamsPerson[] {
    const { person } = findPlace(c.req.param('conversation') ?? '', installed);
    return person ? [person] : PEOPLE;
  }

  app.get('/v3/teams/:team', (c) => {
    findPlace(c.req.param('team'), installed);
    return c.json({
      ...TEAM,
      type: 'standard',
      channelCount: 2,
      memberCount: PEOPLE.length,
      tenantId: TENANT_ID,
    });
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

async function readBody(c: Context): Promise<Json> {
  const body = parseJson(await c.req.text());
  if (isObject(body)) return body;
  throw new Refusal('BadSyntax', 'The body is not a JSON object.');
}

function idOf(value: unknown): string | undefined {
  return isObject(value) ? textOf(value.id) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
