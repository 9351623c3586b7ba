import type { IncomingMessage } from 'node:http';
import { isObject } from '../json.ts';
import { openLoopbackPort, pathOf, readBody, sendJson } from '../loopback-server.ts';
import { createMessages, type SlackMessage } from './messages.ts';
import { type Call, createMethods } from './methods.ts';
import { createResponseUrls, type ResponseTarget } from './response-urls.ts';
import { createRespond, type Respond } from './responses.ts';
import { createViews, type Views } from './views.ts';
import { type ApiResult, refused, type Workspace } from './workspace.ts';

export interface WebApi {
  /** The value for SLACK_API_URL, such as http://127.0.0.1:40123/api/. */
  readonly apiUrl: string;
  /** Calls a method without HTTP. */
  readonly call: Call;
  /** Carries out an answer to a command or to a response_url: `response_type`, `text` and `blocks`. */
  readonly respond: Respond;
  /** Creates a response_url: the app can send answers to it later. */
  readonly responseUrl: (target: ResponseTarget) => string;
  /** All messages, oldest first: also ephemeral and direct messages, and answers in threads. */
  readonly messages: () => readonly SlackMessage[];
  readonly message: (ts: string) => SlackMessage | undefined;
  readonly views: Views;
  readonly close: () => Promise<void>;
}

export interface WebApiOptions {
  /** The URL of the console: permalinks point to it. */
  readonly consoleUrl: string;
  /** Called after every change of a message or a view. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** How many messages with buttons, other messages and response_urls stay. */
  readonly keep: number;
}

/** The largest request body in bytes. Slack's own limits are far lower. */
const MAX_BODY = 1024 * 1024;

/**
 * Serves the Slack Web API over HTTP. It passes the methods on to the workspace. In addition it refuses blocks and
 * views that Slack would refuse, keeps ephemeral messages and open views, and answers the methods that `emulate`
 * lacks.
 */
export async function startWebApi(workspace: Workspace, options: WebApiOptions): Promise<WebApi> {
  const { consoleUrl, onChange, onError, now, keep } = options;
  const deletions = new Set<Promise<unknown>>();
  const messages = createMessages(workspace, keep, ({ channel, ts, visible_to }) => {
    if (visible_to !== undefined) return;
    const deletion = workspace.call('chat.delete', { channel, ts }).catch(onError);
    deletions.add(deletion);
    void deletion.finally(() => deletions.delete(deletion));
  });
  const views = createViews(workspace, { onChange, now });
  const responseUrls = createResponseUrls(now, keep);
  const call = createMethods({ workspace, messages, views, consoleUrl, onChange });
  const respond = createRespond({ call, messages, onChange });

  async function answer(request: IncomingMessage): Promise<[status: number, result: ApiResult]> {
    const [, method] = /^\/api\/([\w.]+)$/.exec(pathOf(request)) ?? [];
    const [, responseId] = /^\/response\/(\w+)$/.exec(pathOf(request)) ?? [];
    const body = await readBody(request, MAX_BODY);
    if (!body) return [200, refused('request_too_large')];
    const { token, ...parameters } = parseBody(body.toString('utf8'), request.headers['content-type']);
    if (responseId) {
      const target = responseUrls.use(responseId);
      return typeof target === 'string' ? [404, refused(target)] : [200, await respond(target, parameters)];
    }
    const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? token;
    // `emulate` accepts any token as its administrator's token.
    if (bearer !== workspace.botToken) return [200, refused('invalid_auth')];
    return [200, method ? await call(method, parameters) : refused('unknown_method')];
  }

  const server = await openLoopbackPort(0, onError);
  server.serve(async (request, response) => sendJson(response, ...(await answer(request))));
  return {
    apiUrl: `${server.url}/api/`,
    call,
    respond,
    responseUrl: (target) => `${server.url}/response/${responseUrls.issue(target)}`,
    messages: messages.list,
    message: messages.find,
    views,
    async close() {
      await server.close();
      await Promise.all(deletions);
    },
  };
}

/** Clients send JSON or a form. The values of a form may be JSON. */
function parseBody(body: string, contentType = ''): Record<string, unknown> {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  return isObject(parsed) ? parsed : {};
}
