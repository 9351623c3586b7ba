import { clientOptions, startTestServer } from './test-server.ts';

/** A request in AWS's REST-JSON protocol. */
export interface RestCall {
  readonly method: string;
  /** The segments of the path, decoded. */
  readonly path: readonly string[];
  readonly body: string;
}

export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Lambda for the running test, for answers that the embedded stack has no reason to give. Its options are for any SDK
 * client; what was called is in `calls`.
 */
export async function startAwsRestServer(answer: (call: RestCall) => RestAnswer = () => ({})) {
  const calls: RestCall[] = [];
  const { url } = await startTestServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [, ...segments] = new URL(request.url ?? '', 'http://localhost').pathname.split('/');
    const call = {
      method: request.method ?? '',
      path: segments.map(decodeURIComponent),
      body: Buffer.concat(chunks).toString(),
    };
    calls.push(call);
    const { status = 200, headers, body = '{}' } = answer(call);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  });
  return { calls, options: clientOptions(url) };
}

/** An error as Lambda answers it: its name in a header, its words under either spelling. */
export function restError(name: string, message: string, status = 400): RestAnswer {
  const body = JSON.stringify({ Type: 'User', message, Message: message });
  return { status, headers: { 'x-amzn-errortype': name }, body };
}
