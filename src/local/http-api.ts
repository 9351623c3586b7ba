import type { ServerResponse } from 'node:http';
import { isObject } from '../callback/json.ts';
import { headerBytes, toHttpEvent } from './http-event.ts';
import { pathOf, type RequestListener, readBody, sendJson } from './loopback-server.ts';

/** Quotas of HTTP APIs (API Gateway developer guide): request line plus headers, and payload, in bytes. */
const MAX_HEADERS = 10_240;
const MAX_BODY = 10 * 1024 * 1024;

export interface HttpApiOptions {
  /** The function behind each route key, such as `GET /respond` or `ANY /urls`. */
  readonly routes: Readonly<Record<string, string>>;
  /** By name. Read at each request: functions that need our URL may be added after the start. */
  readonly functions: Readonly<Record<string, (event: unknown) => Promise<unknown>>>;
  /** Hears what a function throws; its caller learns nothing of it. */
  readonly onError: (error: unknown) => void;
  readonly now?: () => Date;
}

/** What API Gateway is in AWS: turns requests into events for the very functions that Lambda runs. */
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

/** API Gateway's own answers have this shape. */
function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { message });
}

/** A result without a statusCode is a JSON body (payload format 2.0, "Lambda function response"). */
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
  // Node sends no body in answer to HEAD.
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}
