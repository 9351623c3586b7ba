import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly error: 'ForeignHost' | 'ForeignOrigin' | 'NotJson';
  readonly message: string;
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Keeps other sites that the same browser has open away from the console: from reading it, by a name of theirs that
 * they point to this machine (DNS rebinding), and from pressing its buttons. Programs, which send no Origin, may.
 */
export function refuseForeign({ method, headers }: IncomingMessage): Refusal | undefined {
  const { host = '', origin } = headers;
  if (!LOOPBACK.test(host)) {
    return { status: 403, error: 'ForeignHost', message: 'Open this page as http://localhost or 127.0.0.1.' };
  }
  if (method === 'GET' || method === 'HEAD') return undefined;
  const site = headers['sec-fetch-site'] ?? 'none';
  const isOurs = origin === undefined || origin === `http://${host}`;
  if (!isOurs || !['none', 'same-origin'].includes(String(site))) {
    return { status: 403, error: 'ForeignOrigin', message: 'Another site may not do this.' };
  }
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) {
    return { status: 415, error: 'NotJson', message: 'The content type must be application/json.' };
  }
  return undefined;
}
