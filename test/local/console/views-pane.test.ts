import { expect, test } from 'vitest';
import { slackItems } from '../../../src/local/console/slack-pane.ts';
import { homeItems, modalItems } from '../../../src/local/console/views-pane.ts';
import { appWithViews, MODAL, startWithModal } from '../support/slack-views.ts';
import { startTestSlack } from '../support/test-slack.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

test('a modal is shown to the person who opened it, and its texts are escaped', async () => {
  const view = { ...MODAL, title: plain('<b>Title'), submit: plain('<i>Go'), private_metadata: 'secret' };
  const { slack } = await startWithModal(view);
  const [modal, ...others] = modalItems(slack);
  expect(others).toEqual([]);
  expect(modal).toMatchObject({ user: slack.workspace.users[0]?.id });
  expect(modal?.html).toContain(`<form data-view="${slack.views().modal?.id}" novalidate>`);
  expect(modal?.html).toContain('<h2 id="modal-title">&lt;b&gt;Title</h2>');
  expect(modal?.html).toContain('<button class="button primary">&lt;i&gt;Go</button>');
  expect(modal?.html).toContain('data-close>Cancel</button>');
  expect(modal?.html).not.toMatch(/<b>|<i>|secret/);
});

test('a modal without a form can only be closed', async () => {
  const { submit: _, close: __, ...rest } = MODAL;
  const { slack } = await startWithModal({ ...rest, blocks: [{ type: 'divider' }] });
  const html = modalItems(slack)[0]?.html;
  expect(html).toContain('data-close>Close</button>');
  expect(html).not.toContain('primary');
});

test('errors are shown beside their fields', async () => {
  const { slack } = await startWithModal();
  await slack.submit({});
  expect(modalItems(slack)[0]?.html).toMatch(
    /aria-invalid="true".*class="error"[^>]*>Please complete this required field\.</s,
  );
});

test('each person has a separate home tab', async () => {
  const { slack } = await startTestSlack(appWithViews());
  const [, ben] = slack.workspace.users;
  await slack.openHome({ user: 'ben' });
  const items = homeItems(slack);
  expect(items).toHaveLength(3);
  expect(items[0]?.html).toContain('The app has not published a home view yet.');
  expect(items[1]?.html).toContain(`data-visible-to="${ben?.id}" data-view="${slack.views('ben').home?.id}"`);
  expect(items[1]?.html).toContain('data-block="second" data-press="decide">Approve</button>');
});

test('a direct message is shown only to its recipient', async () => {
  const { slack, client } = await startTestSlack();
  const [, ben] = slack.workspace.users;
  await client.chat.postMessage({ channel: ben?.id ?? '', text: 'Approved <b>' });
  const [item] = slackItems(await slack.messages(), slack.workspace);
  expect(item?.html).toContain(`data-visible-to="${ben?.id}"`);
  expect(item?.html).toContain('Direct message');
  expect(item?.html).toContain('Approved &lt;b&gt;');
});

test('an answer in a thread is shown below its message, and above later messages', async () => {
  const { slack, client, channel } = await startTestSlack();
  const { ts: thread_ts = '' } = await client.chat.postMessage({ channel, text: 'first' });
  await client.chat.postMessage({ channel, text: 'second' });
  await client.chat.postMessage({ channel, thread_ts, text: 'answer' });
  const items = slackItems(await slack.messages(), slack.workspace);
  expect(items.map(({ html }) => /first|second|answer(?=<)/.exec(html)?.[0])).toEqual([
    'first',
    'answer',
    'second',
  ]);
});
