import type { CreateUrls } from '../callback/create-urls.ts';
import { parseCreateUrlsEvent, parseCreateUrlsInput } from '../callback/create-urls-input.ts';
import { Refusal } from '../callback/errors.ts';
import type { CreateUrlsInput } from '../callback/schemas.ts';
import { type HttpRequest, isHttpEvent, jsonResponse, readHttpRequest } from '../http.ts';
import { inOneLine } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { httpOf, readJsonBody } from './json-body.ts';

/** An HTTP response. A direct invocation gets only its body. */
interface Result {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Logged, not returned. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface UrlsPorts {
  readonly createUrls: CreateUrls;
  readonly newTransactionId: () => string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/** The handler of create-urls. The input is the body of `POST /urls`, or the event of a direct invocation. */
export function createUrlsHandler(ports: UrlsPorts): (event: unknown) => Promise<unknown> {
  return async (event) => {
    if (!isHttpEvent(event)) return (await create(() => parseCreateUrlsEvent(event), ports)).body;
    const request = readHttpRequest(event);
    const { statusCode, body, headers } = await create(() => readInput(request), ports);
    return jsonResponse(statusCode, body, headers);
  };
}

function readInput(request: HttpRequest): CreateUrlsInput {
  const exact = readJsonBody(request);
  return parseCreateUrlsInput(JSON.parse(request.body.toString('utf8')), exact);
}

function create(read: () => CreateUrlsInput, ports: UrlsPorts): Promise<Result> {
  return inOneLine('create_urls', ports, async (note) => {
    const transactionId = ports.newTransactionId();
    const result = await mint(read, transactionId, ports.createUrls);
    note({ transaction_id: transactionId, ...result.facts });
    return result;
  });
}

async function mint(
  read: () => CreateUrlsInput,
  transactionId: string,
  createUrls: CreateUrls,
): Promise<Result> {
  try {
    const output = await createUrls(read(), transactionId);
    const actions = Object.keys(output.urls);
    return { statusCode: 200, body: { ...output }, facts: { outcome: 'created', actions } };
  } catch (error) {
    const refusal = asRefusal(error);
    const level = refusal === error ? 'info' : 'error';
    return {
      ...httpOf(refusal),
      body: { transaction_id: transactionId, error: refusal.code, message: refusal.message },
      facts: { level, outcome: refusal.code, error },
    };
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('ServiceError', 'Something went wrong on our side. No URL was created.');
}
