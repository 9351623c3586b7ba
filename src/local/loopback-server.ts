import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Callers, foreignRequest } from './foreign-request.ts';

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LoopbackServer {
  /** Such as http://127.0.0.1:3000, without a trailing slash. */
  readonly url: string;
  /** Answers all requests with `listener`. Requests that arrive before this call wait. */
  readonly serve: (listener: RequestListener) => void;
  readonly close: () => Promise<void>;
}

/**
 * Opens a port that only this machine can reach, and that refuses the requests of web sites. The listener is set
 * afterwards, because it may need the server's URL. Rejects with Node's error if the port is taken.
 *
 * @param port 0 takes any free port
 * @param callers `pages` if the port serves pages to a browser
 */
export async function openLoopbackPort(
  port: number,
  onError: (error: unknown) => void,
  callers: Callers = 'programs',
): Promise<LoopbackServer> {
  // Larger than API Gateway's limit: http-api.ts checks that limit and answers as API Gateway does.
  const server = createServer({ maxHeaderSize: 65_536 });
  // Registered at once: Node never answers a request that arrives while there is no listener.
  const { promise: ready, resolve: serve } = Promise.withResolvers<RequestListener>();
  server.on('request', async (request, response) => {
    try {
      const foreign = foreignRequest(request, callers);
      if (foreign) return sendJson(response, 403, foreign);
      const listener = await ready;
      await listener(request, response);
    } catch (error) {
      onError(error);
      response.destroy();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    serve,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The path of a request without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

/** The body of a request, or undefined if it is longer than `limit` bytes. The rest is then read and dropped. */
export async function readBody(
  request: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}

export function sendJson(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(document));
}
