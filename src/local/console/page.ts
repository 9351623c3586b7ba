import { html } from 'hono/html';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { AppManifest } from '../slack/manifest.ts';
import type { EmbeddedTeams } from '../teams/embedded-teams.ts';
import type { Workflow } from '../workflow.ts';
import { EXAMPLES } from './examples.ts';
import { renderTeams, renderTeamsAssets } from './teams-section.ts';

export interface PageOptions {
  readonly workflow: Pick<Workflow, 'name' | 'approvers'>;
  readonly app: Pick<AppManifest, 'commands' | 'shortcuts'>;
  /** Undefined if Slack is a real workspace. */
  readonly slack: Pick<EmbeddedSlack, 'workspace'> | undefined;
  /** Undefined if the stack has no Teams. */
  readonly teams: Pick<EmbeddedTeams, 'people' | 'bot' | 'channel' | 'hasBot'> | undefined;
  /** The channel of the requests, as it is shown, such as `#approvals`. */
  readonly slackChannel: string;
  /** The command line that starts an execution. */
  readonly startCommand: string;
}

/** The page loads nothing from other sites, runs no inline script and cannot be framed. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    // The HTML mails of the inbox.
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** The console page. Its panes are empty: client.js fills them from `/_local/events`. */
export function renderPage(options: PageOptions): string {
  const { workflow, app, slack, teams, slackChannel, startCommand } = options;
  const examples = examplesOf(app);
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Countersign, on this machine</title>
    <link rel="icon" href="/_local/icon.svg">
    <link rel="stylesheet" href="/_local/page.css">
    <link rel="stylesheet" href="/_local/panes.css">
    <link rel="stylesheet" href="/_local/slack.css">
    ${teams ? renderTeamsAssets() : ''}
    <script type="module" src="/_local/client.js"></script>
  </head>
  <body>
    <header>
      <h1>Countersign</h1>
      <p>Start an approval. Decide it in Slack${teams ? ', in Teams' : ''} or with the links in the e-mail. Watch the execution continue.</p>
      <p id="connection" role="status"></p>
    </header>
    <nav aria-label="Panes">
    <fieldset class="tabs">
      <legend class="visually-hidden">Show</legend>
      ${['slack', ...(teams ? ['teams'] : []), 'inbox', 'executions'].map(
        (
          pane,
        ) => html`<label><input type="radio" name="pane" value="${pane}"${pane === 'slack' ? html` checked` : ''}>
          ${TITLES[pane]} <span class="count" data-count="${pane}"></span></label>`,
      )}
    </fieldset>
    </nav>
    <main aria-busy="true">
      <section id="slack" aria-labelledby="slack-title">
        ${slack ? renderSlack(slack.workspace, app.shortcuts, slackChannel, examples) : renderRealSlack(slackChannel, examples)}
      </section>
      ${teams ? renderTeams(teams) : ''}
      <section id="inbox" aria-labelledby="inbox-title">
        <h2 id="inbox-title">Inbox <small>${workflow.approvers}</small></h2>
        <ul data-pane="inbox" aria-labelledby="inbox-title" tabindex="0"></ul>
        <p class="empty">No e-mails yet. Each approval sends one, with a link to approve and a link to reject.</p>
      </section>
      <section id="executions" aria-labelledby="executions-title">
        <h2 id="executions-title">Executions <small>${workflow.name}</small></h2>
        <div class="actions">
          ${EXAMPLES.map(({ id, label }) => html`<button type="button" class="button" data-start="${id}">${label}</button>`)}
        </div>
        <p id="executions-error" role="alert"></p>
        <ul data-pane="executions" aria-labelledby="executions-title" tabindex="0"></ul>
        <div class="empty">
          <p>No executions yet. Start one in Slack, or in a terminal:</p>
          <pre>${startCommand}</pre>
        </div>
      </section>
    </main>
    ${slack ? renderModalDialog() : ''}
    <p id="announcer" class="visually-hidden" role="status"></p>
    <noscript><p class="empty">This page needs JavaScript. The same data is available as JSON at /_local/emails, /_local/slack/messages, ${teams ? '/_local/teams/messages ' : ''}and /_local/executions.</p></noscript>
  </body>
</html>
`.toString();
}

const TITLES: Readonly<Record<string, string>> = {
  slack: 'Slack',
  teams: 'Teams',
  inbox: 'Inbox',
  executions: 'Executions',
};

/** Commands to try. */
function examplesOf({ commands: [command] }: PageOptions['app']) {
  return { forBen: `${command} start Ben`, forTwo: `${command} start Release 1.2 approvals: 2` };
}

type Examples = ReturnType<typeof examplesOf>;

function renderSlack(
  { users }: EmbeddedSlack['workspace'],
  shortcuts: AppManifest['shortcuts'],
  channel: string,
  { forBen, forTwo }: Examples,
) {
  return html`<div class="title">
          <h2 id="slack-title">Slack</h2>
          <fieldset class="places">
            <legend class="visually-hidden">Show in Slack</legend>
            <label><input type="radio" name="place" value="channel" checked> ${channel}</label>
            <label><input type="radio" name="place" value="home"> Home</label>
          </fieldset>
        </div>
        <div class="place channel">
          <ul data-pane="slack" aria-labelledby="slack-title" tabindex="0"></ul>
          <div class="empty">
            <p><strong>Request your first approval.</strong></p>
            <div class="actions">
              <button type="button" class="button primary" data-command="${forBen}">Start an approval for Ben</button>
              <button type="button" class="button" data-command="${forTwo}">Start one that needs two people</button>
            </div>
            <p>or type <code>${forBen}</code> below.</p>
            <p>Each person has one vote. Choose under “Looking as” who presses.</p>
          </div>
        </div>
        <div class="place app-home"><ul data-pane="home" aria-label="The app’s home" tabindex="0"></ul></div>
        <form id="composer" class="composer">
          <p id="slack-error" role="alert"></p>
          <label for="command" class="visually-hidden">Slash command</label>
          <input id="command" name="text" value="${forBen}" autocomplete="off" spellcheck="false" required>
          <button class="button">Send</button>
          <div class="acting">
            <label>Looking as
              <select id="acting" name="user">${users.map(({ id, realName }) => html`<option value="${id}">${realName}</option>`)}</select></label>
            ${shortcuts.map(({ name, callbackId }) => html`<button type="button" class="button" data-shortcut="${callbackId}"><span aria-hidden="true">⚡</span> ${name}</button>`)}
          </div>
        </form>`;
}

/** Shows the open modal of the acting person (see views-pane.ts). */
function renderModalDialog() {
  return html`<dialog id="modal" aria-labelledby="modal-title">
      <div id="modal-content"></div>
      <p id="modal-error" role="alert"></p>
    </dialog>`;
}

function renderRealSlack(channel: string, { forBen }: Examples) {
  return html`<h2 id="slack-title">Slack <small>${channel}</small></h2>
        <div class="empty">
          <p><strong>Slack is your own workspace.</strong></p>
          <p>Type <code>${forBen}</code> in it. Requests are posted to ${channel}.</p>
        </div>`;
}
