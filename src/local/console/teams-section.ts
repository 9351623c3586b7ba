import { html } from 'hono/html';
import type { EmbeddedTeams } from '../teams/embedded-teams.ts';

type Teams = Pick<EmbeddedTeams, 'people' | 'bot' | 'channel' | 'hasBot'>;

/** What the page loads only if it has a Teams pane. */
export function renderTeamsAssets() {
  return html`<link rel="stylesheet" href="/_local/teams.css">
    <script defer src="/_local/adaptivecards.js"></script>`;
}

/** The Teams pane: the channel, and with a bot also the chat of the person who looks with the app. */
export function renderTeams(teams: Teams) {
  const { bot, channel, hasBot } = teams;
  return html`<section id="teams" aria-labelledby="teams-title">
        <div class="title">
          <h2 id="teams-title">Teams</h2>
          <fieldset class="places">
            <legend class="visually-hidden">Show in Teams</legend>
            <label><input type="radio" name="teams-place" value="channel" checked> ${channel.name}</label>
            ${hasBot ? html`<label><input type="radio" name="teams-place" value="personal"> Chat</label>` : ''}
          </fieldset>
        </div>
        <div class="place channel">
          <ul data-pane="teams" aria-label="The channel ${channel.name}" tabindex="0"></ul>
          <div class="empty">
            <p><strong>No messages in this channel.</strong></p>
            <p>${hasBot ? html`Requests appear here. Write <code>${firstMessage(bot)}</code> to make one.` : 'A workflow posts requests here. Their buttons open a page.'}</p>
          </div>
        </div>
        ${hasBot ? renderChat(teams) : ''}
      </section>`;
}

function renderChat({ people, bot }: Teams) {
  return html`<div class="place personal">
          <ul data-pane="chats" aria-label="Your chat with ${bot.name}" tabindex="0"></ul>
          <p class="empty">No messages in your chat with ${bot.name}.</p>
        </div>
        <form id="teams-composer" class="composer">
          <p id="teams-error" role="alert"></p>
          <label for="teams-text" class="visually-hidden">Message in Teams</label>
          <input id="teams-text" name="text" value="${firstMessage(bot)}" autocomplete="off" spellcheck="false" required>
          <button class="button">Send</button>
          <div class="acting">
            <label>Looking as
              <select name="user">${people.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></label>
          </div>
        </form>`;
}

function firstMessage({ name }: Teams['bot']): string {
  return `@${name} start Ben`;
}
