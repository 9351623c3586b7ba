import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';

export interface Live {
  /** An event stream. It sends `render()` now and after every change, until the client leaves. */
  readonly connect: (c: Context) => Response;
  /** Sends the new state to all clients. Call it after every change. */
  readonly publish: () => void;
}

/**
 * Sends one JSON document to every client as server-sent events. Each event is the whole document. Changes that happen
 * during a rendering are sent together with the next one.
 */
export function createLive(render: () => Promise<unknown>, onError: (error: unknown) => void): Live {
  const clients = new Set<SSEStreamingApi>();
  let isRendering = false;
  let isStale = false;

  async function renderAndSend(): Promise<void> {
    isStale = true;
    if (isRendering) return;
    isRendering = true;
    try {
      while (isStale && clients.size > 0) {
        isStale = false;
        const data = JSON.stringify(await render());
        // Not awaited: a slow client must not delay the others.
        for (const client of clients) void client.writeSSE({ data });
      }
    } finally {
      isRendering = false;
    }
  }

  const publish = () => void renderAndSend().catch(onError);

  return {
    publish,
    connect(c) {
      // Hono answers HEAD by the GET route and drops the stream without closing it.
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
      const response = streamSSE(c, async (client) => {
        const { promise: left, resolve: leave } = Promise.withResolvers<void>();
        client.onAbort(() => {
          clients.delete(client);
          leave();
        });
        // Hono's `retry` comes with an event; this line comes without one, so that no client gets an empty document.
        await client.write('retry: 1000\n\n');
        if (client.aborted) return;
        clients.add(client);
        publish();
        await left;
      });
      response.headers.set('cache-control', 'no-store');
      return response;
    },
  };
}
