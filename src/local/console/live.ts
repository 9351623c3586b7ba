import type { ServerResponse } from 'node:http';

export interface Live {
  /** Sends `render()` to this client now and after every change, until it leaves. */
  readonly connect: (response: ServerResponse) => Promise<void>;
  /** Something changed. */
  readonly publish: () => Promise<void>;
}

/** Server-sent events: one JSON document, sent whole; changes that come while one is made share the next. */
export function createLive(render: () => Promise<unknown>): Live {
  const clients = new Set<ServerResponse>();
  let isRendering = false;
  let isStale = false;

  async function publish(): Promise<void> {
    isStale = true;
    if (isRendering) return;
    isRendering = true;
    try {
      while (isStale && clients.size > 0) {
        isStale = false;
        const data = JSON.stringify(await render());
        for (const client of clients) client.write(`data: ${data}\n\n`);
      }
    } finally {
      isRendering = false;
    }
  }

  return {
    publish,
    async connect(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      clients.add(response);
      response.on('close', () => clients.delete(response));
      await publish();
    },
  };
}
