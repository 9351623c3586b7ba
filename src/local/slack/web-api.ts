import type { IncomingMessage } from 'node:http';
import { isObject } from '../../callback/json.ts';
import { openLoopbackPort, pathOf, readBody, sendJson } from '../loopback-server.ts';
import { createMessages, type SlackMessage } from './messages.ts';
import { type Call, createMethods } from './methods.ts';
import { createResponseUrls, type ResponseTarget } from './response-urls.ts';
import { createRespond, type Respond } from './responses.ts';
import { createViews, type Views } from './views.ts';
import { type ApiResult, refused, type Workspace } from './workspace.ts';

export interface WebApi {
  /** For SLACK_API_URL: where the methods are, such as http://127.0.0.1:40123/api/. */
  readonly apiUrl: string;
  /** Calls a method as a client would. */
  readonly call: Call;
  /** Posts what a command, or a response_url, was answered with: `response_type`, `text` and `blocks`. */
  readonly respond: Respond;
  /** Where an app may send answers later. */
  readonly responseUrl: (target: ResponseTarget) => string;
  /** All messages, ephemeral and direct ones and answers in threads too, oldest first. */
  readonly messages: () => Promise<readonly SlackMessage[]>;
  readonly views: Views;
  readonly close: () => Promise<void>;
}

export interface WebApiOptions {
  /** Where people read messages: permalinks lead there. */
  readonly consoleUrl: string;
  /** Called whenever a message or a view was posted, changed, deleted or closed. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/** The largest body that a client may send; Slack's own limits are far below. */
const MAX_BODY = 1024 * 1024;

/**
 * The Slack Web API, as a client sees it: hands every method to the workspace, keeps what no method lists (ephemeral
 * messages, and who has which view open), answers what the workspace cannot, and refuses blocks as Slack does.
 */
export async function startWebApi(workspace: Workspace, options: WebApiOptions): Promise<WebApi> {
  const { consoleUrl, onChange, onError, now } = options;
  const messages = createMessages(workspace);
  const views = createViews(workspace, onChange);
  const responseUrls = createResponseUrls(now);
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
    // emulate takes every token for its administrator's.
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
    views,
    close: server.close,
  };
}

/** Clients send JSON, or a form whose values may be JSON. */
function parseBody(body: string, contentType = ''): Record<string, unknown> {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  return isObject(parsed) ? parsed : {};
}
