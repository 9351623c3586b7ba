import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const FAILED = 'This did not work, and nothing was changed.';
const NO_ACCESS = `${FAILED} Slack no longer accepts the token of the app. Install the app again, and store its new token.`;
const NOT_PERMITTED = `${FAILED} Slack does not permit this to the app. Install the app again, with the scopes of its manifest, or ask an administrator of the workspace to permit it.`;

const CODES = [
  ...['invalid_auth', 'not_authed', 'token_expired', 'token_revoked', 'account_inactive'].map((error) => ({
    error,
    text: NO_ACCESS,
  })),
  ...['access_denied', 'ekm_access_denied', 'enterprise_is_restricted', 'team_access_not_granted'].map(
    (error) => ({ error, text: NOT_PERMITTED }),
  ),
  { error: 'fatal_error', text: `${FAILED} Try again in a moment.` },
  { error: 'toString', text: `${FAILED} Try again in a moment.` },
];

describe.each(CODES)('an app that Slack answers with $error', ({ error, text }) => {
  it('says so to a person who starts a request for a group', async () => {
    api.failures.set('usergroups.list', { error });
    const world = createSlackWorld(api.url);

    const { answer } = await world.command('start Ben approvers: @leads');

    expect(answer.text).toBe(text);
    expect(world.started).toEqual([]);
    expect(world.requests()).toMatchObject([{ level: 'error', outcome: 'ServiceError' }]);
  });

  it('says so in the form', async () => {
    api.failures.set('usergroups.list', { error });
    const world = createSlackWorld(api.url);
    const view = { callback_id: 'request', private_metadata: 'trigger' };

    const { answer } = await world.submit(view, {
      name: { type: 'plain_text_input', value: 'Ben' },
      others: { type: 'plain_text_input', value: '@leads' },
    });

    expect(answer).toEqual({ response_action: 'errors', errors: { name: text } });
    expect(world.started).toEqual([]);
  });

  it.each(['approve', 'reject'] as const)('says so to a person who presses (%s)', async (action) => {
    api.failures.set('users.lookupByEmail', { error });
    const world = createSlackWorld(api.url);
    const asked = await world.ask({ name: 'Ben', approvers: ['bob@example.com'] });

    await world.press(asked[action], asked.message, BOB);

    expect(world.workflow.completed).toEqual([]);
    expect(api.calls.filter(({ method }) => method === 'chat.postEphemeral')).toMatchObject([
      { user: BOB.id, text },
    ]);
  });

  it('says so to a person whose reason it cannot ask for', async () => {
    api.failures.set('views.open', { error });
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();

    await world.press(reject, message, BOB);

    expect(api.calls.at(-1)).toMatchObject({ method: 'chat.postEphemeral', text });
  });

  it('says so to a person who cancels', async () => {
    api.failures.set('views.open', { error });
    const world = createSlackWorld(api.url);
    await world.ask();

    expect((await world.command('cancel run-1')).answer.text).toBe(text);
  });

  it('says so to a person who submits a cancellation', async () => {
    const world = createSlackWorld(api.url);
    await world.ask({ name: 'Ben', approvers: ['bob@example.com'], requester_id: 'U0ANN0001' });
    await world.command('cancel run-1');
    const { view } = api.calls.at(-1) ?? {};
    api.failures.set('users.lookupByEmail', { error });

    const { answer } = await world.submit(view, {}, BOB);

    expect(answer.view.blocks[0].text.text).toBe(text);
    expect(world.stopped).toEqual([]);
  });
});

it.each([
  { locale: 'de', text: /^Das hat nicht funktioniert, und nichts wurde geändert\. Slack nimmt/ },
  { locale: 'zh', text: /^操作未成功，没有更改任何内容。Slack / },
])('the answer has the language of the deployment ($locale)', async ({ locale, text }) => {
  api.failures.set('usergroups.list', { error: 'invalid_auth' });
  const world = createSlackWorld(api.url, { locale });

  expect((await world.command('start Ben approvers: @leads')).answer.text).toMatch(text);
});
