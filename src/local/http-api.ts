import type { ServerResponse } from 'node:http';
import { headerBytes, toHttpEvent } from './http-event.ts';
import { isObject } from './json.ts';
import { pathOf, type RequestListener, readBody, sendJson } from './loopback-server.ts';

/** Quotas of HTTP APIs in bytes: request line and headers, and payload (API Gateway developer guide, "Quotas"). */
const MAX_HEADERS = 10_240;
const MAX_BODY = 10 * 1024 * 1024;

export interface HttpApiOptions {
  /** The name of the function for each route key, such as `GET /respond` or `ANY /urls`. */
  readonly routes: Readonly<Record<string, string>>;
  /** By name. Looked up at each request, so functions can be added after the start. */
  readonly functions: Readonly<Record<string, (event: unknown) => Promise<unknown>>>;
  /** Gets the errors that functions throw. The client gets status 500 without details. */
  readonly onError: (error: unknown) => void;
  readonly now?: () => Date;
}

/**
 * The stand-in for API Gateway: turns requests into events for the functions that Lambda runs in AWS. It reads Node's
 * own requests, because the events carry the raw path, the raw query, repeated headers and the client's address.
 */
export function createHttpApi(options: HttpApiOptions): RequestListener {
  const { routes, functions, onError, now = () => new Date() } = options;
  return async (request, response) => {
    if (headerBytes(request) > MAX_HEADERS) return refuse(response, 431, 'Request Header Fields Too Large');
    const routeKey = [request.method, 'ANY']
      .map((method) => `${method} ${pathOf(request)}`)
      .find((key) => Object.hasOwn(routes, key));
    const handler = routeKey && functions[routes[routeKey] ?? ''];
    if (!handler) return refuse(response, 404, 'Not Found');
    const body = await readBody(request, MAX_BODY);
    if (body === undefined) return refuse(response, 413, 'Request Entity Too Large');
    try {
      send(response, await handler(toHttpEvent(request, body, routeKey, now())));
    } catch (error) {
      onError(error);
      refuse(response, 500, 'Internal Server Error');
    }
  };
}

/** Sends an error in the format of API Gateway. */
function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { message });
}

/**
 * Sends the result of a function. Without a statusCode it is a JSON body (payload format 2.0, "Lambda function
 * response").
 */
function send(response: ServerResponse, result: unknown): void {
  if (!isObject(result) || !('statusCode' in result)) {
    sendJson(response, 200, result);
    return;
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded, cookies } = result;
  if (!Number.isInteger(statusCode) || !isObject(headers) || typeof body !== 'string') {
    throw new TypeError('the function returned no valid response');
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (Array.isArray(cookies)) response.setHeader('set-cookie', cookies.map(String));
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain;charset=UTF-8');
  response.statusCode = Number(statusCode);
  // Node leaves out the body if the request is HEAD.
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}
