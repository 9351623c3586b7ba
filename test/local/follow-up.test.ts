import { expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type FollowUp, followUpEvent } from '../../src/slack/follow-up.ts';
import { configuredInvokeSelf } from '../../src/wiring/invoke-self.ts';
import { startFakeSlack } from './support/fake-slack.ts';
import { startTestStack } from './support/test-stack.ts';

/** What the Slack function does when reading takes too long: it invokes itself, through Lambda. */
function followUp(work: FollowUp, awsUrl: string, signingSecret: string): Promise<void> {
  const env = {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_LAMBDA_FUNCTION_NAME: 'slack',
  };
  const invokeSelf = configuredInvokeSelf(loadConfig(env, []), env, 'interactive');
  return invokeSelf(followUpEvent(work, signingSecret));
}

test('reading goes on in the embedded Lambda, and publishes the home tab', async () => {
  const { stack, until, startExecution } = await startTestStack();
  const ann = stack.slack?.workspace.users.find(({ name }) => name === 'ann')?.id ?? '';
  await startExecution({ name: 'Ben' });
  await until('the message', async () => (await stack.slack?.messages())?.[0]);

  await followUp({ home: ann }, stack.awsUrl, stack.slack?.variables.SLACK_SIGNING_SECRET ?? '');

  const home = await until('the home tab', () => stack.slack?.views('ann').home);
  expect(JSON.stringify(home)).toContain('Approval for Ben');
});

test('reading goes on in the embedded Lambda with a real workspace, and answers through the response_url', async () => {
  const slack = await startFakeSlack({ appToken: 'xapp-app' });
  let secret = '';
  const { stack } = await startTestStack({
    changeEnvironment: (env) => {
      secret = env.SLACK_SIGNING_SECRET ?? '';
      return env;
    },
    env: {
      SLACK_BOT_TOKEN: 'xoxb-bot',
      SLACK_APP_TOKEN: 'xapp-app',
      SLACK_CHANNEL: '#approvals',
      SLACK_API_URL: slack.apiUrl,
    },
  });
  const command = { command: '/approval', text: 'list', user_id: 'U1', channel_id: 'C1' };

  const work = { command: { ...command, response_url: `${slack.apiUrl}response` } };
  await followUp(work, stack.awsUrl, secret);

  await vi.waitFor(() => expect(slack.calls.map(({ method }) => method)).toContain('response'));
});
