import { Hono } from 'hono';
import { DeliveryError } from '../slack/delivery-error.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { ShownViews } from '../slack/views.ts';
import { type ActionBody, isFilled } from './action-body.ts';
import { actionRoute } from './action-route.ts';
import { refuse } from './refuse.ts';

const STATUS = {
  UnknownUser: 404,
  UnknownMessage: 404,
  UnknownView: 404,
  UnknownAction: 404,
  UnknownField: 404,
  UnknownShortcut: 404,
  UnknownCommand: 400,
  EndpointFailed: 502,
} as const satisfies Record<DeliveryError['code'], number>;

/**
 * The embedded Slack for the page and for other programs: what people see there, and what they do there. `user` is the
 * id or the handle of the person who acts. Without it, the first person of the workspace acts.
 *
 * @param slack undefined if Slack is a real workspace: every route then answers with 404
 */
export function slackRoutes(slack: EmbeddedSlack | undefined): Hono {
  const app = new Hono();
  if (!slack) {
    app.all('/*', (c) => refuse(c, 404, 'SlackIsReal', 'Slack is a real workspace. Use Slack itself.'));
    return app;
  }

  /** Does what a person does in Slack, and answers with the views that this person sees afterwards. */
  const act = (run: (body: ActionBody) => Promise<unknown>) =>
    actionRoute(isFilled, run, ({ texts }) => shown(slack.views(texts.user)));

  app.get('/messages', (c) => c.json(slack.messages()));
  app.get('/views', (c) => c.json(shown(slack.views(c.req.query('user')))));
  app.post(
    '/press',
    act((body) => press(slack, body)),
  );
  app.post(
    '/submit',
    act(({ texts: { user, view_id: viewId }, values }) => slack.submit({ user, viewId, values })),
  );
  app.post(
    '/close',
    act(({ texts: { user, view_id: viewId }, values }) => slack.closeModal({ user, viewId, values })),
  );
  app.post(
    '/command',
    act(({ texts: { user, text = '' } }) => slack.command({ user, text })),
  );
  app.post(
    '/shortcut',
    act(({ texts: { user, callback_id: callbackId = '' } }) => slack.shortcut({ user, callbackId })),
  );
  app.post(
    '/home',
    act(({ texts: { user } }) => slack.openHome({ user })),
  );
  app.onError((error, c) => {
    if (!(error instanceof DeliveryError)) throw error;
    return refuse(c, STATUS[error.code], error.code, error.message);
  });
  return app;
}

/** In a message if the request names one, otherwise in a view. */
async function press(slack: EmbeddedSlack, { texts, values }: ActionBody): Promise<void> {
  const { user, channel, ts, view_id: viewId, block_id: blockId, action_id: actionId = '', option } = texts;
  const target = { user, blockId, actionId, option, values };
  if (channel === undefined && ts === undefined) return slack.pressInView({ ...target, viewId });
  await slack.press({ ...target, channel: channel ?? '', ts: ts ?? '' });
}

/** With null for a missing view, because JSON leaves out undefined. */
function shown({ modal, errors, home }: ShownViews) {
  return { modal: modal ?? null, errors, home: home ?? null };
}
