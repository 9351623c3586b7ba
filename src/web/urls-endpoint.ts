import type { CreateUrls } from '../callback/create-urls.ts';
import { Refusal } from '../callback/errors.ts';
import { type HttpRequest, isHttpEvent, jsonResponse, mediaType, readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';

interface Result {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The handler of create-urls: by `POST /urls`, or by invoking the function with the request itself. */
export function createUrlsHandler(ports: {
  createUrls: CreateUrls;
  newTransactionId: () => string;
  log: Log;
}): (event: unknown) => Promise<unknown> {
  const { createUrls, newTransactionId, log } = ports;

  const create = async (read: () => unknown): Promise<Result> => {
    const transactionId = newTransactionId();
    try {
      const output = await createUrls(read(), transactionId);
      log({ event: 'create_urls', transaction_id: transactionId, actions: Object.keys(output.urls) });
      return { statusCode: 200, body: { ...output } };
    } catch (error) {
      const refusal = asRefusal(error);
      const level = refusal === error ? 'info' : 'error';
      log({ level, event: 'create_urls', transaction_id: transactionId, outcome: refusal.code, error });
      const body = { transaction_id: transactionId, error: refusal.code, message: refusal.message };
      return { statusCode: refusal === error ? 400 : 500, body };
    }
  };

  return async (event) => {
    if (!isHttpEvent(event)) return (await create(() => event)).body;
    const request = readHttpRequest(event);
    if (request.method !== 'POST') {
      return jsonResponse(405, { error: 'InvalidRequest', message: 'Use POST.' }, { allow: 'POST' });
    }
    if (mediaType(request.headers['content-type']) !== 'application/json') {
      return jsonResponse(415, {
        error: 'InvalidRequest',
        message: 'The content type must be application/json.',
      });
    }
    const { statusCode, body } = await create(() => parseJson(request));
    return jsonResponse(statusCode, body);
  };
}

function parseJson({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // The parser's own words would quote the body, and the body holds a task token.
    throw new Refusal('InvalidJSON', 'The body is not JSON.');
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('ServiceError', 'Something went wrong on our side. No URL was made.');
}
