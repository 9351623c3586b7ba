import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { differences } from '../emulator-differences.ts';

export interface Parts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends an HTTP request to a deployed API, on a new connection. */
export async function send(url: string, { method = 'GET', headers = {}, body }: Parts = {}) {
  const { lookup } = differences();
  const request = url.startsWith('https:') ? secureRequest : plainRequest;
  const outgoing = request(url, { method, headers, agent: false, ...(lookup && { lookup }) });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
