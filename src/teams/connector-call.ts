import { objectIn } from '../callback/json.ts';
import { createAccessToken, type TokenOptions } from './access-token.ts';
import { ConnectorError } from './connector-error.ts';
import { callTeams } from './http.ts';
import type { IsServiceUrl } from './service-url.ts';

export interface CallOptions extends TokenOptions {
  readonly isServiceUrl: IsServiceUrl;
}

/** A request to the connector. */
export interface ConnectorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly serviceUrl: string;
  /** After `/v3`; not encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** By default, the request is not made again if it may have been received. */
  readonly harmlessTwice?: boolean;
}

export type CallConnector = (request: ConnectorRequest) => Promise<Readonly<Record<string, unknown>>>;

/** Calls the connector with a token, which is fetched when it is needed. */
export function createConnectorCall(options: CallOptions): CallConnector {
  const getToken = createAccessToken(options);
  return async (request) => {
    // References come from execution histories, which others can write.
    if (!options.isServiceUrl(request.serviceUrl)) throw new TypeError('the service URL is not of Teams');
    const token = await getToken();
    try {
      return objectIn(await callTeams(httpCall(request, token.value), options));
    } catch (error) {
      if (error instanceof ConnectorError && error.status === 401) token.forget();
      throw error;
    }
  };
}

function httpCall(
  { method, serviceUrl, path, query, body, harmlessTwice = false }: ConnectorRequest,
  token: string,
) {
  const [collection = '', , part = ''] = path;
  const what = `Teams, ${method} ${part || collection}`;
  // No URL can name them: they lead to another place, also when they are encoded (WHATWG URL, "double-dot URL path segment").
  if (path.includes('.') || path.includes('..')) throw new ConnectorError(what, 404, undefined);
  // A delivery may have half characters, which have no encoding. Teams knows nothing by such an id.
  const parts = path.map((one) => encodeURIComponent(one.toWellFormed()));
  const url = new URL(`${serviceUrl.replace(/\/+$/, '')}/v3/${parts.join('/')}`);
  if (query) url.search = new URLSearchParams(query).toString();
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json' }),
  };
  return {
    what,
    url: url.href,
    init: { method, headers, ...(body && { body: JSON.stringify(body) }) },
    harmlessTwice,
  };
}

/** @throws if an answer does not have a text that it must have */
export function requiredText(answer: Readonly<Record<string, unknown>>, member: string): string {
  const value = answer[member];
  if (typeof value === 'string' && value) return value;
  throw new Error(`Teams answered without ${member}.`);
}
