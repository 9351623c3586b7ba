import { afterEach, expect, test, vi } from 'vitest';
import { isFromSlack } from '../../../src/slack/signature.ts';
import { appWithViews, HOME, MODAL, startWithModal } from '../support/slack-views.ts';
import { json, payloadOf, startTestSlack } from '../support/test-slack.ts';

const NAMED = { name: { text: 'Ben' } };

afterEach(() => void vi.useRealTimers());

test('sends a shortcut as Slack does', async () => {
  const { slack, received, secret } = await startTestSlack();
  await slack.shortcut({ user: 'ben', callbackId: 'request_approval' });
  expect(received[0] && isFromSlack(received[0], secret, Date.now())).toBe(true);
  expect(payloadOf(received[0])).toEqual({
    type: 'shortcut',
    team: { id: 'T000000001', domain: 'example' },
    user: { id: slack.workspace.users[1]?.id, username: 'ben', name: 'ben', team_id: 'T000000001' },
    api_app_id: 'A0LOCAL',
    callback_id: 'request_approval',
    action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    trigger_id: expect.stringMatching(/./),
    is_enterprise_install: false,
    enterprise: null,
  });
  await expect(slack.shortcut({ callbackId: 'other' })).rejects.toMatchObject({ code: 'UnknownShortcut' });
});

test('shows a modal only to the person that it was opened for', async () => {
  const { slack } = await startWithModal();
  expect(slack.views()).toMatchObject({ modal: { callback_id: 'request', type: 'modal' }, errors: {} });
  expect(slack.views('ben').modal).toBeUndefined();
});

test.each([
  ['that was never given', async () => 'made.up', 'invalid_trigger_id'],
  [
    'that is too old',
    async (triggerId: string) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4_000 });
      return triggerId;
    },
    'expired_trigger_id',
  ],
])('opens no modal with a trigger id %s', async (_, triggerFrom, error) => {
  const { slack, client, received } = await startTestSlack();
  await slack.shortcut({ callbackId: 'request_approval' });
  const trigger_id = await triggerFrom(payloadOf(received[0]).trigger_id);
  await expect(client.views.open({ trigger_id, view: MODAL })).rejects.toMatchObject({ data: { error } });
  expect(slack.views().modal).toBeUndefined();
});

test('opens one modal with a trigger id', async () => {
  const { slack, client, received } = await startTestSlack();
  await slack.shortcut({ callbackId: 'request_approval' });
  const { trigger_id } = payloadOf(received[0]);
  await client.views.open({ trigger_id, view: MODAL });
  await expect(client.views.open({ trigger_id, view: MODAL })).rejects.toMatchObject({
    data: { error: 'exchanged_trigger_id' },
  });
});

test('refuses a view as Slack does, and shows nothing', async () => {
  const { slack, client } = await startTestSlack();
  const user_id = slack.workspace.users[0]?.id ?? '';
  const view = { ...HOME, private_metadata: 'x'.repeat(3_001) };
  await expect(client.views.publish({ user_id, view })).rejects.toMatchObject({
    data: {
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]'],
      },
    },
  });
  expect(slack.views().home).toBeUndefined();
});

test('submits a modal as Slack does, and closes it if the answer of the app is empty', async () => {
  const { slack, received, secret } = await startWithModal();
  const { modal } = slack.views();
  const [ann, ben] = slack.workspace.users;
  const values = { ...NAMED, kind: { choice: 'access' }, who: { people: ['ben', ann?.id ?? ''] } };
  expect(await slack.submit({ values })).toMatchObject({ modal: undefined, errors: {} });
  expect(received[0] && isFromSlack(received[0], secret, Date.now())).toBe(true);
  const access = { text: { type: 'plain_text', text: 'Access' }, value: 'access' };
  expect(payloadOf(received[0])).toMatchObject({
    type: 'view_submission',
    user: { id: ann?.id, username: 'ann' },
    trigger_id: expect.stringMatching(/./),
    view: {
      id: modal?.id,
      hash: modal?.hash,
      type: 'modal',
      callback_id: 'request',
      private_metadata: 'sealed',
      root_view_id: modal?.id,
      app_id: 'A0LOCAL',
      state: {
        values: {
          name: { text: { type: 'plain_text_input', value: 'Ben' } },
          kind: { choice: { type: 'static_select', selected_option: access } },
          who: { people: { type: 'multi_users_select', selected_users: [ben?.id, ann?.id] } },
        },
      },
    },
    response_urls: [],
  });
  expect(slack.views().modal).toBeUndefined();
});

test('sends empty fields to the app', async () => {
  const { slack, received } = await startWithModal();
  await slack.submit({ values: NAMED });
  expect(payloadOf(received[0]).view.state.values).toMatchObject({
    kind: { choice: { type: 'static_select', selected_option: null } },
    who: { people: { type: 'multi_users_select', selected_users: [] } },
  });
});

test.each([
  ['nothing', {}, 'Please complete this required field.'],
  ['too little', { name: { text: 'B' } }, 'Enter at least 2 characters.'],
  ['too much', { name: { text: 'x'.repeat(11) } }, 'Enter at most 10 characters.'],
])('shows an error, and sends nothing, if a field has %s', async (_, values, message) => {
  const { slack, received } = await startWithModal();
  expect(await slack.submit({ values })).toMatchObject({ modal: {}, errors: { name: message } });
  expect(received).toEqual([]);
});

test.each([
  ['field', { nothing: { text: 'x' } }, 'UnknownField'],
  ['option', { kind: { choice: 'other' } }, 'UnknownField'],
  ['person', { who: { people: ['eve'] } }, 'UnknownUser'],
])('refuses a %s that does not exist', async (_, values, code) => {
  const { slack } = await startWithModal();
  await expect(slack.submit({ values })).rejects.toMatchObject({ code });
});

test('keeps a modal open, with the errors that the app answers', async () => {
  const errors = { name: 'That name is taken.' };
  const { slack } = await startWithModal(MODAL, () => json({ response_action: 'errors', errors }));
  expect(await slack.submit({ values: NAMED })).toMatchObject({
    modal: { id: expect.stringMatching(/^V/) },
    errors,
  });
  expect(slack.views().errors).toEqual(errors);
});

test('shows the view that the app answers, in place of the old one', async () => {
  const view = { ...MODAL, title: { type: 'plain_text', text: 'Sure?' } };
  const { slack } = await startWithModal(MODAL, () => json({ response_action: 'update', view }));
  const { modal } = slack.views();
  const shown = await slack.submit({ values: NAMED });
  expect(shown.modal).toMatchObject({ id: modal?.id, title: { text: 'Sure?' } });
  expect(shown.modal?.hash).not.toBe(modal?.hash);
});

test('closes all modals if the app asks for it, and otherwise only the top one', async () => {
  const answers = [
    json({ response_action: 'push', view: MODAL }),
    {},
    json({ response_action: 'push', view: MODAL }),
  ];
  answers.push(json({ response_action: 'clear' }));
  const { slack } = await startWithModal(MODAL, () => answers.shift() ?? {});
  const { modal: first } = slack.views();
  const { modal: second } = await slack.submit({ values: NAMED });
  expect(second).toMatchObject({ previous_view_id: first?.id });
  expect((await slack.submit({ values: NAMED })).modal).toEqual(first);
  await slack.submit({ values: NAMED });
  expect((await slack.submit({ values: NAMED })).modal).toBeUndefined();
});

test.each([
  ['errors in a block that is no input', { response_action: 'errors', errors: { more: 'No.' } }],
  ['no errors', { response_action: 'errors', errors: {} }],
  ['a view that is too large', { response_action: 'update', view: { ...MODAL, title: undefined } }],
  ['something else', { text: 'Thanks!' }],
])('reports an app that answers a submission with %s', async (_, answer) => {
  const { slack } = await startWithModal(MODAL, () => json(answer));
  await expect(slack.submit({ values: NAMED })).rejects.toMatchObject({ code: 'EndpointFailed' });
  expect(slack.views().modal).toBeDefined();
});

test('sends a press in a modal as Slack does, with the current values', async () => {
  const { slack, received } = await startWithModal();
  await slack.pressInView({ actionId: 'add', values: NAMED });
  const { modal } = slack.views();
  const [id, hash] = [modal?.id, modal?.hash];
  const payload = payloadOf(received[0]);
  expect(payload).toMatchObject({
    type: 'block_actions',
    container: { type: 'view', view_id: id },
    view: { id, hash, private_metadata: 'sealed', state: { values: { name: { text: { value: 'Ben' } } } } },
    actions: [{ type: 'button', action_id: 'add', block_id: 'more', value: '1' }],
    trigger_id: expect.stringMatching(/./),
  });
  expect(payload).not.toHaveProperty('message');
  expect(payload).not.toHaveProperty('response_url');
});

test('updates a modal while it is open, and not afterwards', async () => {
  const { slack, client } = await startWithModal();
  const view_id = slack.views().modal?.id ?? '';
  await client.views.update({ view_id, view: { ...MODAL, callback_id: 'changed' } });
  expect(slack.views().modal).toMatchObject({ id: view_id, callback_id: 'changed' });
  await slack.closeModal({});
  await expect(client.views.update({ view_id, view: MODAL })).rejects.toMatchObject({
    data: { error: 'not_found' },
  });
  await expect(slack.submit({ viewId: view_id })).rejects.toMatchObject({ code: 'UnknownView' });
});

test('reports a closed modal only if the app asked for it', async () => {
  const quiet = await startWithModal();
  await quiet.slack.closeModal({ values: NAMED });
  expect(quiet.received).toEqual([]);

  const { slack, received } = await startWithModal({ ...MODAL, notify_on_close: true });
  await slack.closeModal({ values: NAMED });
  expect(payloadOf(received[0])).toMatchObject({
    type: 'view_closed',
    is_cleared: false,
    view: { callback_id: 'request', state: { values: { name: { text: { value: 'Ben' } } } } },
  });
  expect(slack.views().modal).toBeUndefined();
});

test('reports an opened home as Slack does, and shows the published view', async () => {
  const { slack, received, secret } = await startTestSlack(appWithViews());
  await slack.openHome({ user: 'ben' });
  const [request] = received;
  const [, ben] = slack.workspace.users;
  expect(request && isFromSlack(request, secret, Date.now())).toBe(true);
  expect(request?.headers['content-type']).toBe('application/json');
  const event = { type: 'app_home_opened', user: ben?.id, channel: ben?.directChannel, tab: 'home' };
  const body = JSON.parse(request?.body.toString('utf8') ?? '');
  expect(body).toMatchObject({
    type: 'event_callback',
    team_id: 'T000000001',
    api_app_id: 'A0LOCAL',
    event: { ...event, event_ts: expect.stringMatching(/^\d+\.\d{6}$/) },
    event_id: expect.stringMatching(/^Ev/),
    event_time: expect.any(Number),
    authorizations: [{ user_id: slack.workspace.bot.id, is_bot: true }],
  });
  expect(body.event).not.toHaveProperty('view');
  expect(slack.views('ben').home).toMatchObject(HOME);
  expect(slack.views('ann').home).toBeUndefined();
  await slack.openHome({ user: 'ben' });
  const again = JSON.parse(received[1]?.body.toString('utf8') ?? '');
  expect(again.event.view).toMatchObject(HOME);
});

test('sends a press in the named block of the home view', async () => {
  const { slack, received } = await startTestSlack(appWithViews());
  await slack.openHome({});
  await slack.pressInView({ blockId: 'second', actionId: 'decide' });
  expect(payloadOf(received[1])).toMatchObject({
    container: { type: 'view', view_id: slack.views().home?.id },
    view: { type: 'home', hash: slack.views().home?.hash },
    actions: [{ block_id: 'second', value: 'two' }],
  });
  await expect(slack.pressInView({ actionId: 'other' })).rejects.toMatchObject({ code: 'UnknownAction' });
  await expect(slack.pressInView({ user: 'ben', actionId: 'decide' })).rejects.toMatchObject({
    code: 'UnknownView',
  });
});
