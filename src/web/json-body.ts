import { Refusal, type RefusalCode } from '../callback/errors.ts';
import { objectOf, parseExactly } from '../callback/exact-json.ts';
import type { Json } from '../callback/json.ts';
import { type HttpRequest, mediaType } from '../http.ts';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

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
 * Reads the body of a POST request to a post action: JSON, or a form as an object of its fields.
 *
 * @param acceptForm whether the action takes a form
 * @throws {RequestRefusal} as {@link readJsonBody}
 */
export function readPostBody(request: HttpRequest, acceptForm: boolean): Json {
  const { method, headers, body } = request;
  if (method !== 'POST' || !acceptForm || mediaType(headers['content-type']) !== FORM) {
    return readJsonBody(request, acceptForm ? `${JSON_TYPE} or ${FORM}` : JSON_TYPE);
  }
  const fields = Map.groupBy(new URLSearchParams(body.toString('utf8')), ([name]) => name);
  return objectOf(
    [...fields].map(([name, entries]) => {
      const values = entries.map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] as string) : values];
    }),
  );
}

/**
 * Reads the JSON body of a POST request, with all digits of its numbers.
 *
 * @throws {RequestRefusal} InvalidRequest with 405 for another method and 415 for another content type; InvalidJSON
 *   with 400
 */
export function readJsonBody({ method, headers, body }: HttpRequest, types = JSON_TYPE): Json {
  if (method !== 'POST') throw new RequestRefusal('InvalidRequest', 'Use POST.', 405, { allow: 'POST' });
  if (mediaType(headers['content-type']) !== JSON_TYPE) {
    throw new RequestRefusal('InvalidRequest', `The content type must be ${types}.`, 415);
  }
  try {
    return parseExactly(body.toString('utf8'));
  } catch {
    // The message of the parser would quote the body, which may contain a task token.
    throw new RequestRefusal('InvalidJSON', 'The body is not JSON.', 400);
  }
}
