import { isObject } from './callback/json.ts';

/** A request as our handlers see it. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes, as they came over the wire. */
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whether an event is an HTTP request, and not a direct invocation. */
export function isHttpEvent(event: unknown): boolean {
  return isObject(event) && isObject(event.requestContext) && isObject(event.requestContext.http);
}

/**
 * Reads an API Gateway event of payload format 2.0.
 *
 * @throws {TypeError} for any other event
 */
export function readHttpRequest(event: unknown): HttpRequest {
  if (!isObject(event) || !isObject(event.requestContext) || !isObject(event.requestContext.http)) {
    throw new TypeError('not an API Gateway event of payload format 2.0');
  }
  const { method, path } = event.requestContext.http;
  const { rawQueryString, headers, body, isBase64Encoded } = event;
  return {
    method: String(method),
    path: String(path),
    query: new URLSearchParams(typeof rawQueryString === 'string' ? rawQueryString : ''),
    headers: isObject(headers) ? lowerCased(headers) : {},
    body: Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** The media type of a Content-Type header, without its parameters. */
export function mediaType(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** A JSON response that no cache keeps. */
export function jsonResponse(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
