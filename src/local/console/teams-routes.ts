import { type Context, Hono } from 'hono';
import { readBody } from '../loopback-server.ts';
import { DeliveryError } from '../teams/delivery-error.ts';
import type { EmbeddedTeams } from '../teams/embedded-teams.ts';
import { type ActionBody, isMapOfTexts, parseActionBody } from './action-body.ts';
import { refuse } from './refuse.ts';

const STATUS = {
  UnknownPerson: 404,
  UnknownMessage: 404,
  UnknownAction: 404,
  InvalidInput: 400,
  EmptyMessage: 400,
  NotInstalled: 403,
  EndpointFailed: 502,
} as const satisfies Record<DeliveryError['code'], number>;

/** In bytes. The longest input is a card with texts of a few thousand characters. */
const MAX_BODY = 64 * 1024;

type Body = ActionBody<Record<string, string>>;

/**
 * The embedded Teams for the page and for other programs: what people see there, and what they do there. `user` is the id
 * or the handle of the person who acts. Without it, Ann acts.
 */
export function teamsRoutes(teams: EmbeddedTeams): Hono {
  const app = new Hono();

  /** Does what a person does in Teams. */
  const act = (run: (body: Body) => Promise<void>) => async (c: Context) => {
    // Not Hono's bodyLimit: see slack-routes.ts.
    const sent = await readBody(c.req.raw.body ?? [], MAX_BODY);
    if (!sent) return refuse(c, 413, 'RequestTooLarge', 'The body is too long. Send at most 64 KB.');
    const body = parseActionBody(sent.toString('utf8'), isMapOfTexts);
    if (!body) {
      return refuse(c, 400, 'InvalidRequest', 'The body must be a JSON object whose members are texts.');
    }
    await run(body);
    return c.json({ ok: true });
  };

  app.get('/messages', (c) => c.json(teams.messages()));
  app.post(
    '/say',
    act(({ texts: { user, text = '', place, reply_to: replyTo } }) =>
      teams.say({ user, text, isPersonal: place === 'personal', replyTo }),
    ),
  );
  app.post(
    '/press',
    act(({ texts: { user, activity = '', action = '' }, values }) =>
      teams.press({ user, activity, action, values }),
    ),
  );
  app.post(
    '/install',
    act(({ texts }) => teams.install(installationOf(texts))),
  );
  app.post(
    '/uninstall',
    act(({ texts }) => teams.uninstall(installationOf(texts))),
  );
  app.onError((error, c) => {
    if (!(error instanceof DeliveryError)) throw error;
    return refuse(c, STATUS[error.code], error.code, error.message);
  });
  return app;
}

function installationOf({ user, place }: Body['texts']) {
  return { user, place: place === 'team' ? ('team' as const) : ('personal' as const) };
}
