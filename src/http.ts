import { isObject } from './callback/json.ts';

/** An HTTP request, independent of API Gateway. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** The query string without `?`, as it was received. */
  readonly rawQuery: string;
  /** The keys are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes. */
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type HttpEvent = Readonly<Record<string, unknown>> & {
  readonly requestContext: { readonly http: Readonly<Record<string, unknown>> };
};

/** Whether a Lambda event is an HTTP request, and not a direct invocation. */
export function isHttpEvent(event: unknown): event is HttpEvent {
  return isObject(event) && isObject(event.requestContext) && isObject(event.requestContext.http);
}

/**
 * Reads an API Gateway event of payload format 2.0.
 *
 * @throws {TypeError} for any other event
 */
export function readHttpRequest(event: unknown): HttpRequest {
  if (!isHttpEvent(event)) {
    throw new TypeError('The event is not an API Gateway event of payload format 2.0.');
  }
  const { method, path } = event.requestContext.http;
  const { rawQueryString, headers, body, isBase64Encoded } = event;
  return {
    method: String(method),
    path: String(path),
    rawQuery: typeof rawQueryString === 'string' ? rawQueryString : '',
    headers: isObject(headers) ? lowerCased(headers) : {},
    body: Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** Returns the media type of a Content-Type header in lower case, without its parameters. */
export function mediaType(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Creates a JSON response that caches must not store. */
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
