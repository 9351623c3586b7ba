import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../config.ts';
import { type HttpReply, type HttpRequest, readRequest } from '../../local/aws/protocol/http.ts';
import { openLoopbackPort } from '../../local/loopback-server.ts';
import { type Call, identify } from './call.ts';
import { ANSWERS, faultAnswer } from './fault-answer.ts';
import { forward, SECRETS } from './forward.ts';
import type { Fault, Service } from './services.ts';

/** Longer than a person's press waits for Teams, and shorter than a state machine. */
const SLOW_MS = 2_000;

interface Failing {
  readonly service: Service;
  readonly fault: Fault;
  /** The fault begins when the service has answered this operation. Missing: it begins at once. */
  readonly after?: string | undefined;
}

/** A proxy between the functions and the embedded AWS, Slack and Teams, with at most one fault at a time. */
export interface FaultProxy {
  /** Replaces the addresses of all. The credentials then come from Secrets Manager, which the proxy plays. */
  readonly between: (functionEnv: Environment) => Environment;
  readonly begin: (failing: Failing) => void;
  /** Ends the fault. Requests that hang are closed. */
  readonly lift: () => void;
  /** All calls, oldest first. */
  readonly calls: readonly Call[];
  /** The calls that met a fault, oldest first. */
  readonly failed: readonly Call[];
  readonly close: () => Promise<void>;
}

/** @param onFailed called after each call that met a fault */
export async function startFaultProxy(onFailed: () => void): Promise<FaultProxy> {
  const calls: Call[] = [];
  const failed: Call[] = [];
  const hanging = new Set<ServerResponse>();
  let real: Environment = {};
  let failing: Failing | undefined;
  // A service that closed its connection closes ours: the function sees the same.
  const server = await openLoopbackPort(0, () => undefined);

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const call = identify(request);
    calls.push(call);
    const fault = failing?.service === call.service && !failing.after ? failing.fault : undefined;
    if (!fault) {
      const answer = await forward(request, call.service, real);
      if (failing?.after === call.operation) failing = { ...failing, after: undefined };
      send(response, answer);
      return;
    }
    failed.push(call);
    await fail(fault, call, request, response);
    onFailed();
  }

  async function fail(fault: Fault, { service }: Call, request: HttpRequest, response: ServerResponse) {
    const answer = fault === 'lost' || fault === 'slow' ? await forward(request, service, real) : undefined;
    if (fault === 'hang') hanging.add(response);
    else if (isAnswer(fault)) send(response, faultAnswer(fault, service, request));
    else if (fault !== 'slow' || !answer) response.destroy();
    else {
      await sleep(SLOW_MS);
      send(response, answer);
    }
  }

  server.serve(serve);
  return {
    between(functionEnv) {
      real = functionEnv;
      const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, TEAMS_CLIENT_SECRET, ...others } = functionEnv;
      return {
        ...others,
        AWS_ENDPOINT_URL: server.url,
        SLACK_API_URL: `${server.url}/api/`,
        SLACK_SECRET_ARN: `${SECRETS}slack`,
        TEAMS_SERVICE_URL: `${server.url}/teams/`,
        TEAMS_AUTHORITY_URL: server.url,
        TEAMS_SECRET_ID: `${SECRETS}teams`,
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
    calls,
    failed,
    close: server.close,
  };
}

function isAnswer(fault: Fault): fault is (typeof ANSWERS)[number] {
  return (ANSWERS as readonly string[]).includes(fault);
}

function send(response: ServerResponse, { status, headers, body }: HttpReply): void {
  response.writeHead(status, { ...headers });
  response.end(body);
}
