import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readBody } from '../../loopback-server.ts';
import { AwsError, malformed } from './aws-error.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** In bytes. Larger than the largest body that is needed here, Lambda's 6 MB. */
const LONGEST_BODY = 7 * 1024 * 1024;

/** Reads the request with its whole body. Throws if the body is too long, without keeping it in memory. */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const url = URL.parse(message.url ?? '/', 'http://127.0.0.1');
  if (!url) throw malformed('The request target is not a URL.');
  const body = await readBody(message, LONGEST_BODY);
  if (!body) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `The request body exceeds ${LONGEST_BODY} bytes.`,
      413,
    );
  }
  const { method = 'GET', headers } = message;
  return { method, path: url.pathname, query: url.searchParams, headers, body };
}
