import type { Email } from '../aws/sns/email.ts';
import type { Execution } from '../aws/step-functions/execution.ts';
import { pathOf, type RequestListener, sendJson } from '../loopback-server.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import { assetRoutes } from './assets.ts';
import { executionDocument } from './documents.ts';
import { executionItems } from './executions-pane.ts';
import { refuseForeign } from './guard.ts';
import { inboxItems } from './inbox-pane.ts';
import { createLive } from './live.ts';
import { PAGE_HEADERS, type PageOptions, renderPage } from './page.ts';
import { type Routes, refuse } from './route.ts';
import { slackItems } from './slack-pane.ts';
import { slackRoutes } from './slack-routes.ts';
import { homeItems, modalItems } from './views-pane.ts';

/** What the console shows, and what can be done from it. */
export interface ConsoleOptions extends Omit<PageOptions, 'slack'> {
  readonly emails: () => readonly Email[];
  /** Newest first. */
  readonly executions: () => readonly Execution[];
  /** Missing where Slack is a real workspace. */
  readonly slack: EmbeddedSlack | undefined;
  /** Calls `listener` after every change of any of these. */
  readonly onChange: (listener: () => void) => () => void;
  readonly onError: (error: unknown) => void;
}

/** The console page at `/`, and the same as JSON under `/_local/`. */
export function createConsole(options: ConsoleOptions): RequestListener {
  const { emails, executions, slack, onChange, onError } = options;
  const live = createLive(async () => ({
    slack: slack ? slackItems(await slack.messages(), slack.workspace) : [],
    home: slack ? homeItems(slack) : [],
    modals: slack ? modalItems(slack) : [],
    inbox: inboxItems(emails()),
    executions: executionItems(executions()),
  }));
  onChange(() => void live.publish().catch(onError));

  const routes: Routes = {
    'GET /': async (_, response) => {
      response.writeHead(200, PAGE_HEADERS);
      response.end(renderPage(options));
    },
    'GET /_local/events': (_, response) => live.connect(response),
    'GET /_local/emails': async (_, response) => sendJson(response, 200, emails()),
    'GET /_local/executions': async (_, response) =>
      sendJson(response, 200, executions().map(executionDocument)),
    ...slackRoutes(slack),
    ...assetRoutes(),
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
