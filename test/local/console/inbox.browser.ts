import type { Browser, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { Stack } from '../../../src/local/stack.ts';
import { openConsolePage } from '../support/console-page.ts';

let browser: Browser;
let page: Page;
let stack: Stack;

const opened = openConsolePage({ env: { MAIL_FROM: 'approvals@example.com' } });
beforeEach(async () => {
  ({ browser, page, stack } = opened());
  await page.getByRole('button', { name: 'Start an approval for Ben' }).click();
});

const mail = () => page.frameLocator('iframe.html-mail');

/** The tab that a click opens. Chromium loses a click on a sandboxed frame that it has not drawn yet, so a person clicks again. */
async function tabOf(click: () => Promise<void>): Promise<Page> {
  for (;;) {
    const opened = page.context().waitForEvent('page', { timeout: 3_000 });
    // Only the time that is over is expected: the test itself ends the loop.
    const tab = opened.catch(() => undefined);
    await click();
    const found = await tab;
    if (found) return found;
  }
}

test('a button of an HTML mail opens its page in a new tab, and decides there', async () => {
  const tab = await tabOf(() => mail().getByRole('link', { name: 'Approve' }).click());
  await tab.getByRole('button', { name: 'Approve' }).click();
  await tab.getByRole('heading', { name: 'Approved' }).waitFor();

  await page.locator('#executions').getByText('Succeeded', { exact: true }).waitFor();
  await page.frameLocator('iframe.html-mail >> nth=0').getByText('Your task is complete.').waitFor();
});

test('the plain text takes the place of the HTML, and gives it back', async () => {
  await mail().getByRole('link', { name: 'Reject' }).waitFor();
  const frame = page.locator('iframe.html-mail');
  const plain = page.locator('.as-text .mail');

  await page.getByText('Plain text').click();
  expect(await frame.isVisible()).toBe(false);
  expect(await plain.textContent()).toContain('Hello,');

  await page.getByText('Plain text').click();
  expect(await frame.isVisible()).toBe(true);
  expect(await plain.isVisible()).toBe(false);
});

test('the frame of an HTML mail allows no script', async () => {
  const frame = page.locator('iframe.html-mail');
  expect(await frame.getAttribute('sandbox')).toBe('allow-popups allow-popups-to-escape-sandbox');
});

test('a mail fits a phone of 320 pixels, with buttons as wide as it is', async () => {
  await mail().getByRole('link', { name: 'Reject' }).waitFor();
  const id = stack.emails()[0]?.id;
  const phone = await browser.newPage({ viewport: { width: 320, height: 640 } });
  await phone.goto(`${stack.url}/_local/emails/${id}`);
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(320);
  const [approve, reject] = await phone.getByRole('link').all();
  const [first, second] = [await approve?.boundingBox(), await reject?.boundingBox()];
  expect(second?.y).toBeGreaterThan(first?.y ?? 0);
  expect(first?.width).toBeGreaterThan(240);
  await phone.close();
});
