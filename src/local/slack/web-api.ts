import type { IncomingMessage } from 'node:http';
import { isObject } from '../../callback/json.ts';
import { openLoopbackPort, pathOf, readBody, sendJson } from '../loopback-server.ts';
import { refuseBlocks } from './block-limits.ts';
import type { ApiResult, Workspace } from './workspace.ts';

/** A message of the channel, as conversations.history gives it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** Who wrote it: a user id. */
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Record<string, unknown>[];
  /** The message that this one answers. */
  readonly thread_ts?: string;
  /** Set where only this user sees it: an ephemeral message. */
  readonly visible_to?: string;
}

type Arguments = Readonly<Record<string, unknown>>;

export interface WebApi {
  /** For SLACK_API_URL: where the methods are, such as http://127.0.0.1:40123/api/. */
  readonly apiUrl: string;
  /** Calls a method as a client would. */
  readonly call: (method: string, parameters: Arguments) => Promise<ApiResult>;
  /** Posts what a command, or a response_url, was answered with: `response_type`, `text` and `blocks`. */
  readonly respond: (userId: string, answer: Arguments) => Promise<ApiResult>;
  /** Where an app may send answers to a user later. */
  readonly responseUrl: (userId: string) => string;
  /** All messages of the channel, ephemeral ones and answers in threads too, oldest first. */
  readonly messages: () => Promise<readonly SlackMessage[]>;
  readonly close: () => Promise<void>;
}

/** The largest body that a client may send; Slack's own limits are far below. */
const MAX_BODY = 1024 * 1024;
/** The most that conversations.history gives at once (Slack: "conversations.history"). */
const MAX_MESSAGES = 999;

/**
 * The Slack Web API, as a client sees it: hands every method to the workspace, keeps the ephemeral messages, which
 * no method lists, and refuses blocks that Slack would refuse.
 *
 * @param onChange called whenever a message was posted, changed or deleted
 */
export async function startWebApi(
  workspace: Workspace,
  onChange: () => void,
  onError: (error: unknown) => void,
): Promise<WebApi> {
  const ephemeral: SlackMessage[] = [];

  async function call(method: string, parameters: Arguments): Promise<ApiResult> {
    const blocks = parseBlocks(parameters.blocks);
    const refusal = refuseBlocks(blocks);
    if (refusal) return refusedBlocks(refusal.error, refusal.messages);
    const result = await workspace.call(method, parameters);
    if (!result.ok) return result;
    if (method === 'chat.postEphemeral') {
      ephemeral.push({
        channel: String(parameters.channel),
        ts: String(result.message_ts),
        user: workspace.bot.id,
        text: String(parameters.text ?? ''),
        ...(blocks && { blocks }),
        visible_to: String(parameters.user),
      });
    }
    if (method.startsWith('chat.')) onChange();
    return result;
  }

  async function respond(user: string, { response_type, ...answer }: Arguments): Promise<ApiResult> {
    if (answer.replace_original || answer.delete_original) return { ok: false, error: 'not_supported_here' };
    const method = response_type === 'in_channel' ? 'chat.postMessage' : 'chat.postEphemeral';
    return call(method, { ...answer, channel: workspace.channel.id, user });
  }

  async function messages(): Promise<readonly SlackMessage[]> {
    const channel = workspace.channel.id;
    const history = await workspace.call('conversations.history', { channel, limit: MAX_MESSAGES });
    const threads = await Promise.all(
      messageList(history).map(async (message) => {
        if (!message.reply_count) return [message];
        return messageList(await workspace.call('conversations.replies', { channel, ts: message.ts }));
      }),
    );
    const posted = threads.flat().map((message) => ({ ...message, channel }) as unknown as SlackMessage);
    return [...posted, ...ephemeral].sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  async function answer(request: IncomingMessage): Promise<ApiResult> {
    const [, method] = /^\/api\/([\w.]+)$/.exec(pathOf(request)) ?? [];
    const [, user] = /^\/response\/(\w+)$/.exec(pathOf(request)) ?? [];
    const body = await readBody(request, MAX_BODY);
    if (!body) return { ok: false, error: 'request_too_large' };
    const { token, ...parameters } = parseBody(body.toString('utf8'), request.headers['content-type']);
    if (user) return respond(user, parameters);
    const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? token;
    // emulate takes every token for its administrator's.
    if (bearer !== workspace.botToken) return { ok: false, error: 'invalid_auth' };
    return method ? call(method, parameters) : { ok: false, error: 'unknown_method' };
  }

  const server = await openLoopbackPort(0, onError);
  server.serve(async (request, response) => sendJson(response, 200, await answer(request)));
  return {
    apiUrl: `${server.url}/api/`,
    call,
    respond,
    responseUrl: (userId) => `${server.url}/response/${userId}`,
    messages,
    close: server.close,
  };
}

/** As Slack words it: the reasons come in response_metadata. */
function refusedBlocks(error: string, reasons: readonly string[]): ApiResult {
  return { ok: false, error, response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) } };
}

function messageList({ ok, error, messages }: ApiResult): Record<string, unknown>[] {
  if (!ok) throw new TypeError(`the embedded Slack gave no messages: ${error}`);
  return Array.isArray(messages) ? messages.filter(isObject) : [];
}

/** Clients send JSON, or a form whose values may be JSON. */
function parseBody(body: string, contentType = ''): Record<string, unknown> {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  return isObject(parsed) ? parsed : {};
}

function parseBlocks(blocks: unknown): Record<string, unknown>[] | undefined {
  const list: unknown = typeof blocks === 'string' && blocks !== '' ? JSON.parse(blocks) : blocks;
  return Array.isArray(list) ? list.filter(isObject) : undefined;
}
