import { expect, test } from 'vitest';
import { slackRoutes } from '../../../src/local/console/slack-routes.ts';
import { appWithViews, HOME, MODAL } from '../support/slack-views.ts';
import { json, startTestSlack } from '../support/test-slack.ts';

/** Starts an embedded Slack whose app has a modal and a home tab, and returns its routes. */
async function startRoutes() {
  const errors = { name: 'Taken.' };
  const app = appWithViews(MODAL, ({ view }) =>
    view?.state.values.name?.text.value === 'Taken' ? json({ response_action: 'errors', errors }) : {},
  );
  const { slack } = await startTestSlack(app);
  const routes = slackRoutes(slack);
  const get = async (path: string) => (await routes.request(`/${path}`)).json();
  const post = async (path: string, body: unknown) => {
    const response = await routes.request(`/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, ...((await response.json()) as object) };
  };
  return { get, post };
}

test('the routes run a shortcut, a press in its modal, an error and the submission', async () => {
  const { get, post } = await startRoutes();
  const opened = await post('shortcut', { user: 'ben', callback_id: 'request_approval' });
  expect(opened).toMatchObject({ status: 200, ok: true, modal: { callback_id: 'request' } });
  expect(await get('views?user=ben')).toMatchObject({
    modal: { callback_id: 'request' },
    errors: {},
    home: null,
  });
  expect(await get('views')).toMatchObject({ modal: null });
  expect(await post('press', { user: 'ben', action_id: 'add' })).toMatchObject({ status: 200 });
  const values = { name: { text: 'Taken' }, who: { people: ['ann'] } };
  expect(await post('submit', { user: 'ben', values })).toMatchObject({
    ok: true,
    errors: { name: 'Taken.' },
  });
  expect(await post('submit', { user: 'ben', values: { name: { text: 'Free' } } })).toEqual({
    status: 200,
    ok: true,
    modal: null,
    errors: {},
    home: null,
  });
});

test('the routes open the home tab, and close a modal', async () => {
  const { post } = await startRoutes();
  expect(await post('home', {})).toMatchObject({ home: HOME });
  await post('shortcut', { callback_id: 'request_approval' });
  expect(await post('close', {})).toMatchObject({ ok: true, modal: null });
});

test.each([
  ['shortcut', { callback_id: 'other' }, 404, 'UnknownShortcut'],
  ['submit', {}, 404, 'UnknownView'],
  ['close', { view_id: 'V1' }, 404, 'UnknownView'],
  ['press', { action_id: 'x' }, 404, 'UnknownView'],
  ['press', { channel: 'C1', action_id: 'x' }, 404, 'UnknownMessage'],
  ['home', { user: 'eve' }, 404, 'UnknownUser'],
  ['submit', { values: 'x' }, 400, 'InvalidRequest'],
  ['submit', { values: { name: 'x' } }, 400, 'InvalidRequest'],
  ['submit', { values: { name: { text: 1 } } }, 400, 'InvalidRequest'],
])('the routes refuse POST %s %j', async (path, body, status, error) => {
  const { post } = await startRoutes();
  expect(await post(path, body)).toMatchObject({ status, error, message: expect.any(String) });
});

test('the routes refuse a body of more than 64 KB, and read one of 64 KB', async () => {
  const { post } = await startRoutes();
  const home = (length: number) => {
    const empty = JSON.stringify({ user: '' }).length;
    return post('home', { user: 'x'.repeat(length - empty) });
  };

  expect(await home(64 * 1024 + 1)).toMatchObject({ status: 413, error: 'RequestTooLarge' });
  expect(await home(64 * 1024)).toMatchObject({ status: 404, error: 'UnknownUser' });
});
