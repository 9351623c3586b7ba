import type { MiddlewareHandler } from 'hono';
import { refuse } from './refuse.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Protects the console from web sites that are open in the same browser. They cannot read it through a host name of
 * their own that points to this machine (DNS rebinding), and they cannot press its buttons. Programs send no Origin
 * header and are let through.
 */
export const refuseForeign: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? '';
  if (!LOOPBACK.test(host)) {
    return refuse(c, 403, 'ForeignHost', 'Open this page as http://localhost or http://127.0.0.1.');
  }
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site') ?? 'none';
  const isOurs = origin === undefined || origin === `http://${host}`;
  if (!isOurs || !['none', 'same-origin'].includes(site)) {
    return refuse(c, 403, 'ForeignOrigin', 'Requests from other sites are refused.');
  }
  if (!/^application\/json\b/.test(c.req.header('content-type') ?? '')) {
    return refuse(c, 415, 'NotJson', 'The content type must be application/json.');
  }
  return next();
};
