import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** A way to a server in this process that no web page and no other person can use. */
export interface PrivatePipe {
  /** Where `emulate` listens. */
  readonly address: { readonly port: number; readonly baseUrl: string };
  readonly post: (
    target: string,
    token: string | undefined,
    json: string,
  ) => Promise<{ readonly status: number; readonly body: string }>;
  readonly remove: () => Promise<void>;
}

/**
 * Creates a Unix socket in a folder that only this user can open; on Windows, a named pipe. `emulate` allows every web
 * site (CORS `*`) and every host name, so it must not listen on a port.
 */
export async function createPrivatePipe(): Promise<PrivatePipe> {
  const folder =
    process.platform === 'win32' ? undefined : await mkdtemp(path.join(tmpdir(), 'countersign-'));
  const socketPath = folder ? path.join(folder, 'slack') : `\\\\.\\pipe\\countersign-${randomUUID()}`;
  return {
    // `emulate` passes its port to `server.listen`, which also takes the path of a socket.
    address: { port: socketPath as unknown as number, baseUrl: 'http://localhost' },

    async post(target, token, json) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const outgoing = request({ socketPath, path: target, method: 'POST', headers });
      outgoing.end(json);
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      return { status: response.statusCode ?? 0, body: await text(response) };
    },

    async remove() {
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}
