import { onTestFinished } from 'vitest';
import { createConsole } from '../../../src/local/console/console.ts';
import { openLoopbackPort } from '../../../src/local/loopback-server.ts';
import { CARD_TYPE } from '../../../src/local/teams/card-check.ts';
import type { EmbeddedTeamsOptions } from '../../../src/local/teams/embedded-teams.ts';
import { REQUEST_CARD } from './teams-cards.ts';
import { TEST_APP } from './test-slack.ts';
import { activityPath, type Bot, cardMessage, startTestTeams } from './test-teams.ts';

/** Starts a console with an embedded Teams and nothing else. */
export async function startTeamsConsole(
  bot: Bot = approvalBot(),
  options: Partial<EmbeddedTeamsOptions> = {},
) {
  const started = await startTestTeams(bot, options);
  const server = await openLoopbackPort(0, fail, 'pages');
  onTestFinished(server.close);
  const { teams } = started;
  server.serve(
    createConsole({
      emails: () => [],
      events: () => [],
      executions: () => [],
      startExecution: () => undefined,
      app: TEST_APP,
      slack: undefined,
      teams,
      onChange: teams.onChange,
      onError: fail,
      workflow: { name: 'Nothing', approvers: 'nobody@example.com' },
      slackChannel: '#approvals',
      startCommand: '',
    }),
  );
  const getJson = async (path: string) => (await fetch(new URL(path, server.url))).json();
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(new URL(`/_local/teams/${path}`, server.url), init);
    return { status: response.status, ...((await response.json()) as object) };
  };
  return { ...started, url: server.url, getJson, post };
}

/** A bot that asks when it is mentioned, and shows the first decision to all people. */
export function approvalBot(): Bot {
  let decision: string | undefined;
  return async (activity, { call }) => {
    const { type, from, replyToId, value, conversation } = activity as {
      type: string;
      from: { name: string };
      replyToId?: string;
      conversation: { id: string };
      value?: { action: { verb: string; data: { comment?: string } } };
    };
    if (type === 'message') {
      await call('POST', activityPath(conversation.id), cardMessage(REQUEST_CARD));
      return {};
    }
    if (!value) return {};
    const { verb, data } = value.action;
    if (decision) {
      const text = `Already decided: ${decision}`;
      return { body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text } };
    }
    if (data.comment === 'forbidden') {
      const error = { code: 'NotAllowed', message: `${from.name} may not reject.` };
      return { body: { statusCode: 403, type: 'application/vnd.microsoft.error', value: error } };
    }
    decision = `${verb} by ${from.name}${data.comment ? `: “${data.comment}”` : ''}`;
    const card = {
      ...REQUEST_CARD,
      body: [...REQUEST_CARD.body, { type: 'TextBlock', text: decision, color: 'Good', wrap: true }],
      actions: [],
    };
    await call('PUT', activityPath(conversation.id, replyToId), cardMessage(card));
    return { body: { statusCode: 200, type: CARD_TYPE, value: card } };
  };
}

function fail(error: unknown): never {
  throw error;
}
