import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../../src/tools/chromium.ts';
import { startFakeConsole } from '../support/fake-console.ts';
import { appWithViews, MODAL } from '../support/slack-views.ts';
import { json, type payloadOf } from '../support/test-slack.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

type Payload = ReturnType<typeof payloadOf>;

/** Opens the console of an app that refuses the name "Taken". Returns the requests to the app, and the errors in the page. */
async function openConsole(viewport = { width: 1280, height: 800 }) {
  const payloads: Payload[] = [];
  const errors = { name: 'That name is taken.' };
  const app = appWithViews(MODAL, (payload) => {
    payloads.push(payload);
    const isTaken =
      payload.type === 'view_submission' && payload.view.state.values.name.text.value === 'Taken';
    return isTaken ? json({ response_action: 'errors', errors }) : {};
  });
  const { url, slack } = await startFakeConsole(app);
  const page = await browser.newPage({ viewport });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  onTestFinished(() => page.close());
  await page.goto(url);
  await page.getByText('Request your first approval.').waitFor();
  return { page, slack, payloads, faults, url };
}

test('a shortcut opens a modal, and a person can correct and submit it with the keyboard', async () => {
  const { page, slack, payloads, faults } = await openConsole();
  await page.getByRole('button', { name: 'Request approval' }).press('Enter');
  const modal = page.getByRole('dialog', { name: 'Request approval' });
  const name = modal.getByRole('textbox', { name: 'Name' });
  await expect.poll(() => name.evaluate('document.activeElement.id')).toBe(await name.getAttribute('id'));
  await page.keyboard.press('Enter');
  await modal.getByText('Please complete this required field.').waitFor();
  expect(payloads).toEqual([]);

  await page.keyboard.type('Taken');
  await modal.getByLabel('Kind').selectOption('Access');
  await modal.getByRole('group', { name: 'Approvers' }).getByLabel('Ben Okafor').press('Space');
  await name.press('Enter');
  await modal.getByText('That name is taken.').waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  const describedBy = (await name.getAttribute('aria-describedby')) ?? '';
  expect(await page.locator(`[id="${describedBy}"]`).textContent()).toBe('That name is taken.');
  expect(await name.inputValue()).toBe('Taken');
  expect(await modal.getByLabel('Ben Okafor').isChecked()).toBe(true);

  await name.fill('Free');
  await modal.getByRole('button', { name: 'Request', exact: true }).click();
  await modal.waitFor({ state: 'hidden' });
  expect(payloads.at(-1).view.state.values).toMatchObject({
    name: { text: { value: 'Free' } },
    kind: { choice: { selected_option: { value: 'access' } } },
    who: { people: { selected_users: [slack.workspace.users[1]?.id] } },
  });
  expect(faults).toEqual([]);
});

test('an updated modal stays open, and its fields keep their values', async () => {
  const { page, slack, payloads } = await openConsole();
  await page.getByRole('button', { name: 'Request approval' }).click();
  const modal = page.getByRole('dialog');
  await modal.getByLabel('Name').fill('Ben');
  await modal.getByRole('button', { name: 'Add a detail' }).click();
  await expect.poll(() => payloads.at(-1)?.type).toBe('block_actions');
  expect(payloads.at(-1).view.state.values.name.text.value).toBe('Ben');
  const label = { type: 'plain_text', text: 'A detail' };
  const detail = { type: 'input', label, element: { type: 'plain_text_input' } };
  const view = { ...MODAL, blocks: [...MODAL.blocks, detail] };
  await slack.call('views.update', { view_id: slack.views().modal?.id, view });
  await modal.getByLabel('A detail').waitFor();
  expect(await modal.getByLabel('Name').inputValue()).toBe('Ben');
});

test('Escape closes a modal, and a modal of Ben is shown only to Ben', async () => {
  const { page, slack } = await openConsole();
  await page.getByRole('button', { name: 'Request approval' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(slack.views().modal).toBeUndefined();
  await slack.shortcut({ user: 'ben', callbackId: 'request_approval' });
  await slack.call('chat.postMessage', { channel: slack.workspace.channel.id, text: 'Afterwards' });
  await page.locator('.message', { hasText: 'Afterwards' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.locator('#slack').getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await page.getByRole('dialog').waitFor();
});

test('the app publishes the home tab for the person who opens it, and the buttons work', async () => {
  const { page, slack, payloads } = await openConsole();
  await page.locator('#slack').getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await page.getByRole('radio', { name: 'Home' }).check({ force: true });
  await page.getByRole('button', { name: 'Approve' }).nth(1).click();
  await expect
    .poll(() => payloads.at(-1))
    .toMatchObject({
      user: { id: slack.workspace.users[1]?.id },
      container: { type: 'view', view_id: slack.views('ben').home?.id },
      actions: [{ block_id: 'second', value: 'two' }],
    });
});

test('a permalink shows its message', async () => {
  const { page, slack, url } = await openConsole();
  const channel = slack.workspace.channel.id;
  const { ts } = await slack.call('chat.postMessage', { channel, text: 'Look here' });
  const { permalink } = await slack.call('chat.getPermalink', { channel, message_ts: ts });
  await slack.call('chat.postMessage', { channel, text: `It is <${permalink}|there>` });
  await page.getByRole('radio', { name: 'Home' }).check({ force: true });
  await page.goto('about:blank');
  await page.goto(String(permalink));
  const message = page.locator('.message', { hasText: 'Look here' });
  await expect.poll(() => message.evaluate('document.activeElement.textContent')).toContain('Look here');
  await page.getByRole('link', { name: 'there' }).click();
  expect(new URL(page.url()).origin).toBe(url);
  expect(page.context().pages()).toHaveLength(1);
});

test('on a phone, a modal is not wider than the screen', async () => {
  const { page } = await openConsole({ width: 375, height: 600 });
  await page.getByRole('button', { name: 'Request approval' }).click();
  const modal = page.getByRole('dialog');
  const { x = -1, width = 999 } = (await modal.boundingBox()) ?? {};
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(375);
  await modal.getByRole('button', { name: 'Cancel' }).click();
  await modal.waitFor({ state: 'hidden' });
});
