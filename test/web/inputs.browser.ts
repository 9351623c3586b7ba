import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, devices, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../src/tools/chromium.ts';
import { ownLink, REQUEST_WITH_INPUTS } from '../support/web-inputs.ts';
import { addressOf, roundsAfter } from '../support/web-rounds.ts';
import { createRespondWorld } from '../support/web-world.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const SCREENS = [
  ['desktop', { viewport: { width: 1280, height: 800 } }],
  ['phone', devices['iPhone SE']],
] as const;

/** Opens Ann's link to grant access, and answers each request of the browser with the function. */
async function open(screen: (typeof SCREENS)[number][1]) {
  const context = await browser.newContext(screen);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const link = ownLink('grant');
  const history = roundsAfter([], REQUEST_WITH_INPUTS);
  const world = createRespondWorld({ openLink: async () => link, getHistory: async () => history });
  await page.route('https://example.com/**', async (route) => {
    const request = route.request();
    const {
      statusCode: status,
      headers,
      body,
    } = await world.send(request.url(), {
      method: request.method(),
      headers: request.headers(),
      body: request.postData() ?? '',
    });
    await route.fulfill({ status, headers, body });
  });
  await page.goto(addressOf(link));
  return { page, world };
}

async function expectUsable(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
  expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
}

test.each(SCREENS)(
  'the form with each type of input is filled in and corrected on a %s',
  async (_, screen) => {
    const { page, world } = await open(screen);
    await expectUsable(page);

    await page.getByLabel('Why <now>?').fill('   ');
    await page.getByLabel('Hours (optional)').fill('2.5');
    await page.getByLabel('Window').selectOption('night & weekend');
    await page.getByLabel('Until (optional)').fill('2026-12-24');
    await page.getByRole('radiogroup', { name: 'Tell the team' }).getByLabel('No').check();
    await page.getByLabel('Comment (optional)').fill('For the fix.');
    await page.getByRole('button', { name: 'Grant access' }).click();

    await page.getByRole('alert').waitFor();
    await expectUsable(page);
    const why = page.getByLabel('Why <now>?');
    expect(await why.getAttribute('aria-invalid')).toBe('true');
    const described = await why.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toBe('An answer is missing. Give one.');
    expect(await page.locator('[aria-invalid]').count()).toBe(1);
    expect(world.workflow.completed).toEqual([]);

    await why.fill('fix');
    await page.getByRole('button', { name: 'Grant access' }).click();
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
    await expectUsable(page);
    expect(world.workflow.completed).toMatchObject([
      {
        outcome: {
          output: {
            decision: {
              comment: 'For the fix.',
              inputs: {
                reason: 'fix',
                hours: 2.5,
                window: 'night & weekend',
                until: '2026-12-24',
                notify: false,
              },
            },
          },
        },
      },
    ]);
  },
);

test('the browser asks for what is missing before the form is sent, and the keyboard is enough', async () => {
  const { page, world } = await open(SCREENS[1][1]);
  const focused = () => page.evaluate('document.activeElement.name || document.activeElement.tagName');

  await page.keyboard.press('Tab');
  expect(await focused()).toBe('input.reason');
  await page.keyboard.press('Enter');
  expect(await page.locator(':invalid:not(form):not(fieldset)').count()).toBe(4);
  expect(await focused()).toBe('input.reason');

  await page.keyboard.type('fix');
  await page.getByLabel('Window').focus();
  await page.keyboard.type('day');
  await page.getByLabel('Yes').focus();
  await page.keyboard.press('Space');
  await page.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Approved' }).waitFor();
  expect(world.workflow.completed).toMatchObject([
    {
      outcome: {
        output: {
          decision: {
            inputs: { reason: 'fix', hours: 1.5, window: 'day', until: '2026-12-01', notify: true },
          },
        },
      },
    },
  ]);
});
