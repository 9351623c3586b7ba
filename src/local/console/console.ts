import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { BusEvent } from '../aws/eventbridge/eventbridge.ts';
import type { Execution } from '../aws/step-functions/execution.ts';
import type { RequestListener } from '../loopback-server.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { EmbeddedTeams } from '../teams/embedded-teams.ts';
import { assetRoutes } from './assets.ts';
import { executionDocument } from './execution-view.ts';
import { executionItems } from './executions-pane.ts';
import { requireJson } from './guard.ts';
import { HTML_MAIL_HEADERS, type InboxEmail, inboxItems, mailDocument } from './inbox-pane.ts';
import { createLive } from './live.ts';
import { PAGE_HEADERS, type PageOptions, renderPage } from './page.ts';
import { refuse } from './refuse.ts';
import { slackItems } from './slack-pane.ts';
import { slackRoutes } from './slack-routes.ts';
import { startExample } from './start-example.ts';
import { channelItems, chatItems } from './teams-pane.ts';
import { teamsRoutes } from './teams-routes.ts';
import { homeItems, modalItems } from './views-pane.ts';

/** What the console shows, and the Slack that it acts in. */
export interface ConsoleOptions extends Omit<PageOptions, 'slack' | 'teams'> {
  readonly emails: () => readonly InboxEmail[];
  /** Oldest first. */
  readonly events: () => readonly BusEvent[];
  /** Newest first. */
  readonly executions: () => readonly Execution[];
  /** Undefined if Slack is a real workspace. */
  readonly slack: EmbeddedSlack | undefined;
  /** Undefined if the stack has no Teams. */
  readonly teams: EmbeddedTeams | undefined;
  /** Calls `listener` after every change of what the console shows. */
  readonly onChange: (listener: () => void) => () => void;
  /** Starts an execution of the state machine of approvals. */
  readonly startExecution: (input: Readonly<Record<string, unknown>>) => void;
  readonly onError: (error: unknown) => void;
}

/** The console page at `/`, and the same data as JSON under `/_local/`. */
export function createConsole(options: ConsoleOptions): RequestListener {
  const { emails, events, executions, slack, teams, onChange, onError } = options;
  const live = createLive(
    async () => ({
      slack: slack ? slackItems(slack.messages(), slack.workspace) : [],
      home: slack ? homeItems(slack) : [],
      modals: slack ? modalItems(slack) : [],
      teams: teams ? channelItems(teams) : [],
      chats: teams ? chatItems(teams) : [],
      inbox: inboxItems(emails()),
      executions: executionItems(executions(), events()),
    }),
    onError,
  );
  onChange(live.publish);

  const app = new Hono();
  app.use(async (c, next) => {
    c.header('cache-control', 'no-store');
    await next();
  });
  app.use(requireJson);
  app.get('/', (c) => c.body(renderPage(options), 200, PAGE_HEADERS));
  app.get('/_local/events', live.connect);
  app.get('/_local/emails', (c) => c.json(emails()));
  app.get('/_local/emails/:id', (c) => {
    const { html } = emails().find(({ id }) => id === c.req.param('id')) ?? {};
    return html === undefined ? c.notFound() : c.body(mailDocument(html), 200, HTML_MAIL_HEADERS);
  });
  app.get('/_local/published', (c) => c.json(events()));
  app.get('/_local/executions', (c) => c.json(executions().map(executionDocument)));
  app.post('/_local/executions/start', (c) => startExample(c, options));
  app.route('/_local/slack', slackRoutes(slack));
  if (teams) app.route('/_local/teams', teamsRoutes(teams));
  app.route('/_local', assetRoutes());
  app.notFound((c) => refuse(c, 404, 'NotFound', 'There is nothing at this address.'));
  app.onError((error, c) => {
    onError(error);
    return refuse(c, 500, 'InternalError', 'The console failed. The terminal shows the error.');
  });
  // The functions run in this process too. They must see Node's own Request and Response, as they do in Lambda.
  return getRequestListener(app.fetch, { overrideGlobalObjects: false });
}
