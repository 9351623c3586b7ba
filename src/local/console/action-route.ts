import type { Context } from 'hono';
import { readBody } from '../loopback-server.ts';
import { type ActionBody, parseActionBody } from './action-body.ts';
import { refuse } from './refuse.ts';

/** In bytes. The longest input is a form with texts of 3,000 characters. */
const MAX_BODY = 64 * 1024;

/**
 * A route by which a person acts in Slack or Teams.
 *
 * @param isValues whether the values that were filled in are what the place takes
 * @param act does what the person does
 * @param shown what the person sees afterwards. By default, the answer tells only that it was done.
 */
export function actionRoute<Values>(
  isValues: (values: unknown) => values is Values,
  act: (body: ActionBody<Values>) => Promise<unknown>,
  shown: (body: ActionBody<Values>) => object = () => ({}),
) {
  return async (c: Context) => {
    // Not Hono's bodyLimit: without a content length, it makes a new Request, which fails with `overrideGlobalObjects: false`.
    const sent = await readBody(c.req.raw.body ?? [], MAX_BODY);
    if (!sent) return refuse(c, 413, 'RequestTooLarge', 'The body is too long. Send at most 64 KB.');
    const body = parseActionBody(sent.toString('utf8'), isValues);
    if (!body) {
      return refuse(c, 400, 'InvalidRequest', 'The body must be a JSON object whose members are texts.');
    }
    await act(body);
    return c.json({ ok: true, ...shown(body) });
  };
}
