import { html } from 'hono/html';
import { cardsFor } from '../teams/cards-for.ts';
import type { EmbeddedTeams } from '../teams/embedded-teams.ts';
import type { TeamsMessage } from '../teams/messages.ts';
import { type PaneItem, renderTime } from './pane.ts';
import { cardForPage, markMentions } from './teams-card.ts';

type Teams = Pick<EmbeddedTeams, 'messages' | 'people' | 'bot' | 'hasApp'>;

/** The messages of the channel, oldest first. Answers follow the message that started the thread. */
export function channelItems(teams: Teams): PaneItem[] {
  const shown = teams.messages().filter(({ visible_to }) => visible_to === undefined);
  const inThreads = shown.toSorted((one, other) => Number(threadOf(one)) - Number(threadOf(other)));
  return inThreads.map((message) => itemOf(message, teams));
}

/** The conversations of the people with the bot. The page shows that of the person who looks. */
export function chatItems(teams: Teams): PaneItem[] {
  const withoutApp = teams.people.filter(({ id }) => !teams.hasApp(id));
  return [
    ...withoutApp.map(({ id: person, aadObjectId, givenName }) => {
      const id = `teams-install-${aadObjectId}`;
      const text = `${givenName} has not added the app. It cannot write to ${givenName}.`;
      return {
        id,
        html: html`<li id="${id}" class="install" data-visible-to="${person}">
            <p>${text}</p><button type="button" class="button primary" data-install>Add the app</button>
          </li>`.toString(),
      };
    }),
    ...teams
      .messages()
      .filter(({ visible_to }) => visible_to !== undefined)
      .map((message) => itemOf(message, teams)),
  ];
}

function threadOf({ id, replyToId }: TeamsMessage): string {
  return replyToId ?? id;
}

function itemOf(message: TeamsMessage, teams: Teams): PaneItem {
  const id = `teams-${message.id}`;
  return { id, html: renderMessage(message, id, teams).toString() };
}

function renderMessage(message: TeamsMessage, id: string, { people, bot }: Teams) {
  const {
    from,
    text,
    textFormat = 'markdown',
    entities,
    summary = '',
    replyToId,
    visible_to = '',
    timestamp,
    private_answers = {},
  } = message;
  const isApp = from.id === bot.id;
  return html`<li id="${id}" class="message${replyToId === undefined ? '' : ' answer'}" data-activity="${message.id}" data-visible-to="${visible_to}" data-announce="${summary}">
      <span class="avatar${isApp ? ' app' : ''}" aria-hidden="true">${from.name.slice(0, 1)}</span>
      <div class="content">
        <p class="author"><strong>${from.name}</strong>
          ${isApp ? html`<span class="app-badge">app</span>` : ''} ${renderTime(new Date(timestamp))}</p>
        ${text === undefined ? '' : html`<div class="teams-text" data-format="${textFormat}" data-text="${markMentions(text, entities)}"></div>`}
        ${renderCards(message, people)}
        ${Object.entries(private_answers).map(
          ([
            person,
            answer,
          ]) => html`<p class="private-answer${answer.is_error ? ' error' : ''}" data-visible-to="${person}">
            ${answer.text} <span class="context">Only visible to you</span></p>`,
        )}
      </div>
    </li>`;
}

/**
 * The cards that all people see, and the cards of people who see their own. The page renders them, because they have inputs
 * and buttons.
 */
function renderCards(message: TeamsMessage, people: Teams['people']) {
  const { own_cards = {} } = message;
  const owners = Object.keys(own_cards);
  const others = people.map(({ id }) => id).filter((id) => !owners.includes(id));
  const views = [...owners, others.join(' ')].filter((visibleTo) => visibleTo !== '');
  return views.map((visibleTo) => {
    const seenBy = owners.length === 0 ? '' : visibleTo;
    return cardsFor(message, visibleTo).map((card) => {
      const content = JSON.stringify(cardForPage(card, people));
      return html`<div class="adaptive-card" data-visible-to="${seenBy}" data-card="${content}"></div>`;
    });
  });
}
