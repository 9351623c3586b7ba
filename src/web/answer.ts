import type { Detail, ResponseOverride } from '../callback/payload.ts';
import type { HttpResponse } from '../http.ts';
import { type AnswerType, negotiate } from './negotiate.ts';
import { pageHeaders, renderPage } from './page.ts';

/** What a page says, before it is HTML. */
export interface Page {
  readonly locale: string;
  readonly tone: 'question' | 'good' | 'bad' | 'neutral';
  readonly heading: string;
  readonly lines: readonly string[];
  readonly details?: readonly Detail[];
  readonly form?: Form;
}

/** The one button of a page. */
export interface Form {
  /** Where it posts to: the very callback URL, relative to the page. */
  readonly action: string;
  readonly button: string;
  readonly danger: boolean;
  /** The label of an optional text, where one is asked for. */
  readonly comment?: string;
  /** Whether the answer redirects. */
  readonly redirects?: boolean;
}

/** An answer in all its forms; which one is sent is the caller's choice. */
export interface Answer {
  readonly statusCode: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly page: Page;
  readonly headers?: Readonly<Record<string, string>>;
  readonly override?: ResponseOverride;
}

const NO_STORE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * @param accept the request's Accept header
 */
export function renderAnswer(answer: Answer, accept: string | undefined): HttpResponse {
  const { override } = answer;
  if (override?.redirect) {
    return { statusCode: 303, headers: { ...NO_STORE, location: asciiUrl(override.redirect) }, body: '' };
  }
  const type = negotiate(accept);
  return {
    statusCode: answer.statusCode,
    headers: {
      ...NO_STORE,
      ...answer.headers,
      // The caller's own HTML may need what our page forbids itself.
      ...(type === 'text/html' && override?.html === undefined && pageHeaders(answer.page)),
      'content-type': `${type}; charset=utf-8`,
    },
    body: renderBody(answer, type),
  };
}

/** A header holds ASCII; what a browser would write for the rest. */
function asciiUrl(url: string): string {
  return url.toWellFormed().replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

function renderBody({ json, page, override }: Answer, type: AnswerType): string {
  switch (type) {
    case 'application/json':
      return JSON.stringify(override?.json ?? json);
    case 'text/html':
      return override?.html ?? renderPage(page);
    case 'text/plain':
      return override?.text ?? renderText(page);
  }
}

function renderText({ heading, details = [], form, lines }: Page): string {
  const facts = details.map(({ label, value }) => `${label}: ${value}`);
  return `${[heading, ...facts, ...(form ? [`POST: ${form.button}`] : []), ...lines].join('\n')}\n`;
}
