import { onTestFinished } from 'vitest';
import { createConsole } from '../../../src/local/console/console.ts';
import { openLoopbackPort, pathOf, readBody } from '../../../src/local/loopback-server.ts';
import { type EmbeddedSlack, startEmbeddedSlack } from '../../../src/local/slack/embedded-slack.ts';
import { type App, clientOf, type Received, TEST_APP } from './test-slack.ts';

/** Starts a console without AWS, with an embedded Slack that sends its requests to `app`. */
export async function startFakeConsole(app: App): Promise<{ url: string; slack: EmbeddedSlack }> {
  const server = await openLoopbackPort(0, fail, 'pages');
  const slack = await startEmbeddedSlack({
    eventsUrl: `${server.url}/slack/events`,
    onError: fail,
    app: TEST_APP,
  });
  const client = clientOf(slack.variables.SLACK_API_URL, slack.variables.SLACK_BOT_TOKEN);
  const showConsole = createConsole({
    emails: () => [],
    events: () => [],
    executions: () => [],
    startExecution: () => undefined,
    app: TEST_APP,
    slack,
    teams: undefined,
    onChange: slack.onChange,
    onError: fail,
    workflow: { name: 'Nothing', approvers: 'nobody@example.com' },
    slackChannel: '#approvals',
    startCommand: '',
  });
  server.serve(async (request, response) => {
    if (pathOf(request) !== '/slack/events') return showConsole(request, response);
    const body = (await readBody(request, 1_000_000)) ?? Buffer.alloc(0);
    const headers = request.headers as Received['headers'];
    const received = { headers, body, form: new URLSearchParams(body.toString('utf8')) };
    const answer = typeof app === 'function' ? await app(received, client) : app;
    response.writeHead(answer.status ?? 200, { 'content-type': answer.contentType ?? 'text/plain' });
    response.end(answer.body ?? '');
  });
  onTestFinished(async () => {
    await slack.close();
    await server.close();
  });
  return { url: server.url, slack };
}

function fail(error: unknown): never {
  throw error;
}
