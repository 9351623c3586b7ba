import { html } from 'hono/html';
import type { Email } from '../aws/sns/email.ts';
import { type PaneItem, renderTime } from './pane.ts';

/** The delivered e-mails, newest first. */
export function inboxItems(emails: readonly Email[]): PaneItem[] {
  return emails.toReversed().map((email) => {
    const id = `email-${email.id}`;
    return { id, html: renderEmail(email, id).toString() };
  });
}

function renderEmail({ subject, from, to, sentAt, message, body }: Email, id: string) {
  const footer = body.startsWith(message) ? body.slice(message.length).trim() : '';
  return html`<li id="${id}" class="card">
      <h3>${subject}</h3>
      <p class="context">From ${from}<br>To ${to} · ${renderTime(sentAt)}</p>
      <div class="mail">${linkify(message)}</div>
      ${footer ? html`<details id="${id}-footer"><summary>Footer that SNS adds</summary><div class="mail context">${linkify(footer)}</div></details>` : ''}
    </li>`;
}

/** A plain text whose http and https URLs are links. The style sheet shortens each to one line. */
function linkify(text: string) {
  // The pattern has one group, so every second part is a URL.
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 0 ? part : html`<a href="${part}" target="_blank" rel="noopener noreferrer">${part}</a>`,
    );
}
