import type { App, Logger } from '@slack/bolt';
import type { Delivery } from '../approval/answer-in-time.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import type { EndpointPorts } from './ports.ts';

/** Logs one line for each delivery that Bolt handles. */
export function logEachDelivery(app: App, ports: EndpointPorts): void {
  app.use(({ body, context, next }) =>
    inOneLine('slack', ports, (note) => {
      context.note = note;
      // The endpoint sets it for HTTP requests. Socket Mode does not.
      context.receivedAt ??= ports.now();
      // Slack sends a delivery again if it was not answered in time, and counts the retries.
      note({ ...identify(body), ...(context.retryNum !== undefined && { retry: Number(context.retryNum) }) });
      return next();
    }),
  );
}

/** @param context Bolt's context, after {@link logEachDelivery} */
export function deliveryOf(
  context: Readonly<Record<string, unknown>>,
  { now, timeout }: EndpointPorts,
  withinMs: number,
): Delivery {
  const left = Number(context.receivedAt) + withinMs - now();
  return { deadline: timeout(Math.max(0, left)), note: context.note as Note };
}

/**
 * Sends the warnings and errors of Bolt and of the Slack client to our log, without secrets. Not their debug messages:
 * they contain whole events, with all payloads.
 */
export function boltLogger(log: Log): Logger {
  const write =
    (level: 'warn' | 'error') =>
    (...messages: unknown[]) =>
      log({ level, event: 'bolt', text: withoutSecrets(messages.map(String).join(' ')) });
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

/**
 * Tokens of Slack, response and webhook URLs, and everything as long as a sealed payload or a task token. Each of them
 * is enough to act in the name of the app or of an approver.
 */
const SECRETS = /xox[a-z]-[\w-]+|xapp-[\w-]+|https:\/\/hooks\.slack(?:-gov)?\.com\/\S+|[\w+/=-]{80,}/g;

function withoutSecrets(text: string): string {
  return text.replace(SECRETS, '[secret]');
}

/** The kind and the name of a delivery, and the user. Never the text that the user wrote. */
function identify(body: object) {
  const { type, command, event, actions, callback_id, view, user, user_id } = body as SlackBody;
  return {
    kind: command ? 'command' : type,
    name: command ?? event?.type ?? actions?.[0]?.action_id ?? callback_id ?? view?.callback_id,
    user_id: user_id ?? user?.id ?? event?.user,
  };
}

/** The parts of Slack's payloads that identify them. */
interface SlackBody {
  readonly type?: string;
  readonly command?: string;
  readonly event?: { readonly type?: string; readonly user?: string };
  readonly actions?: readonly { readonly action_id?: string }[];
  readonly callback_id?: string;
  readonly view?: { readonly callback_id?: string };
  readonly user?: { readonly id?: string };
  readonly user_id?: string;
}
