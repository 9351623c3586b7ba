import { Refusal, type RefusalCode } from '../callback/errors.ts';
import { parseExactly } from '../callback/exact-json.ts';
import type { Json } from '../callback/json.ts';
import { type HttpRequest, mediaType } from '../http.ts';

/** A refusal of a malformed HTTP request, with its own status. */
export class RequestRefusal extends Refusal {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: RefusalCode, message: string, statusCode: number, headers: Record<string, string> = {}) {
    super(code, message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

/** The HTTP status of the refusals whose reason is not a mistake in the request. */
const STATUS: Partial<Record<RefusalCode, number>> = {
  AskedAgain: 409,
  ServiceError: 500,
  HistoryUnavailable: 503,
  NextRoundPending: 503,
};

/** The HTTP status of a refusal: that of its code, otherwise 400 or the refusal's own status. */
export function httpOf(refusal: Refusal): { statusCode: number; headers?: Readonly<Record<string, string>> } {
  if (refusal instanceof RequestRefusal) return { statusCode: refusal.statusCode, headers: refusal.headers };
  return { statusCode: STATUS[refusal.code] ?? 400 };
}

/**
 * Reads the JSON body of a POST request, with all digits of its numbers.
 *
 * @throws {RequestRefusal} InvalidRequest with 405 for another method and 415 for another content type; InvalidJSON
 *   with 400
 */
export function readJsonBody({ method, headers, body }: HttpRequest): Json {
  if (method !== 'POST') throw new RequestRefusal('InvalidRequest', 'Use POST.', 405, { allow: 'POST' });
  if (mediaType(headers['content-type']) !== 'application/json') {
    throw new RequestRefusal('InvalidRequest', 'The content type must be application/json.', 415);
  }
  try {
    return parseExactly(body.toString('utf8'));
  } catch {
    // The message of the parser would quote the body, which may contain a task token.
    throw new RequestRefusal('InvalidJSON', 'The body is not JSON.', 400);
  }
}
