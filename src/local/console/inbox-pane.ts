import { html } from 'hono/html';
import type { SesEmail } from '../aws/ses/ses.ts';
import type { Email } from '../aws/sns/email.ts';
import { type PaneItem, renderTime } from './pane.ts';

/** An e-mail of SNS, or of SES, which may be in HTML. */
export type InboxEmail = Pick<
  Email | SesEmail,
  'id' | 'subject' | 'from' | 'to' | 'sentAt' | 'message' | 'body'
> & {
  readonly html?: string | undefined;
};

/** The delivered e-mails, newest first. */
export function inboxItems(emails: readonly InboxEmail[]): PaneItem[] {
  return emails.toReversed().map((email) => {
    const id = `email-${email.id}`;
    return { id, html: renderEmail(email, id).toString() };
  });
}

function renderEmail(
  { id: emailId, subject, from, to, sentAt, message, body, html: page }: InboxEmail,
  id: string,
) {
  const footer = body.startsWith(message) ? body.slice(message.length).trim() : '';
  return html`<li id="${id}" class="card">
      <h3>${subject}</h3>
      <p class="context">From ${from}<br>To ${to} · ${renderTime(sentAt)}</p>
      ${page === undefined ? html`<div class="mail">${linkify(message)}</div>` : renderHtmlMail({ emailId, subject, message }, id)}
      ${footer ? html`<details id="${id}-footer"><summary>Footer that SNS adds</summary><div class="mail context">${linkify(footer)}</div></details>` : ''}
    </li>`;
}

/** The plain text of the mail replaces the frame while it is open (panes.css). */
function renderHtmlMail(
  { emailId, subject, message }: { emailId: string; subject: string; message: string },
  id: string,
) {
  return html`<iframe class="html-mail" title="${subject}" src="/_local/emails/${emailId}" sandbox="${SANDBOX}"></iframe>
      <details id="${id}-text" class="as-text"><summary>Plain text</summary><div class="mail">${linkify(message)}</div></details>`;
}

/** No scripts, and no access to the console. A link opens a new tab, which is a page like any other. */
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** The HTML of a mail is not ours to trust: it loads nothing, and the sandbox holds also if it is opened by itself. */
export const HTML_MAIL_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "frame-ancestors 'self'",
    `sandbox ${SANDBOX}`,
  ].join('; '),
};

/** As mail programs do: each link opens a new tab. */
export function mailDocument(page: string): string {
  return page.replace(/<head>/i, '<head><base target="_blank">');
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
