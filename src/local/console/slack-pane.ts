import { html } from 'hono/html';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { SlackMessage } from '../slack/messages.ts';
import { renderBlocks } from './blocks.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import { type PaneItem, renderTime } from './pane.ts';
import { createSurface } from './surface.ts';

type Directory = EmbeddedSlack['workspace'];

/**
 * The messages of the channel and the direct messages, oldest first. Answers follow the message that started the
 * thread.
 */
export function slackItems(messages: readonly SlackMessage[], directory: Directory): PaneItem[] {
  const inThreads = messages.toSorted((one, other) => compare(threadOf(one), threadOf(other)));
  return inThreads.map((message) => {
    const id = `message-${message.ts.replace('.', '-')}`;
    return { id, html: renderMessage(message, id, directory).toString() };
  });
}

function threadOf({ ts, thread_ts }: SlackMessage): string {
  return thread_ts ?? ts;
}

/** Compares texts: all timestamps have the same number of digits. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function renderMessage(message: SlackMessage, id: string, directory: Directory) {
  const { ts, channel, user, text, blocks = [], visible_to, direct_to, thread_ts } = message;
  const surface = createSurface(id, directory);
  const author = surface.names.users.get(user) ?? user;
  const isApp = user === directory.bot.id;
  const isAnswer = thread_ts !== undefined && thread_ts !== ts;
  return html`<li id="${id}" class="message${isAnswer ? ' answer' : ''}" data-channel="${channel}" data-ts="${ts}" data-visible-to="${visible_to ?? direct_to ?? ''}">
      <span class="avatar${isApp ? ' app' : ''}" aria-hidden="true">${author.slice(0, 1)}</span>
      <div class="content">
        ${renderAudience(message)}
        <p class="author"><strong>${author}</strong>
          ${isApp ? html`<span class="app-badge">app</span>` : ''} ${renderTime(new Date(Number(ts) * 1000))}</p>
        ${blocks.length > 0 ? renderBlocks(blocks, surface) : html`<p>${renderMrkdwn(text, surface.names)}</p>`}
      </div>
    </li>`;
}

/** A note if only one person sees the message. */
function renderAudience({ visible_to, direct_to }: SlackMessage) {
  if (visible_to !== undefined) return html`<p class="context only-you">Only visible to you</p>`;
  return direct_to === undefined ? '' : html`<p class="context only-you">Direct message</p>`;
}
