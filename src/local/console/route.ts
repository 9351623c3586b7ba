import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../loopback-server.ts';

/** Answers one method and path. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** By method and path, such as `GET /_local/emails`. */
export type Routes = Readonly<Record<string, Route>>;

export function refuse(response: ServerResponse, status: number, error: string, message: string): void {
  sendJson(response, status, { error, message });
}
