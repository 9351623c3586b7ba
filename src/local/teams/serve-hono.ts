import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { RequestListener } from '../loopback-server.ts';

/**
 * A listener that answers by these routes. The functions run in this process too, and must see Node's own Request and
 * Response.
 */
export function serveHono(routes: Hono): RequestListener {
  return getRequestListener(routes.fetch, { overrideGlobalObjects: false });
}
