import type { Environment } from '../../config.ts';
import { readRequest } from '../../local/aws/protocol/http.ts';
import { openLoopbackPort } from '../../local/loopback-server.ts';
import { forward } from '../faults/forward.ts';

/** A server between the functions and the embedded AWS, which sees what the functions ask for. */
export interface Watch {
  /** Replaces the address of AWS. */
  readonly between: (functionEnv: Environment) => Environment;
  /** The data keys that KMS gave so far, as base64. */
  readonly dataKeys: ReadonlySet<string>;
  /** The tokens of all tasks that were completed or kept alive so far, also twice. */
  readonly completed: readonly string[];
  readonly close: () => Promise<void>;
}

export async function watchAws(): Promise<Watch> {
  const dataKeys = new Set<string>();
  const completed: string[] = [];
  let real: Environment = {};
  const server = await openLoopbackPort(0, () => undefined);
  server.serve(async (message, response) => {
    const request = await readRequest(message);
    const { status, headers, body } = await forward(request, 'states', real);
    for (const [, key = ''] of String(body).matchAll(/"Plaintext":"([^"]+)"/g)) dataKeys.add(key);
    if (status === 200 && /\.SendTask/.test(String(request.headers['x-amz-target']))) {
      completed.push(JSON.parse(request.body.toString()).taskToken);
    }
    response.writeHead(status, { ...headers });
    response.end(body);
  });
  return {
    between(functionEnv) {
      real = functionEnv;
      return { ...functionEnv, AWS_ENDPOINT_URL: server.url };
    },
    dataKeys,
    completed,
    close: server.close,
  };
}
