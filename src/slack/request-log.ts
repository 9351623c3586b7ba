import type { App, Logger } from '@slack/bolt';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import type { EndpointPorts } from './ports.ts';

/** What Bolt hands from one listener to the next. */
export type RequestContext = Record<string, unknown>;

/** Has one line logged for each request that Bolt handles. */
export function logEachRequest(app: App, ports: EndpointPorts): void {
  app.use(({ body, context, next }) =>
    inOneLine('slack', ports, (note) => {
      context.note = note;
      // The endpoint knows when the request came; Socket Mode has none.
      context.receivedAt ??= ports.now();
      // Slack sends again what was not answered in time.
      note({ ...identify(body), ...(context.retryNum !== undefined && { retry: Number(context.retryNum) }) });
      return next();
    }),
  );
}

/** When the answer to a request is due, and its line in the log. */
export function deliveryOf(
  context: RequestContext,
  { now, timeout }: EndpointPorts,
  withinMs: number,
): { readonly deadline: AbortSignal; readonly note: Note } {
  const left = Number(context.receivedAt) + withinMs - now();
  return { deadline: timeout(Math.max(0, left)), note: context.note as Note };
}

/** What Slack sent, by kind and name, and who caused it. Never what they wrote. */
function identify(body: object) {
  const { type, command, event, actions, callback_id, view, user, user_id } = body as SentBody;
  return {
    kind: command ? 'command' : type,
    name: command ?? event?.type ?? actions?.[0]?.action_id ?? callback_id ?? view?.callback_id,
    user_id: user_id ?? user?.id ?? event?.user,
  };
}

/** What is looked at of the bodies that Slack sends. */
interface SentBody {
  readonly type?: string;
  readonly command?: string;
  readonly event?: { readonly type?: string; readonly user?: string };
  readonly actions?: readonly { readonly action_id?: string }[];
  readonly callback_id?: string;
  readonly view?: { readonly callback_id?: string };
  readonly user?: { readonly id?: string };
  readonly user_id?: string;
}

/** Gives Bolt's warnings and errors to our log. Its debug level would write whole events, with every payload in them. */
export function boltLogger(log: Log): Logger {
  const write =
    (level: 'warn' | 'error') =>
    (...messages: unknown[]) =>
      log({ level, event: 'bolt', message: messages.map(String).join(' ') });
  return {
    debug() {},
    info() {},
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    getLevel: () => 'warn' as ReturnType<Logger['getLevel']>,
    setName() {},
  };
}
