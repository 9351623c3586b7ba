import type { IncomingMessage } from 'node:http';
import { sendJson } from '../loopback-server.ts';
import { DeliveryError } from '../slack/delivery-error.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { ShownViews } from '../slack/views.ts';
import { type ActionBody, readActionBody } from './action-body.ts';
import { type Route, type Routes, refuse } from './route.ts';

const STATUS: Readonly<Record<DeliveryError['code'], number>> = {
  UnknownUser: 404,
  UnknownMessage: 404,
  UnknownView: 404,
  UnknownAction: 404,
  UnknownField: 404,
  UnknownShortcut: 404,
  UnknownCommand: 400,
  EndpointFailed: 502,
};

/**
 * The embedded Slack for programs, and for the page: what people see there, and what they do. A `user`, by id or
 * handle, says who; without one it is the first.
 *
 * @param slack missing where Slack is a real workspace
 */
export function slackRoutes(slack: EmbeddedSlack | undefined): Routes {
  const answer =
    (run: (slack: EmbeddedSlack, request: IncomingMessage) => Promise<unknown>): Route =>
    async (request, response) => {
      if (!slack) return refuse(response, 404, 'SlackIsReal', 'Slack is a real workspace: go there.');
      try {
        sendJson(response, 200, await run(slack, request));
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        refuse(response, STATUS[error.code], error.code, error.message);
      }
    };

  /** Runs what a person does, and says what that person then sees. */
  const act =
    (run: (slack: EmbeddedSlack, body: ActionBody) => Promise<unknown>): Route =>
    async (request, response) => {
      const body = await readActionBody(request);
      if (!body) return refuse(response, 400, 'InvalidRequest', 'The body must be a JSON object of texts.');
      await answer(async (slack) => {
        await run(slack, body);
        return { ok: true, ...shown(slack.views(body.texts.user)) };
      })(request, response);
    };

  return {
    'GET /_local/slack/messages': answer((slack) => slack.messages()),
    'GET /_local/slack/views': answer(async (slack, request) => shown(slack.views(userOf(request)))),
    'POST /_local/slack/press': act(press),
    'POST /_local/slack/submit': act((slack, { texts: { user, view_id: viewId }, values }) =>
      slack.submit({ user, viewId, values }),
    ),
    'POST /_local/slack/close': act((slack, { texts: { user, view_id: viewId }, values }) =>
      slack.closeModal({ user, viewId, values }),
    ),
    'POST /_local/slack/command': act((slack, { texts: { user, text = '' } }) =>
      slack.command({ user, text }),
    ),
    'POST /_local/slack/shortcut': act((slack, { texts: { user, callback_id: callbackId = '' } }) =>
      slack.shortcut({ user, callbackId }),
    ),
    'POST /_local/slack/home': act((slack, { texts: { user } }) => slack.openHome({ user })),
  };
}

/** In a message, where one is named; or else in a view. */
async function press(slack: EmbeddedSlack, { texts, values }: ActionBody): Promise<void> {
  const { user, channel, ts, view_id: viewId, block_id: blockId, action_id: actionId = '' } = texts;
  const target = { user, blockId, actionId, values };
  if (channel === undefined && ts === undefined) return slack.pressInView({ ...target, viewId });
  await slack.press({ ...target, channel: channel ?? '', ts: ts ?? '' });
}

/** JSON would leave out what is not there. */
function shown({ modal, errors, home }: ShownViews) {
  return { modal: modal ?? null, errors, home: home ?? null };
}

function userOf({ url = '/' }: IncomingMessage): string | undefined {
  return new URL(url, 'http://localhost').searchParams.get('user') ?? undefined;
}
