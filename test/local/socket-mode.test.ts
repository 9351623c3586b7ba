import { expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '../../src/config.ts';
import { connectSocketMode, readSocketModeSettings } from '../../src/local/socket-mode.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { startFakeSlack } from './support/fake-slack.ts';
import { startTestStack } from './support/test-stack.ts';

const TOKENS = { SLACK_BOT_TOKEN: 'xoxb-bot', SLACK_APP_TOKEN: 'xapp-app' };

async function startConnected() {
  const slack = await startFakeSlack({ appToken: TOKENS.SLACK_APP_TOKEN });
  const env = { ...TOKENS, SLACK_CHANNEL: '#approvals', SLACK_API_URL: slack.apiUrl };
  return { slack, ...(await startTestStack({ env })) };
}

const commandEnvelope = (text: string) => ({
  envelope_id: 'envelope-1',
  type: 'slash_commands',
  accepts_response_payload: true,
  payload: {
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    user_name: 'ann',
    command: '/approval',
    text,
    trigger_id: '1.2.3',
  },
});

test('the stack answers a command that comes over the socket', async () => {
  const { slack } = await startConnected();
  await slack.deliver(commandEnvelope('help'));
  expect(await slack.nextMessage()).toMatchObject({
    envelope_id: 'envelope-1',
    payload: { response_type: 'ephemeral', text: expect.stringContaining('/approval start') },
  });
});

test('the stack posts requests to the real workspace', async () => {
  const { slack, stack, until } = await startConnected();
  await slack.deliver(commandEnvelope('start Ben'));
  await slack.nextMessage();
  await until('the mail', () => stack.emails()[0]);
  await until('the message', () => slack.calls.some(({ method }) => method === 'chat.postMessage'));
  const post = slack.calls.find(({ method }) => method === 'chat.postMessage');
  expect(post?.parameters.get('channel')).toBe('#approvals');
});

test('the console shows that Slack is real', async () => {
  const { stack, getJson, postJson } = await startConnected();
  const page = await (await fetch(stack.url)).text();
  expect(page).toContain('Slack is your own workspace.');
  expect(page).not.toContain('id="composer"');
  expect(await getJson('/_local/slack/messages')).toMatchObject({ error: 'SlackIsReal' });
  expect((await postJson('/_local/slack/command', { text: 'help' })).status).toBe(404);
});

test('the stack ends its connection to Slack when it is closed', async () => {
  const { slack, stack } = await startConnected();
  await stack.close();
  await slack.ended();
});

test('the stack does not start if Slack refuses the app-level token', async () => {
  const slack = await startFakeSlack({ appToken: 'another' });
  const env = { ...TOKENS, SLACK_CHANNEL: '#approvals', SLACK_API_URL: slack.apiUrl };
  const start = startTestStack({ env });
  await expect(start).rejects.toThrow(ConfigError);
  await expect(start).rejects.toThrow(/\(invalid_auth\)\. Create an app-level token .* start again\.$/);
});

/** Connects to a fake Slack that then answers with these errors when the client connects again. */
async function connect(slack: Awaited<ReturnType<typeof startFakeSlack>>) {
  const settings = {
    botToken: 'xoxb',
    appToken: TOKENS.SLACK_APP_TOKEN,
    channel: 'C1',
    apiUrl: slack.apiUrl,
  };
  const { ports } = createSlackWorld(slack.apiUrl);
  const connection = await connectSocketMode(settings, ports, () => {}, { clientPingTimeout: 100 });
  onTestFinished(connection.disconnect);
  return connection;
}

test.each(['invalid_auth', 'token_revoked', 'account_inactive', 'org_login_required', 'something_new'])(
  'the connection fails at once, with a sentence, if Slack answers %s',
  async (refusal) => {
    const slack = await startFakeSlack({ appToken: TOKENS.SLACK_APP_TOKEN, refusal });
    await expect(connect(slack)).rejects.toThrow(
      `Slack refuses the connection of Socket Mode (${refusal}). `,
    );
  },
);

test('a connection that Slack does not renew ends with a sentence', async () => {
  const slack = await startFakeSlack({ appToken: TOKENS.SLACK_APP_TOKEN });
  const { lost } = await connect(slack);

  slack.refusals.push('internal_error', 'token_revoked');
  await slack.deliver({ type: 'disconnect', reason: 'refresh_requested' });

  await expect(lost).rejects.toThrow(ConfigError);
  await expect(lost).rejects.toThrow('(token_revoked). Create an app-level token');
});

test('a connection ends with a sentence if Socket Mode is turned off', async () => {
  const slack = await startFakeSlack({ appToken: TOKENS.SLACK_APP_TOKEN });
  const { lost } = await connect(slack);

  await slack.deliver({ type: 'disconnect', reason: 'link_disabled' });

  await expect(lost).rejects.toThrow('(link_disabled). Turn on Socket Mode for the app');
});

test('the connection fails with one sentence if Slack cannot be reached', async () => {
  const settings = { botToken: 'xoxb', appToken: 'xapp', channel: 'C1', apiUrl: 'http://127.0.0.1:1/' };
  const { ports } = createSlackWorld('http://127.0.0.1:1/');
  const connection = connectSocketMode(settings, ports, () => {}, { giveUpAfter: 1 });
  await expect(connection).rejects.toThrow(ConfigError);
  await expect(connection).rejects.toThrow('Slack cannot be reached');
});

test.each([
  ['SLACK_APP_TOKEN', { SLACK_BOT_TOKEN: 'xoxb-bot' }],
  ['SLACK_BOT_TOKEN', { SLACK_APP_TOKEN: 'xapp-app' }],
  ['SLACK_CHANNEL', TOKENS],
])('the error names %s if it is missing', (name, env) => {
  expect(() => readSocketModeSettings(env)).toThrow(name);
});

test('the stack uses the embedded Slack if there is no token', () => {
  expect(readSocketModeSettings({ SLACK_CHANNEL: '#approvals' })).toBeUndefined();
});
