import { html } from 'hono/html';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { SlackMessage } from '../slack/messages.ts';
import { renderBlocks } from './blocks.ts';
import { type Names, renderMrkdwn } from './mrkdwn.ts';
import { type PaneItem, renderTime } from './pane.ts';

type Directory = EmbeddedSlack['workspace'];

/** The messages of the channel, oldest first. */
export function slackItems(messages: readonly SlackMessage[], directory: Directory): PaneItem[] {
  const names = namesOf(directory);
  return messages.map((message) => {
    const id = `message-${message.ts.replace('.', '-')}`;
    return { id, html: renderMessage(message, id, names, directory).toString() };
  });
}

function renderMessage(message: SlackMessage, id: string, names: Names, { bot }: Directory) {
  const { ts, channel, user, text, blocks = [], visible_to, thread_ts } = message;
  const isAnswer = thread_ts !== undefined && thread_ts !== ts;
  return html`<li id="${id}" class="message${isAnswer ? ' answer' : ''}" data-channel="${channel}" data-ts="${ts}" data-visible-to="${visible_to ?? ''}">
      <span class="avatar${user === bot.id ? ' app' : ''}" aria-hidden="true">${initialOf(names.users.get(user))}</span>
      <div class="content">
        ${visible_to === undefined ? '' : html`<p class="context only-you">Only visible to you</p>`}
        <p class="author"><strong>${names.users.get(user) ?? user}</strong>
          ${user === bot.id ? html`<span class="app-badge">app</span>` : ''} ${renderTime(new Date(Number(ts) * 1000))}</p>
        ${blocks.length > 0 ? renderBlocks(blocks, names, id) : html`<p>${renderMrkdwn(text, names)}</p>`}
      </div>
    </li>`;
}

function namesOf({ users, bot, channel }: Directory): Names {
  return {
    users: new Map([...users, bot].map(({ id, realName }) => [id, realName])),
    channels: new Map([[channel.id, channel.name]]),
  };
}

function initialOf(name = '?'): string {
  return name.slice(0, 1);
}
