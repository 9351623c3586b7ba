import { Refusal, type RefusalCode } from '../callback/errors.ts';
import type { Json } from '../callback/json.ts';
import { type HttpRequest, mediaType } from '../http.ts';

/** A request refused for its form, with a status of its own. */
export class RequestRefusal extends Refusal {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RefusalCode, message: string, statusCode: number, headers: Record<string, string> = {}) {
    super(code, message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

/** How a refusal is answered over HTTP: what is not the caller's fault is 500. */
export function httpOf(refusal: Refusal): { statusCode: number; headers?: Readonly<Record<string, string>> } {
  if (refusal instanceof RequestRefusal) return { statusCode: refusal.statusCode, headers: refusal.headers };
  return { statusCode: refusal.code === 'ServiceError' ? 500 : 400 };
}

/**
 * The body of a request that must be a POST of JSON.
 *
 * @throws {RequestRefusal} InvalidRequest with 405 and 415, InvalidJSON with 400
 */
export function readJsonBody({ method, headers, body }: HttpRequest): Json {
  if (method !== 'POST') throw new RequestRefusal('InvalidRequest', 'Use POST.', 405, { allow: 'POST' });
  if (mediaType(headers['content-type']) !== 'application/json') {
    throw new RequestRefusal('InvalidRequest', 'The content type must be application/json.', 415);
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // The parser's own words would quote the body, and the body may hold a task token.
    throw new RequestRefusal('InvalidJSON', 'The body is not JSON.', 400);
  }
}
