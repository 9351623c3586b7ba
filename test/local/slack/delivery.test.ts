import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedSlack } from '../../../src/local/slack/embedded-slack.ts';
import { isFromSlack } from '../../../src/slack/signature.ts';
import { type Answer, startTestSlack } from '../support/test-slack.ts';

const APPROVE = {
  type: 'button',
  action_id: 'decide:approve',
  text: { type: 'plain_text', text: 'Approve' },
  value: 'sealed',
  style: 'primary',
};
const BLOCKS = [{ type: 'actions', block_id: 'decide', elements: [APPROVE] }];

/** Starts an embedded Slack with one message that has a button. */
async function startWithButton(answer?: Answer) {
  const started = await startTestSlack(answer);
  const { client, channel } = started;
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'asked', blocks: BLOCKS });
  return { ...started, ts };
}

test('the embedded Slack signs its requests with the current time', async () => {
  const { slack, received, secret } = await startTestSlack();
  await slack.command({ text: '/approval help' });
  const [request] = received;
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(request && isFromSlack(request, secret, Date.now())).toBe(true);
  expect(request && isFromSlack({ ...request, body: Buffer.from('other') }, secret, Date.now())).toBe(false);
});

test('the embedded Slack sends a command in the format of Slack', async () => {
  const { slack, received, channel } = await startTestSlack();
  await slack.command({ user: 'ben', text: '/approval start  Ben Okafor' });
  expect(Object.fromEntries(received[0]?.form ?? [])).toEqual({
    team_id: 'T000000001',
    team_domain: 'example',
    channel_id: channel,
    channel_name: 'approvals',
    user_id: slack.workspace.users[1]?.id,
    user_name: 'ben',
    command: '/approval',
    text: 'start  Ben Okafor',
    api_app_id: 'A0LOCAL',
    is_enterprise_install: 'false',
    response_url: expect.stringMatching(/^http:/),
    trigger_id: expect.stringMatching(/./),
  });
});

test('the names of people and groups in a command become their IDs', async () => {
  const { slack, received } = await startTestSlack();
  const [ann, ben] = slack.workspace.users;
  const [group] = slack.workspace.userGroups;
  await slack.command({ text: 'start x approvers: @ann, @ben, @approvers, @nobody, ann@ben' });
  expect(received[0]?.form.get('text')).toBe(
    `start x approvers: <@${ann?.id}|ann>, <@${ben?.id}|ben>, <!subteam^${group?.id}|@approvers>, @nobody, ann@ben`,
  );
});

test('each command has a different trigger ID', async () => {
  const { slack, received } = await startTestSlack();
  await slack.command({ text: 'help' });
  await slack.command({ text: 'help' });
  const [first, second] = received.map(({ form }) => form.get('trigger_id'));
  expect(first).not.toBe(second);
});

test('the embedded Slack sends a press in the format of Slack', async () => {
  const { slack, received, channel, ts } = await startWithButton();
  const [ann] = slack.workspace.users;
  await slack.press({ channel, ts, actionId: 'decide:approve' });
  expect(JSON.parse(received[0]?.form.get('payload') ?? '')).toMatchObject({
    type: 'block_actions',
    user: { id: ann?.id, username: 'ann', name: 'ann', team_id: 'T000000001' },
    api_app_id: 'A0LOCAL',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    team: { id: 'T000000001', domain: 'example' },
    channel: { id: channel, name: 'approvals' },
    message: { type: 'message', ts, text: 'asked', user: slack.workspace.bot.id, blocks: BLOCKS },
    state: { values: {} },
    actions: [{ ...APPROVE, block_id: 'decide', action_ts: expect.stringMatching(/^\d+\.\d{6}$/) }],
    trigger_id: expect.stringMatching(/./),
    response_url: expect.stringMatching(/^http:/),
  });
});

const MORE = {
  type: 'overflow',
  action_id: 'more',
  options: [
    { text: { type: 'plain_text', text: 'Delegate' }, value: 'delegate' },
    { text: { type: 'plain_text', text: 'Remind' }, value: 'remind' },
  ],
};

test('the embedded Slack sends the chosen option of an overflow menu, which is no part of the state', async () => {
  const { slack, client, received, channel } = await startTestSlack();
  const blocks = [{ type: 'actions', block_id: 'decide', elements: [APPROVE, MORE] }];
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'asked', blocks });

  await slack.press({ channel, ts, actionId: 'more', option: 'remind' });

  expect(JSON.parse(received[0]?.form.get('payload') ?? '')).toMatchObject({
    message: { blocks },
    state: { values: {} },
    actions: [
      {
        type: 'overflow',
        action_id: 'more',
        block_id: 'decide',
        selected_option: { text: { type: 'plain_text', text: 'Remind' }, value: 'remind' },
        action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
      },
    ],
  });
  await expect(slack.press({ channel, ts, actionId: 'more', option: 'x' })).rejects.toMatchObject({
    code: 'UnknownField',
  });
});

test.each([
  ['a text', { body: 'For you' }, { text: 'For you', visible_to: expect.stringMatching(/^U/) }],
  [
    'JSON for one person',
    { contentType: 'application/json', body: '{"response_type":"ephemeral","text":"For you"}' },
    { text: 'For you', visible_to: expect.stringMatching(/^U/) },
  ],
  [
    'JSON for all people',
    { contentType: 'application/json', body: '{"response_type":"in_channel","text":"For all"}' },
    { text: 'For all' },
  ],
])('the embedded Slack shows the answer to a command: %s', async (_, answer, message) => {
  const { slack } = await startTestSlack(answer);
  await slack.command({ text: '/approval help' });
  expect(await slack.messages()).toMatchObject([message]);
});

test('an empty answer to a command shows no message', async () => {
  const { slack } = await startTestSlack();
  await slack.command({ text: '/approval help' });
  expect(await slack.messages()).toEqual([]);
});

test('the embedded Slack refuses actions that Slack does not allow', async () => {
  const { slack, received, channel, ts } = await startWithButton();
  const approve = { channel, ts, actionId: 'decide:approve' };
  await expect(slack.press({ ...approve, user: 'eve' })).rejects.toMatchObject({ code: 'UnknownUser' });
  await expect(slack.press({ ...approve, ts: '1.0' })).rejects.toMatchObject({ code: 'UnknownMessage' });
  await expect(slack.press({ ...approve, actionId: 'x' })).rejects.toMatchObject({ code: 'UnknownAction' });
  await expect(slack.command({ text: '/shrug' })).rejects.toMatchObject({ code: 'UnknownCommand' });
  expect(received).toEqual([]);
});

test('an error reports an endpoint that refuses a request', async () => {
  const { slack } = await startTestSlack({ status: 401 });
  await expect(slack.command({ text: '/approval help' })).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: 'The Slack endpoint answered with status 401.',
  });
});

test('an error reports an endpoint that answers too late', async () => {
  const limit = new AbortController();
  const never = async () => {
    limit.abort();
    return new Promise<Answer>(() => undefined);
  };
  const { slack } = await startTestSlack(never, undefined, () => limit.signal);
  await expect(slack.command({ text: '/approval help' })).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: 'The Slack endpoint did not answer within 3 seconds (operation_timeout).',
  });
});

test('the app gets the command and the name of its manifest', async () => {
  const app = { name: 'Approvals', commands: ['/approve-prod'], shortcuts: [], scopes: ['chat:write'] };
  const slack = await startEmbeddedSlack({
    eventsUrl: 'http://127.0.0.1:1/slack/events',
    onError: () => {},
    app,
  });
  onTestFinished(slack.close);

  expect(slack.variables).toMatchObject({ SLACK_COMMAND: '/approve-prod', SLACK_APP_NAME: 'Approvals' });
});
