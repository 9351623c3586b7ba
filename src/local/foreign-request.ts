import type { IncomingMessage } from 'node:http';

/** Who calls a port: programs only, or also the pages that it serves. */
export type Callers = 'programs' | 'pages';

/** Why a request is refused. `error` is a code for programs, `message` a sentence for the person who sees it. */
export interface Foreign {
  readonly error: 'ForeignHost' | 'ForeignOrigin';
  readonly message: string;
}

/** With any port, because a port can be forwarded. A page cannot choose the host that its browser sends. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Refuses what a web site that is open in a browser on this machine could send. The servers have no access control, so a
 * page could otherwise start and decide approvals.
 *
 * - The host must be a name of this machine. A site can point its own name to this machine (DNS rebinding). Then its
 *   browser counts the requests of the page as those of the same site, but sends that name.
 * - The request must not come from another site, as `Origin` and `Sec-Fetch-Site` say (Fetch Metadata Request Headers).
 *   Programs send neither. A link that a person opens is let through to a port with pages, for example from a webmail.
 */
export function foreignRequest(request: IncomingMessage, callers: Callers): Foreign | undefined {
  if (!isForThisMachine(request)) {
    const message =
      'Open this address as http://localhost or http://127.0.0.1: other host names are refused.';
    return { error: 'ForeignHost', message };
  }
  if (callers === 'pages' ? isOfOwnPage(request) || isOpenedLink(request) : isOfProgram(request)) return;
  return { error: 'ForeignOrigin', message: 'Requests from other sites are refused.' };
}

function isForThisMachine({ url, headersDistinct }: IncomingMessage): boolean {
  const [host = '', ...more] = headersDistinct.host ?? [];
  // A target with a host of its own would be valid instead of the header (RFC 9112 §3.2.2).
  return LOOPBACK.test(host) && more.length === 0 && url?.startsWith('/') === true;
}

function isOfProgram({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined && siteOf(headers) === 'none';
}

/** A page with `Referrer-Policy: no-referrer` sends its forms with the origin `null` (Fetch: "append a request Origin header"). */
function isOfOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  const site = siteOf(headers);
  const isOurs = origin === undefined || origin === `http://${host}`;
  return site === 'same-origin' ? isOurs || origin === 'null' : site === 'none' && isOurs;
}

/** A person follows a link: it becomes the page of a tab, which the other site cannot read. */
function isOpenedLink({ method, headers }: IncomingMessage): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers.origin === undefined &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

/** Programs and old browsers send no `Sec-Fetch-Site`; of these, `Origin` tells a page of another site. */
function siteOf({ 'sec-fetch-site': site = 'none' }: IncomingMessage['headers']): string | string[] {
  return site;
}
