import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { MAX_COMMENT } from '../approval/decision.ts';
import type { Form, Page } from './answer.ts';
import { PAGE_STYLE } from './page-style.ts';

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

/**
 * The headers of a page: no script, nothing from elsewhere, no frame, and its form goes nowhere but back here. Browsers
 * hold whatever a form's answer redirects to, and that redirects to, to the same rule: where the answer may redirect,
 * there is none. (The form's own target is ours.)
 */
export function pageHeaders({ form }: Page): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      ...(form?.redirects ? [] : [`form-action ${form ? "'self'" : "'none'"}`]),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
  };
}

/** A whole page, readable without script, style or pictures. */
export function renderPage({ locale, tone, heading, lines, details = [], form }: Page): string {
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${heading}</title>
    <style>${raw(PAGE_STYLE)}</style>
  </head>
  <body>
    <main class="${tone}">
      <h1>${heading}</h1>
      ${details.length > 0 ? html`<dl>${details.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>` : ''}
      ${form ? renderForm(form) : ''}
      ${lines.map((line) => html`<p>${line}</p>`)}
    </main>
  </body>
</html>
`.toString();
}

function renderForm({ action, button, danger, comment }: Form) {
  return html`<form method="post" action="${action}">
        ${comment ? html`<label>${comment}<textarea name="comment" rows="2" maxlength="${MAX_COMMENT}"></textarea></label>` : ''}
        <button${danger ? raw(' class="danger"') : ''}>${button}</button>
      </form>`;
}
