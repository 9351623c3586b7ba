import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { piecesOf, plainPiece } from '../approval/rich-text.ts';
import { oneLine, severalLines } from '../approval/text.ts';
import { MAX_COMMENT } from '../approval/vote.ts';
import type { Detail } from '../callback/payload.ts';
import { hiddenInputs, type InputFields, renderInputs, type TypedInputs } from './input-fields.ts';
import { PAGE_STYLE } from './page-style.ts';

/** The content of a page, as plain text. */
export interface Page {
  readonly locale: string;
  readonly tone: 'question' | 'good' | 'bad' | 'neutral';
  readonly heading: string;
  readonly lines: readonly string[];
  readonly details?: readonly Detail[];
  /** What is missing in the form. */
  readonly alert?: string;
  /** What the person should know before using the form. */
  readonly notice?: string;
  readonly form?: Form;
  /** The form with which the reader names another person. */
  readonly delegation?: DelegationForm;
}

/** One field for a person. */
export interface DelegationForm {
  readonly action: string;
  /** The approval that the page shows. */
  readonly transactionId: string;
  readonly title: string;
  readonly label: string;
  readonly button: string;
  readonly written?: string | undefined;
}

/** A field to type in, with what is typed in it already. */
interface Field {
  readonly label: string;
  readonly written?: string | undefined;
}

/** The one button of a page. */
export interface Form {
  /** Where the form posts to: the callback URL itself, relative to the page. */
  readonly action: string;
  readonly button: string;
  readonly danger: boolean;
  /** The approval that the page shows. The form decides no other one. */
  readonly transactionId: string;
  /** What the answer asks for. */
  readonly inputs?: InputFields;
  /** What was typed into fields that cannot be shown now. */
  readonly hidden?: TypedInputs;
  /** The text field. */
  readonly comment?: Field & { readonly required: boolean };
  /** What to type before the button works, as the label of a field. */
  readonly typed?: Field;
  /** Whether the answer redirects. */
  readonly redirects?: boolean;
}

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

/**
 * The headers of a page. They forbid scripts, external resources and frames, and allow the form to post to this service
 * only. Browsers apply `form-action` also to each redirect after the form. So it is left out if the answer may
 * redirect; the form itself still posts to this service.
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

/** Renders a page that is readable without its style. */
export function renderPage(page: Page): string {
  const {
    locale,
    tone,
    heading,
    lines,
    details = [],
    alert,
    notice,
    form,
    delegation,
  } = withPlainLines(page);
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
      ${details.length > 0 ? html`<dl>${details.map(({ label, value }) => html`<dt>${label}</dt><dd>${richHtml(value)}</dd>`)}</dl>` : ''}
      ${alert ? html`<p role="alert">${alert}</p>` : ''}
      ${notice ? html`<p class="notice">${notice}</p>` : ''}
      ${form ? renderForm(form) : ''}
      ${delegation ? renderDelegation(delegation) : ''}
      ${lines.map((line) => html`<p>${line}</p>`)}
    </main>
  </body>
</html>
`.toString();
}

/** A value of a detail, with links to its web addresses. A link opens a new tab, so that a typed comment is not lost. */
function richHtml(value: string) {
  return piecesOf(value).map((piece) =>
    piece.kind === 'url'
      ? html`<a href="${piece.text}" target="_blank" rel="noreferrer noopener nofollow">${piece.text}</a>`
      : plainPiece(piece),
  );
}

/** Closed, so that the page keeps one button in sight. */
function renderDelegation({ action, transactionId, title, label, button, written }: DelegationForm) {
  return html`<details${written === undefined ? '' : raw(' open')}><summary>${title}</summary><form method="post" action="${action}">
        <input type="hidden" name="transaction_id" value="${transactionId}">
        <label>${label}<input name="delegate_to" required autocomplete="off" value="${written ?? ''}"></label>
        <button class="plain">${button}</button>
      </form></details>`;
}

function renderForm({ action, button, danger, transactionId, inputs, hidden, comment, typed }: Form) {
  return html`<form method="post" action="${action}">
        <input type="hidden" name="transaction_id" value="${transactionId}">
        ${inputs ? renderInputs(inputs) : ''}${hidden ? hiddenInputs(hidden) : ''}
        ${comment ? html`<label>${comment.label}<textarea name="comment" rows="2" maxlength="${MAX_COMMENT}"${comment.required ? raw(' required') : ''}>${comment.written ?? ''}</textarea></label>` : ''}
        ${typed ? html`<label>${typed.label}<input name="typed" required autocomplete="off" autocapitalize="off" spellcheck="false"${typed.written ? html` value="${typed.written}"` : ''}></label>` : ''}
        <button${danger ? raw(' class="danger"') : ''}>${button}</button>
      </form>`;
}

/** A caller of create-urls may write any characters into the texts of a page. */
function withPlainLines(page: Page): Page {
  return {
    ...page,
    heading: oneLine(page.heading),
    lines: page.lines.map(severalLines),
    ...(page.details && {
      details: page.details.map(({ label, value }) => ({
        label: oneLine(label),
        value: severalLines(value),
      })),
    }),
  };
}
