import { clientOptions, startTestServer } from './test-server.ts';

/** A request in the AWS REST-JSON protocol. */
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
 * Starts a fake Lambda for the running test, for responses that the embedded stack does not give. Pass `options` to an
 * SDK client. `calls` contains all calls.
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

/** An error response of Lambda: its name is a header, and its message is in `message` and in `Message`. */
export function restError(name: string, message: string, status = 400): RestAnswer {
  const body = JSON.stringify({ Type: 'User', message, Message: message });
  return { status, headers: { 'x-amzn-errortype': name }, body };
}
