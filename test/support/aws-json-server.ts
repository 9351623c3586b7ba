import { clientOptions, startTestServer } from './test-server.ts';

/** A request in one of the AWS JSON protocols. */
export interface AwsCall {
  /** The operation, such as `GetExecutionHistory`. For Lambda, the end of the path, such as `succeed`. */
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** The response of AWS: an output, an error with a name, or no response at all. */
export type AwsAnswer = object | { readonly __type: string; readonly message?: string } | 'silence';

/**
 * Starts a fake AWS service for the running test, for responses that the embedded stack does not give. Pass `options`
 * to an SDK client. `calls` contains all calls.
 */
export async function startAwsJsonServer(answer: (call: AwsCall) => AwsAnswer) {
  const calls: AwsCall[] = [];
  const { url } = await startTestServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const target = String(request.headers['x-amz-target'] ?? request.url);
    const operation = target.split(/[./]/).at(-1) ?? '';
    const call = { operation, input: JSON.parse(Buffer.concat(chunks).toString()) };
    calls.push(call);
    const output = answer(call);
    if (output === 'silence') return;
    response.writeHead('__type' in output ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(output));
  });
  return { calls, options: clientOptions(url) };
}
