import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ACCOUNT } from './aws/arn.ts';

/** API Gateway passes bodies of these types as text. It encodes all others as base64, also forms. */
const TEXT = /^(text\/|application\/(json|javascript|xml)\b)/i;

/**
 * The event that an HTTP API sends to Lambda for a request, in payload format 2.0 (API Gateway developer guide:
 * "Create AWS Lambda proxy integrations for HTTP APIs").
 *
 * @param routeKey such as `GET /respond`
 */
export function toHttpEvent(message: IncomingMessage, body: Buffer, routeKey: string, now: Date) {
  const { method = 'GET', headers, headersDistinct } = message;
  const [rawPath = '/', rawQueryString = ''] = splitOnce(message.url ?? '/', '?');
  const isBase64Encoded = !TEXT.test(headers['content-type'] ?? 'text/plain');
  const query = new URLSearchParams(rawQueryString);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(headers.cookie !== undefined && { cookies: headers.cookie.split('; ') }),
    headers: joined(Object.entries(headersDistinct).filter(([name]) => name !== 'cookie')),
    ...(query.size > 0 && {
      queryStringParameters: joined([...query.keys()].map((name) => [name, query.getAll(name)])),
    }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: message.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: body.length > 0 && isBase64Encoded,
  };
}

/** The size of the request line and all headers in bytes: API Gateway limits it. */
export function headerBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const requestLine = `${method} ${url} HTTP/${httpVersion}`;
  const separators = rawHeaders.length; // 2 bytes each: ": " after a name, a line break after a value
  return Buffer.byteLength(requestLine + rawHeaders.join('')) + 2 * separators;
}

/** API Gateway joins repeated values of a name with commas. */
function joined(entries: [string, string[] | undefined][]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, values = []]) => [name, values.join(',')]));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `24/Nov/2026:09:30:00 +0000`, in UTC. */
function logTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
