import { Hono } from 'hono';
import { DeliveryError } from '../teams/delivery-error.ts';
import type { EmbeddedTeams } from '../teams/embedded-teams.ts';
import { type ActionBody, isMapOfTexts } from './action-body.ts';
import { actionRoute } from './action-route.ts';
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

type Body = ActionBody<Record<string, string>>;

/**
 * The embedded Teams for the page and for other programs: what people see there, and what they do there. `user` is the id
 * or the handle of the person who acts. Without it, Ann acts.
 */
export function teamsRoutes(teams: EmbeddedTeams): Hono {
  const app = new Hono();

  /** Does what a person does in Teams. */
  const act = (run: (body: Body) => Promise<void>) => actionRoute(isMapOfTexts, run);

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
