import type { ResponseOverride } from '../callback/payload.ts';
import type { HttpResponse } from '../http.ts';
import { type AnswerType, negotiate } from './negotiate.ts';
import { type Page, pageHeaders, renderPage } from './page.ts';

/** An answer in all its forms. The Accept header of the request chooses the form. */
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
 * HTML from the caller of create-urls may load images and styles, which our page forbids. In a sandbox, it has no scripts, no
 * forms, and an origin of its own.
 */
const CALLERS_HTML_HEADERS = {
  'content-security-policy': "sandbox; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
};

/** The response in the form that the Accept header of the request asks for. */
export function renderAnswer(answer: Answer, accept: string | undefined): HttpResponse {
  const { override } = answer;
  if (override?.redirect !== undefined) {
    return { statusCode: 303, headers: { ...NO_STORE, location: asciiUrl(override.redirect) }, body: '' };
  }
  const type = negotiate(accept);
  return {
    statusCode: answer.statusCode,
    headers: {
      ...NO_STORE,
      ...answer.headers,
      ...(type === 'text/html' &&
        (override?.html === undefined ? pageHeaders(answer.page) : CALLERS_HTML_HEADERS)),
      'content-type': `${type}; charset=utf-8`,
    },
    body: renderBody(answer, type),
  };
}

/** Percent-encodes other characters than ASCII, as a browser does: a header may contain ASCII only. */
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
      return override?.text ?? `${JSON.stringify(json, null, 2)}\n`;
  }
}
