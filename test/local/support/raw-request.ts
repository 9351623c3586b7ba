import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Sends a request with headers that fetch does not allow, such as Host. */
export async function rawRequest(url: string, options: RequestOptions & { body?: string } = {}) {
  const { body, ...rest } = options;
  const outgoing = request(url, { ...rest, agent: false });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
