import type { Context } from 'hono';
import { readBody } from '../loopback-server.ts';
import { isMapOfTexts, parseActionBody } from './action-body.ts';
import { EXAMPLES } from './examples.ts';
import { refuse } from './refuse.ts';

/** In bytes: the body names an example. */
const MAX_BODY = 1024;

/** Starts an execution with the ready-made input that the body names: `{"example": "form"}`. */
export async function startExample(
  c: Context,
  { startExecution }: { readonly startExecution: (input: Readonly<Record<string, unknown>>) => void },
) {
  const sent = await readBody(c.req.raw.body ?? [], MAX_BODY);
  const { texts } = (sent && parseActionBody(sent.toString('utf8'), isMapOfTexts)) ?? {};
  const example = EXAMPLES.find(({ id }) => id === texts?.example);
  if (!example) {
    const ids = EXAMPLES.map(({ id }) => id).join(' and ');
    return refuse(c, 400, 'UnknownExample', `There is no such example. There are: ${ids}.`);
  }
  startExecution(example.input);
  return c.json({ ok: true });
}
