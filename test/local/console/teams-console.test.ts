import { expect, test } from 'vitest';
import { startFakeConsole } from '../support/fake-console.ts';
import { FULL_CARD, REQUEST_CARD } from '../support/teams-cards.ts';
import { startTeamsConsole } from '../support/teams-console.ts';
import { cardMessage } from '../support/test-teams.ts';

const LONG = 'x'.repeat(64 * 1024);

test('programs read the messages of Teams, and act in it', async () => {
  const { getJson, post } = await startTeamsConsole();
  expect(await post('say', { user: 'ann', text: '@Countersign start Ben' })).toEqual({
    status: 200,
    ok: true,
  });
  const messages = (await getJson('/_local/teams/messages')) as { id: string }[];
  expect(messages).toMatchObject([
    { text: '<at>Countersign</at> start Ben' },
    { summary: 'Please decide', attachments: [{ content: REQUEST_CARD }], replyToId: messages[0]?.id },
  ]);
  const press = { user: 'ben', activity: messages[1]?.id, action: 'Reject', values: { comment: 'No' } };
  expect(await post('press', press)).toEqual({ status: 200, ok: true });
  expect(JSON.stringify(await getJson('/_local/teams/messages'))).toContain('reject by Ben Okafor: “No”');
});

test('programs add and remove the app, and write to it', async () => {
  const { teams, post, delivered } = await startTeamsConsole({});
  await post('install', { user: 'cleo' });
  expect(teams.hasApp('cleo')).toBe(true);
  await post('say', { user: 'cleo', text: 'help', place: 'personal' });
  await post('uninstall', { user: 'cleo', place: 'personal' });
  expect(teams.hasApp('cleo')).toBe(false);
  await post('uninstall', { place: 'team' });
  await post('install', { place: 'team' });
  expect(
    delivered.map(({ activity: { type, action, conversation } }) => [
      type,
      action,
      conversation.conversationType,
    ]),
  ).toEqual([
    ['installationUpdate', 'add', 'personal'],
    ['conversationUpdate', undefined, 'personal'],
    ['message', undefined, 'personal'],
    ['installationUpdate', 'remove', 'personal'],
    ['installationUpdate', 'remove', 'channel'],
    ['conversationUpdate', undefined, 'channel'],
    ['installationUpdate', 'add', 'channel'],
    ['conversationUpdate', undefined, 'channel'],
  ]);
});

test.each([
  ['say', { user: 'eve', text: 'x' }, 404, 'UnknownPerson'],
  ['say', {}, 400, 'EmptyMessage'],
  ['say', { user: 'cleo', text: 'x', place: 'personal' }, 403, 'NotInstalled'],
  ['press', { activity: '1', action: 'x' }, 404, 'UnknownMessage'],
  ['press', { activity: '1', values: { comment: 1 } }, 400, 'InvalidRequest'],
  ['say', { text: 1 }, 400, 'InvalidRequest'],
  ['say', { text: LONG }, 413, 'RequestTooLarge'],
])('the console refuses POST /_local/teams/%s', async (path, body, status, error) => {
  const { post } = await startTeamsConsole({});
  expect(await post(path, body)).toMatchObject({ status, error, message: expect.any(String) });
});

test('an answer of the bot that Teams does not know is an error of the endpoint', async () => {
  const { post } = await startTeamsConsole({ status: 500 });
  expect(await post('say', { text: '@Countersign help' })).toMatchObject({
    status: 502,
    error: 'EndpointFailed',
  });
});

test('the page gets the buttons of a card by their places, and a people picker with people', async () => {
  const { url, connector, teams } = await startTeamsConsole({});
  await connector.startThread(cardMessage(REQUEST_CARD));
  await connector.startThread(cardMessage(FULL_CARD));
  const reader = (await fetch(`${url}/_local/events`)).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('\n\n', text.indexOf('data:') + 1) || !text.includes('data:')) {
    text += (await reader?.read())?.value ?? '';
  }
  await reader?.cancel();
  const { teams: items, chats } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '');
  const [request = '', full = ''] = items.map(({ html }: { html: string }) => html.replaceAll('&quot;', '"'));
  expect(request).toContain(
    '"title":"Approve","verb":"approve","style":"positive","associatedInputs":"none","data":{"payload":"sealed-approve"},"id":"#0"',
  );
  expect(request).toContain('"id":"#1"');
  expect(request).toContain('For \ue000Ben Okafor\ue001, by **Ann**');
  expect(full).toContain(`{"title":"Ann Lindqvist","value":"${teams.people[0]?.aadObjectId}"}`);
  expect(full).not.toContain('choices.data');
  // Cleo has no app yet.
  expect(chats).toMatchObject([{ html: expect.stringContaining('Cleo has not added the app.') }]);
});

test('the page has a Teams pane only if there is a Teams, and loads its files from here', async () => {
  const { url } = await startTeamsConsole({});
  const page = await (await fetch(url)).text();
  expect(page).toContain('<section id="teams"');
  for (const [, path = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const asset = await fetch(new URL(path, url));
    expect([path, asset.status]).toEqual([path, 200]);
    await asset.body?.cancel();
  }
  const { url: withoutTeams } = await startFakeConsole({});
  expect(await (await fetch(withoutTeams)).text()).not.toContain('id="teams"');
  expect((await fetch(`${withoutTeams}/_local/teams/messages`)).status).toBe(404);
});
