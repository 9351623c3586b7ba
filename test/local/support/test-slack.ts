import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { openLoopbackPort, readBody } from '../../../src/local/loopback-server.ts';
import { startEmbeddedSlack } from '../../../src/local/slack/embedded-slack.ts';

export interface Received {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly form: URLSearchParams;
}

export interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly body?: string;
}

/** An app: one fixed answer, or a function that can call Slack before it answers. */
export type App = Answer | ((request: Received, client: WebClient) => Answer | Promise<Answer>);

/** An answer to a submitted modal, in JSON. */
export const json = (body: object): Answer => ({
  contentType: 'application/json',
  body: JSON.stringify(body),
});

/** An app with one command and one shortcut. */
export const TEST_APP = {
  name: 'Countersign',
  commands: ['/approval'],
  shortcuts: [{ name: 'Request approval', callbackId: 'request_approval' }],
  scopes: ['chat:write', 'commands', 'users:read', 'users:read.email', 'usergroups:read'],
};

/**
 * Starts the embedded Slack, a client of its Web API, and an endpoint that records the requests of Slack.
 *
 * @param now milliseconds since 1970
 * @param answerLimit a signal that aborts when the app takes too long to answer
 * @param keep how many messages with buttons stay, and how many others
 */
export async function startTestSlack(
  app: App = {},
  now?: () => number,
  answerLimit?: () => AbortSignal,
  keep?: number,
) {
  const received: Received[] = [];
  const endpoint = await openLoopbackPort(0, fail);
  endpoint.serve(async (request, response) => {
    const body = (await readBody(request, 1_000_000)) ?? Buffer.alloc(0);
    const headers = request.headers as Received['headers'];
    const one = { headers, body, form: new URLSearchParams(body.toString('utf8')) };
    received.push(one);
    const answer = typeof app === 'function' ? await app(one, client) : app;
    response.writeHead(answer.status ?? 200, { 'content-type': answer.contentType ?? 'text/plain' });
    response.end(answer.body ?? '');
  });
  const slack = await startEmbeddedSlack({
    eventsUrl: `${endpoint.url}/slack/events`,
    onError: fail,
    app: TEST_APP,
    ...(now && { now }),
    ...(answerLimit && { answerLimit }),
    ...(keep !== undefined && { keep }),
  });
  const changes: number[] = [];
  slack.onChange(() => void changes.push(changes.length));
  onTestFinished(async () => {
    await slack.close();
    await endpoint.close();
  });
  const {
    SLACK_API_URL,
    SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
    SLACK_CHANNEL: channel = '',
  } = slack.variables;
  const client = clientOf(SLACK_API_URL, SLACK_BOT_TOKEN);
  return {
    slack,
    client,
    channel,
    received,
    changes,
    apiUrl: SLACK_API_URL,
    origin: endpoint.url,
    secret: SLACK_SIGNING_SECRET ?? '',
  };
}

/** Returns the payload of an interaction. */
export function payloadOf(request: Received | undefined) {
  return JSON.parse(request?.form.get('payload') ?? 'null');
}

/** The client of the Slack SDK, without retries. */
export function clientOf(slackApiUrl: string | undefined, token: string | undefined): WebClient {
  return new WebClient(token, { ...(slackApiUrl && { slackApiUrl }), retryConfig: { retries: 0 } });
}

function fail(error: unknown): never {
  throw error;
}
