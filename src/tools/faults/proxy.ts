import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Environment } from '../../config.ts';
import { type HttpReply, type HttpRequest, readRequest } from '../../local/aws/protocol/http.ts';
import { openLoopbackPort } from '../../local/loopback-server.ts';
import { ANSWERS, faultAnswer } from './fault-answer.ts';
import type { Fault, Service } from './services.ts';

/** A request of a function to a service. */
export interface Call {
  readonly service: Service;
  /** Such as `Decrypt` or `chat.update`. */
  readonly operation: string;
  /** Which attempt of the AWS SDK this is, beginning with 1. The Slack client does not tell, so it is 1. */
  readonly attempt: number;
}

interface Failing {
  readonly service: Service;
  readonly fault: Fault;
  /** The fault begins when the service has answered this operation. Missing: it begins at once. */
  readonly after?: string | undefined;
}

/** A proxy between the functions and the embedded AWS and Slack, with at most one fault at a time. */
export interface FaultProxy {
  /** Replaces the addresses of AWS and Slack. Slack's credentials then come from Secrets Manager, which the proxy plays. */
  readonly between: (functionEnv: Environment) => Environment;
  readonly begin: (failing: Failing) => void;
  /** Ends the fault. Requests that hang are closed. */
  readonly lift: () => void;
  /** The calls that met a fault, oldest first. */
  readonly failed: readonly Call[];
  readonly close: () => Promise<void>;
}

/** @param onFailed called after each call that met a fault */
export async function startFaultProxy(onFailed: () => void): Promise<FaultProxy> {
  const failed: Call[] = [];
  const hanging = new Set<ServerResponse>();
  let real: Environment = {};
  let failing: Failing | undefined;
  // A service that closed its connection closes ours: the function sees the same.
  const server = await openLoopbackPort(0, () => undefined);

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const call = identify(request);
    const fault = failing?.service === call.service && !failing.after ? failing.fault : undefined;
    if (!fault) {
      const answer = await forward(request, call.service, real);
      if (failing?.after === call.operation) failing = { ...failing, after: undefined };
      send(response, answer);
      return;
    }
    failed.push(call);
    if (fault === 'lost') await forward(request, call.service, real);
    if (fault === 'hang') hanging.add(response);
    else if (isAnswer(fault)) send(response, faultAnswer(fault, call.service, request));
    else response.destroy();
    onFailed();
  }

  server.serve(serve);
  return {
    between(functionEnv) {
      real = functionEnv;
      const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, ...others } = functionEnv;
      return {
        ...others,
        AWS_ENDPOINT_URL: server.url,
        SLACK_API_URL: `${server.url}/api/`,
        SLACK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:slack',
      };
    },
    begin(next) {
      failing = next;
    },
    lift() {
      failing = undefined;
      for (const response of hanging) response.destroy();
      hanging.clear();
    },
    failed,
    close: server.close,
  };
}

function isAnswer(fault: Fault): fault is (typeof ANSWERS)[number] {
  return (ANSWERS as readonly string[]).includes(fault);
}

function identify({ headers, path, body }: HttpRequest): Call {
  // AWS: "Elements of an AWS API request signature": the credential is KEY/DATE/REGION/SERVICE/aws4_request.
  const [, service = 'slack'] =
    /Credential=[^,]*\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const [, attempt = '1'] = /attempt=(\d+)/.exec(String(headers['amz-sdk-request'])) ?? [];
  return {
    service: service as Service,
    operation: operationOf(headers, path, body),
    attempt: Number(attempt),
  };
}

function operationOf(headers: HttpRequest['headers'], path: string, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1) ?? '';
  if (path.startsWith('/api/')) return path.slice('/api/'.length);
  return path === '/' ? (new URLSearchParams(body.toString()).get('Action') ?? '') : 'Invoke';
}

async function forward(request: HttpRequest, service: Service, real: Environment): Promise<HttpReply> {
  if (service === 'secretsmanager') return secretValue(real);
  const { method, path, query, headers, body } = request;
  const base = service === 'slack' ? real.SLACK_API_URL : real.AWS_ENDPOINT_URL;
  const url = new URL(path, base);
  url.search = query.toString();
  const {
    host,
    connection,
    'content-length': length,
    'transfer-encoding': encoding,
    expect,
    ...kept
  } = headers;
  const response = await fetch(url, {
    method,
    headers: kept as Record<string, string>,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, headers: { 'content-type': type }, body: await response.text() };
}

/** The embedded AWS has no Secrets Manager. */
function secretValue({
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: signingSecret,
}: Environment): HttpReply {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ Name: 'slack', SecretString: JSON.stringify({ botToken, signingSecret }) }),
  };
}

function send(response: ServerResponse, { status, headers, body }: HttpReply): void {
  response.writeHead(status, { ...headers });
  response.end(body);
}
