/** An HTTP request in the short form of the tests. */
export interface RequestParts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** API Gateway encodes binary bodies as base64. */
  readonly base64?: boolean;
}

/** The event of an HTTP API for a request, in payload format 2.0. */
export function httpEvent(url: string, { method = 'GET', headers = {}, body, base64 }: RequestParts = {}) {
  const { pathname, search } = new URL(url);
  return {
    version: '2.0',
    routeKey: `${method} ${pathname}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.eu-west-1.amazonaws.com',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      stage: '$default',
    },
    ...(body !== undefined && { body: Buffer.from(body).toString(base64 ? 'base64' : 'utf8') }),
    isBase64Encoded: base64 ?? false,
  };
}
