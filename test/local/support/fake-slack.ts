import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface ApiCall {
  readonly method: string;
  readonly parameters: URLSearchParams;
}

/** RFC 6455, section 1.3 */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** Starts a fake of slack.com for Socket Mode: apps.connections.open, a WebSocket, and a record of all calls. */
export async function startFakeSlack(options: { appToken: string; refusal?: string }) {
  const calls: ApiCall[] = [];
  const received: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  const sockets = new Set<Socket>();
  /** The next errors of apps.connections.open; the last one stays. */
  const refusals: string[] = options.refusal ? [options.refusal] : [];
  const { promise: connected, resolve: onConnected } = Promise.withResolvers<Socket>();

  const server = createServer(async (request, response) => {
    const method = request.url?.replace('/api/', '') ?? '';
    calls.push({ method, parameters: new URLSearchParams(await text(request)) });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerTo(method, request)));
  });
  server.on('upgrade', (request, socket: Socket) => {
    sockets.add(socket);
    socket.write(handshake(request));
    readFrames(socket, (message) => (waiting.shift() ?? ((late) => received.push(late)))(message));
    send(socket, { type: 'hello' });
    onConnected(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function answerTo(method: string, { headers }: IncomingMessage) {
    if (method !== 'apps.connections.open') return { ok: true, channel: 'C1', ts: '1.000001' };
    if (refusals.length > 0)
      return { ok: false, error: refusals.length > 1 ? refusals.shift() : refusals[0] };
    if (headers.authorization !== `Bearer ${options.appToken}`) return { ok: false, error: 'invalid_auth' };
    return { ok: true, url: `ws://127.0.0.1:${port}/link` };
  }

  /** The next message that the app sends over the socket. */
  function nextMessage(): Promise<unknown> {
    if (received.length > 0) return Promise.resolve(received.shift());
    return new Promise((resolve) => waiting.push(resolve));
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    refusals,
    nextMessage,
    /** Sends an envelope as soon as the app has connected. */
    deliver: async (envelope: object) => send(await connected, envelope),
    /** Resolves when the app has ended its connection. */
    ended: async () => {
      const socket = await connected;
      if (!socket.destroyed) await once(socket, 'close');
    },
  };
}

function handshake({ headers }: IncomingMessage): string {
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key']}${WEBSOCKET_GUID}`)
    .digest('base64');
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    '\r\n',
  ].join('\r\n');
}

function send(socket: Socket, message: object): void {
  socket.write(frame(TEXT, Buffer.from(JSON.stringify(message))));
}

/** Creates a frame of up to 65,535 bytes. The frame has no mask, because servers do not mask their frames. */
function frame(opcode: number, payload: Buffer): Buffer {
  const header = Buffer.from([0x80 | opcode, payload.length < 126 ? payload.length : 126, 0, 0]);
  header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([payload.length < 126 ? header.subarray(0, 2) : header, payload]);
}

function readFrames(socket: Socket, onMessage: (message: unknown) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let next = firstFrame(bytes); next; next = firstFrame(bytes)) {
      const { opcode, payload } = next;
      bytes = bytes.subarray(next.length);
      if (opcode === TEXT) onMessage(JSON.parse(payload.toString('utf8')));
      if (opcode === PING) socket.write(frame(PONG, payload));
      if (opcode === CLOSE) socket.end(frame(CLOSE, payload));
    }
  });
}

/** Returns the first frame if it is complete. It has a mask, because clients mask their frames, and up to 65,535 bytes. */
function firstFrame(bytes: Buffer) {
  // The shortest expected frame has 8 bytes: a close frame with a code of 2 bytes.
  if (bytes.length < 8) return undefined;
  const isLong = (bytes.readUInt8(1) & 0x7f) === 126;
  const start = isLong ? 8 : 6;
  const end = start + (isLong ? bytes.readUInt16BE(2) : bytes.readUInt8(1) & 0x7f);
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, end).map((byte, i) => byte ^ (mask[i % 4] ?? 0)));
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, length: end };
}
