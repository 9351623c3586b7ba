import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../callback/json.ts';
import type { Email } from '../aws/sns/email.ts';
import type { Execution } from '../aws/step-functions/execution.ts';
import { pathOf, type RequestListener, readBody, sendJson } from '../loopback-server.ts';
import { DeliveryError } from '../slack/delivery.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import { executionDocument } from './documents.ts';
import { executionItems } from './executions-pane.ts';
import { refuseForeign } from './guard.ts';
import { inboxItems } from './inbox-pane.ts';
import { createLive } from './live.ts';
import { PAGE_HEADERS, type PageOptions, renderPage } from './page.ts';
import { slackItems } from './slack-pane.ts';

/** What the console shows, and what can be done from it. */
export interface ConsoleOptions extends Omit<PageOptions, 'slackUsers'> {
  readonly emails: () => readonly Email[];
  /** Newest first. */
  readonly executions: () => readonly Execution[];
  /** Missing where Slack is a real workspace. */
  readonly slack: EmbeddedSlack | undefined;
  /** Calls `listener` after every change of any of these. */
  readonly onChange: (listener: () => void) => () => void;
  readonly onError: (error: unknown) => void;
}

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const MAX_BODY = 64 * 1024;
const ASSETS: Readonly<Record<string, string>> = {
  'client.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'panes.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};
const STATUS: Readonly<Record<DeliveryError['code'], number>> = {
  UnknownUser: 404,
  UnknownMessage: 404,
  UnknownAction: 404,
  UnknownCommand: 400,
  EndpointFailed: 502,
};

/** The console page at `/`, and the same as JSON under `/_local/`. */
export function createConsole(options: ConsoleOptions): RequestListener {
  const { emails, executions, slack, onChange, onError } = options;
  const live = createLive(async () => ({
    slack: slack ? slackItems(await slack.messages(), slack.workspace) : [],
    inbox: inboxItems(emails()),
    executions: executionItems(executions()),
  }));
  onChange(() => void live.publish().catch(onError));

  /** Runs what a person does in Slack, with a JSON body of texts. */
  const act =
    (
      run: (slack: EmbeddedSlack, body: Readonly<Record<string, string | undefined>>) => Promise<void>,
    ): Route =>
    async (request, response) => {
      if (!slack) return refuse(response, 404, 'SlackIsReal', 'Slack is a real workspace: do it there.');
      const body = await readTexts(request);
      if (!body) return refuse(response, 400, 'InvalidRequest', 'The body must be a JSON object of texts.');
      try {
        await run(slack, body);
        sendJson(response, 200, { ok: true });
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        refuse(response, STATUS[error.code], error.code, error.message);
      }
    };

  const routes: Readonly<Record<string, Route>> = {
    'GET /': async (_, response) => {
      response.writeHead(200, PAGE_HEADERS);
      response.end(renderPage({ ...options, slackUsers: slack?.workspace.users }));
    },
    'GET /_local/events': (_, response) => live.connect(response),
    'GET /_local/emails': async (_, response) => sendJson(response, 200, emails()),
    'GET /_local/executions': async (_, response) =>
      sendJson(response, 200, executions().map(executionDocument)),
    'GET /_local/slack/messages': async (_, response) => {
      if (!slack) return refuse(response, 404, 'SlackIsReal', 'Slack is a real workspace: look there.');
      sendJson(response, 200, await slack.messages());
    },
    'POST /_local/slack/press': act((slack, { user, channel = '', ts = '', action_id: actionId = '' }) =>
      slack.press({ user, channel, ts, actionId }),
    ),
    'POST /_local/slack/command': act((slack, { user, text = '' }) => slack.command({ user, text })),
    ...Object.fromEntries(Object.keys(ASSETS).map((name) => [`GET /_local/${name}`, asset(name)])),
  };

  return async (request, response) => {
    const foreign = refuseForeign(request);
    if (foreign) return refuse(response, foreign.status, foreign.error, foreign.message);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const routeKey = `${method} ${pathOf(request)}`;
    const route = Object.hasOwn(routes, routeKey) ? routes[routeKey] : undefined;
    if (!route) return refuse(response, 404, 'NotFound', 'There is nothing here.');
    await route(request, response);
  };
}

function asset(name: string): Route {
  return async (_, response) => {
    response.writeHead(200, {
      'content-type': ASSETS[name],
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    response.end(await readFile(new URL(name, import.meta.url)));
  };
}

/** A JSON object all of whose members are texts. */
async function readTexts(request: IncomingMessage): Promise<Record<string, string> | undefined> {
  const body = await readBody(request, MAX_BODY);
  try {
    const parsed: unknown = JSON.parse(body?.toString('utf8') ?? '');
    const isTexts = isObject(parsed) && Object.values(parsed).every((value) => typeof value === 'string');
    return isTexts ? (parsed as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, error: string, message: string): void {
  sendJson(response, status, { error, message });
}
