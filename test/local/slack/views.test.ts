import { expect, test } from 'vitest';
import { isFromSlack } from '../../../src/slack/signature.ts';
import { appWithViews, HOME, MODAL, startWithModal } from '../support/slack-views.ts';
import { json, payloadOf, startTestSlack } from '../support/test-slack.ts';

const NAMED = { name: { text: 'Ben' } };

test('the embedded Slack sends a shortcut in the format of Slack', async () => {
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

test('a modal is shown only to the person who opened it', async () => {
  const { slack } = await startWithModal();
  expect(slack.views()).toMatchObject({ modal: { callback_id: 'request', type: 'modal' }, errors: {} });
  expect(slack.views('ben').modal).toBeUndefined();
});

test.each([
  ['that Slack never sent', () => 'made.up', 'invalid_trigger_id'],
  ['that is too old', (triggerId: string) => triggerId, 'expired_trigger_id'],
])('a trigger ID %s opens no modal', async (_, triggerFrom, error) => {
  let now = Date.now();
  const { slack, client, received } = await startTestSlack({}, () => now);
  await slack.shortcut({ callbackId: 'request_approval' });
  const trigger_id = triggerFrom(payloadOf(received[0]).trigger_id);
  now += 3_000;
  await expect(client.views.open({ trigger_id, view: MODAL })).rejects.toMatchObject({ data: { error } });
  expect(slack.views().modal).toBeUndefined();
});

test('a trigger ID opens only one modal', async () => {
  const { slack, client, received } = await startTestSlack();
  await slack.shortcut({ callbackId: 'request_approval' });
  const { trigger_id } = payloadOf(received[0]);
  await client.views.open({ trigger_id, view: MODAL });
  await expect(client.views.open({ trigger_id, view: MODAL })).rejects.toMatchObject({
    data: { error: 'exchanged_trigger_id' },
  });
});

test('an invalid view is refused as in Slack, and is not shown', async () => {
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

test('a modal is submitted in the format of Slack, and an empty answer of the app closes it', async () => {
  const { slack, received, secret } = await startWithModal();
  const { modal } = slack.views();
  const [ann, ben] = slack.workspace.users;
  const values = {
    ...NAMED,
    kind: { choice: 'access' },
    who: { people: ['ben', ann?.id ?? ''] },
    where: { channel: 'approvals' },
  };
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
          where: {
            channel: { type: 'conversations_select', selected_conversation: slack.workspace.channel.id },
          },
        },
      },
    },
    response_urls: [],
  });
  expect(slack.views().modal).toBeUndefined();
});

test('empty fields are sent to the app', async () => {
  const { slack, received } = await startWithModal();
  await slack.submit({ values: NAMED });
  expect(payloadOf(received[0]).view.state.values).toMatchObject({
    kind: { choice: { type: 'static_select', selected_option: null } },
    who: { people: { type: 'multi_users_select', selected_users: [] } },
    where: { channel: { type: 'conversations_select', selected_conversation: null } },
  });
});

test.each([
  ['no text', {}, 'Please complete this required field.'],
  ['too little text', { name: { text: 'B' } }, 'Enter at least 2 characters.'],
  ['too much text', { name: { text: 'x'.repeat(11) } }, 'Enter at most 10 characters.'],
])('a field with %s shows an error, and the app gets no request', async (_, values, message) => {
  const { slack, received } = await startWithModal();
  expect(await slack.submit({ values })).toMatchObject({ modal: {}, errors: { name: message } });
  expect(received).toEqual([]);
});

test.each([
  ['field', { nothing: { text: 'x' } }, 'UnknownField'],
  ['option', { kind: { choice: 'other' } }, 'UnknownField'],
  ['person', { who: { people: ['eve'] } }, 'UnknownUser'],
  ['channel', { where: { channel: 'nowhere' } }, 'UnknownField'],
])('a %s that does not exist is refused', async (_, values, code) => {
  const { slack } = await startWithModal();
  await expect(slack.submit({ values })).rejects.toMatchObject({ code });
});

test('a modal stays open, and shows the errors in the answer of the app', async () => {
  const errors = { name: 'That name is taken.' };
  const { slack } = await startWithModal(MODAL, () => json({ response_action: 'errors', errors }));
  expect(await slack.submit({ values: NAMED })).toMatchObject({
    modal: { id: expect.stringMatching(/^V/) },
    errors,
  });
  expect(slack.views().errors).toEqual(errors);
});

test('the view in the answer of the app replaces the old view', async () => {
  const view = { ...MODAL, title: { type: 'plain_text', text: 'Sure?' } };
  const { slack } = await startWithModal(MODAL, () => json({ response_action: 'update', view }));
  const { modal } = slack.views();
  const shown = await slack.submit({ values: NAMED });
  expect(shown.modal).toMatchObject({ id: modal?.id, title: { text: 'Sure?' } });
  expect(shown.modal?.hash).not.toBe(modal?.hash);
});

test('the app can close all modals; an empty answer closes only the top modal', async () => {
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
  ['errors for a block that is not an input', { response_action: 'errors', errors: { more: 'No.' } }],
  ['an empty list of errors', { response_action: 'errors', errors: {} }],
  ['an invalid view', { response_action: 'update', view: { ...MODAL, title: undefined } }],
  ['another object', { text: 'Thanks!' }],
])('an error reports an app that answers a submission with %s', async (_, answer) => {
  const { slack } = await startWithModal(MODAL, () => json(answer));
  await expect(slack.submit({ values: NAMED })).rejects.toMatchObject({ code: 'EndpointFailed' });
  expect(slack.views().modal).toBeDefined();
});

test('a press in a modal is sent in the format of Slack, with the current values', async () => {
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

test('a modal can be updated while it is open, and not afterwards', async () => {
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

test('a closed modal is reported only if the app asked for this report', async () => {
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

test('an opened home tab is reported in the format of Slack, and shows the published view', async () => {
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

test('a press in the home view is sent for the named block', async () => {
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
