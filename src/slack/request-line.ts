import type { App } from '@slack/bolt';
import { inOneLine, type Note } from '../wide-line.ts';
import type { EndpointPorts, SlackPorts } from './ports.ts';

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

/** The ports of one request: what is noted is told in its line, and its time is limited. */
export function portsOf(context: RequestContext, ports: EndpointPorts, milliseconds: number): SlackPorts {
  return { ...ports, note: context.note as Note, deadline: limitOf(context, ports, milliseconds) };
}

/** A signal that aborts so many milliseconds after the request came. */
export function limitOf(context: RequestContext, ports: EndpointPorts, milliseconds: number): AbortSignal {
  return ports.timeout(Math.max(0, Number(context.receivedAt) + milliseconds - ports.now()));
}

/** What Bolt hands from one listener to the next. */
type RequestContext = Readonly<Record<string, unknown>>;

/** What Slack sent, by kind and name, and whose doing it was. Never what they wrote. */
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
