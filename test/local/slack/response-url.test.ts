import { expect, test } from 'vitest';
import { createResponseUrls } from '../../../src/local/slack/response-urls.ts';
import { payloadOf, startTestSlack } from '../support/test-slack.ts';

const BUTTON = {
  type: 'button' as const,
  action_id: 'go',
  text: { type: 'plain_text' as const, text: 'Go' },
};
const BLOCKS = [{ type: 'actions' as const, block_id: 'b', elements: [BUTTON] }];

const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Returns the response_url of a command, of a press in a message of the channel, or of a press in an ephemeral message. */
async function responseUrl(of: 'command' | 'message' | 'ephemeral message', now?: () => number) {
  const started = await startTestSlack({}, now);
  const { slack, client, channel, received } = started;
  const [ann] = slack.workspace.users;
  const user = ann?.id ?? '';
  const content = { channel, text: 'asked', blocks: BLOCKS };
  if (of === 'command') {
    await slack.command({ text: 'help' });
    return { ...started, ts: undefined, url: received[0]?.form.get('response_url') ?? '' };
  }
  if (of === 'message') await client.chat.postMessage(content);
  if (of === 'ephemeral message') await client.chat.postEphemeral({ ...content, user });
  const [message] = await slack.messages();
  await slack.press({ channel, ts: message?.ts ?? '', actionId: 'go' });
  return { ...started, ts: message?.ts, url: payloadOf(received[0]).response_url as string };
}

test('a response_url accepts a later answer, and only the person who acted sees this answer', async () => {
  const { slack, url } = await responseUrl('command');
  await post(url, { text: 'Later' });
  expect(await slack.messages()).toMatchObject([{ text: 'Later', visible_to: slack.workspace.users[0]?.id }]);
});

test.each(['message', 'ephemeral message'] as const)(
  'a response_url can replace and delete the %s',
  async (of) => {
    const { slack, url, ts } = await responseUrl(of);
    await post(url, { replace_original: true, text: 'Done' });
    const [message, ...others] = await slack.messages();
    expect(message).toMatchObject({ ts, text: 'Done' });
    expect(message?.blocks).toBeUndefined();
    expect(others).toEqual([]);
    await post(url, { delete_original: true });
    expect(await slack.messages()).toEqual([]);
  },
);

test('a response_url refuses invalid blocks', async () => {
  const { slack, url } = await responseUrl('ephemeral message');
  const header = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
  const response = await post(url, { replace_original: true, blocks: [header] });
  expect(await response.json()).toMatchObject({ ok: false, error: 'invalid_blocks' });
  expect(await slack.messages()).toMatchObject([{ text: 'asked', blocks: BLOCKS }]);
});

test('a response_url works 5 times', async () => {
  const { url } = await responseUrl('command');
  for (let use = 1; use <= 5; use += 1) expect((await post(url, { text: 'Later' })).status).toBe(200);
  const sixth = await post(url, { text: 'Later' });
  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
});

test('a response_url works for 30 minutes', async () => {
  let now = Date.now();
  const { url } = await responseUrl('command', () => now);
  now += 30 * 60_000;
  const late = await post(url, { text: 'Later' });
  expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
});

test('the newest response_urls stay known', () => {
  const urls = createResponseUrls(() => 0, 2);
  const target = { user: 'U0ANN', channel: 'C0APPROVALS' };
  const [oldest = '', ...others] = [1, 2, 3].map(() => urls.issue(target));
  expect(urls.use(oldest)).toBe('expired_url');
  expect(others.map(urls.use)).toEqual([target, target]);
});
