import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KnownBlock, View } from '@slack/types';

/** A call of the Web API, or an answer to a `response_url`, with its arguments and its parsed blocks. */
export interface ApiCall {
  readonly method: string;
  readonly authorization: string;
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** The view of views.open and views.publish. */
  readonly view?: View;
  readonly args: Readonly<Record<string, string>>;
}

type Result = object | ((call: ApiCall) => object);

/** How the next calls of a method fail. */
export type Failure =
  | { readonly error: string; readonly needed?: string }
  | { readonly status: number; readonly retryAfter?: number }
  | 'hang up';

export interface FakeSlackApi {
  readonly url: string;
  readonly calls: ApiCall[];
  /**
   * The failures by method. A key such as `chat.postMessage in a thread` is only for calls in a thread, and
   * `chat.update to C0001` only for calls to that channel.
   */
  readonly failures: Map<string, Failure>;
  /** Members of the response besides `ok`, by method, or a function that returns them. */
  readonly results: Map<string, Result>;
  /** Called after each answer. */
  onCall?: (call: ApiCall) => void;
  reset(): void;
  close(): Promise<void>;
}

/** Starts a fake of Slack's Web API. Its clients cannot see a difference. */
export async function startFakeSlackApi(port = 0): Promise<FakeSlackApi> {
  const calls: ApiCall[] = [];
  const failures = new Map<string, Failure>();
  const results = new Map<string, Result>();
  const server = createServer(async (request, response) => {
    const call = await readCall(request);
    const inThread = call.args.thread_ts && failures.get(`${call.method} in a thread`);
    const toChannel = failures.get(`${call.method} to ${call.channel}`);
    const failure = inThread || toChannel || failures.get(call.method) || exchangedBefore(call, calls);
    calls.push(call);
    const result = results.get(call.method);
    answer(call, failure, typeof result === 'function' ? result(call) : result, response);
    api.onCall?.(call);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const api: FakeSlackApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    failures,
    results,
    reset() {
      calls.length = 0;
      failures.clear();
      results.clear();
      delete api.onCall;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return api;
}

/** A trigger ID can open only one modal. */
function exchangedBefore({ method, args }: ApiCall, calls: readonly ApiCall[]): Failure | undefined {
  const isRepeated = calls.some(
    (before) => before.method === method && before.args.trigger_id === args.trigger_id,
  );
  return method === 'views.open' && isRepeated ? { error: 'exchanged_trigger_id' } : undefined;
}

async function readCall(request: IncomingMessage): Promise<ApiCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const isJson = request.headers['content-type'] === 'application/json';
  const args = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const { channel = '', ts = '', user = '', text = '', blocks = '[]', view } = args;
  return {
    method: request.url?.replace('/api/', '') ?? '',
    authorization: request.headers.authorization ?? '',
    channel,
    ts,
    user,
    text,
    blocks: isJson ? (args.blocks ?? []) : JSON.parse(blocks),
    ...(view && { view: JSON.parse(view) }),
    args,
  };
}

/** By default, all channels are public. */
const USUAL: Readonly<Record<string, object>> = {
  'conversations.info': { channel: { is_private: false } },
};

function answer(
  call: ApiCall,
  failure: Failure | undefined,
  result: object | undefined,
  response: ServerResponse,
): void {
  if (failure === 'hang up') {
    response.destroy();
    return;
  }
  const json = { 'content-type': 'application/json' };
  if (!failure) {
    const usual = { channel: call.channel, ts: '1764000000.000200', ...USUAL[call.method] };
    response.writeHead(200, json).end(JSON.stringify({ ok: true, ...usual, ...result }));
  } else if ('error' in failure) {
    response.writeHead(200, json).end(JSON.stringify({ ok: false, ...failure }));
  } else {
    const { status, retryAfter } = failure;
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    response.writeHead(status).end();
  }
}
