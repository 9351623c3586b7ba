import type { MiddlewareHandler } from 'hono';
import { refuse } from './refuse.ts';

/**
 * Lets only JSON act. A form cannot send it, and a script of another site asks first, with a preflight request. The port
 * refuses other sites already (src/local/foreign-request.ts).
 */
export const requireJson: MiddlewareHandler = async (c, next) => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (isRead || /^application\/json\b/.test(c.req.header('content-type') ?? '')) return next();
  return refuse(c, 415, 'NotJson', 'The content type must be application/json.');
};
