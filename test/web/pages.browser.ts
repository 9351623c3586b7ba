import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { HttpResponse } from '../../src/http.ts';
import { launchChromium } from '../../src/tools/chromium.ts';
import { PAGES } from '../support/web-pages.ts';
import { FORM, HTML } from '../support/web-world.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const WIDTHS = [1280, 320];
const ADDRESS = 'https://example.com/respond';

/** Opens a page of the function, with its headers. */
async function show(response: HttpResponse, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const { statusCode: status, headers, body } = response;
  await page.route(`${ADDRESS}**`, (route) => route.fulfill({ status, headers, body }));
  await page.goto(ADDRESS);
  return page;
}

test.each(PAGES)(
  'the page "$name" is accessible, also on a phone and in the dark',
  async ({ name, open }) => {
    const response = await open({ headers: HTML });
    for (const width of WIDTHS) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await show(response, width, colorScheme);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations).toEqual([]);
        expect(
          await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
        ).toBeLessThanOrEqual(0);
        // PICTURES names a folder for pictures of all pages, to look at.
        if (process.env.PICTURES && colorScheme === 'light') {
          await mkdir(process.env.PICTURES, { recursive: true });
          const file = path.join(process.env.PICTURES, `${name.replaceAll(' ', '-')}-${width}.png`);
          await page.screenshot({ path: file, fullPage: true });
        }
      }
    }
  },
);

test('a page with a typed text is used with the keyboard only', async () => {
  const typed = PAGES.find(({ name }) => name === 'a text to type');
  if (!typed) throw new TypeError('there is no such page');
  const page = await show(await typed.open({ headers: HTML }), 320, 'light');
  const posted = page.waitForRequest((request) => request.method() === 'POST');

  const focused = () => page.evaluate('document.activeElement.name || document.activeElement.tagName');
  const order: unknown[] = [];
  for (const text of ['', 'fine', 'Release 1.2', '']) {
    await page.keyboard.press('Tab');
    order.push(await focused());
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');

  expect(order).toEqual(['A', 'comment', 'typed', 'BUTTON']);
  const request = await posted;
  expect(request.headers()['content-type']).toBe(FORM['content-type']);
  expect(request.postData()).toMatch(/^transaction_id=[0-9a-f]{32}&comment=fine&typed=Release\+1\.2$/);
});
