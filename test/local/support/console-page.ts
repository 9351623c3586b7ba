import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Stack, startStack } from '../../../src/local/stack.ts';
import { launchChromium } from '../../../src/tools/chromium.ts';

/** A stack of its own for each test of a file, and the page of its console. */
export interface ConsolePage {
  readonly browser: Browser;
  readonly stack: Stack;
  readonly page: Page;
}

/** What is new is not highlighted: its colours are measured at rest. */
export const WITHOUT_MOTION: BrowserContextOptions = { reducedMotion: 'reduce' };

/**
 * Opens the console of a new stack in a browser before each test, and checks after it that the page had no errors.
 *
 * @returns what is open for the running test
 */
export function openConsolePage(
  options: Partial<Parameters<typeof startStack>[0]> = {},
  context: BrowserContextOptions = {},
): () => ConsolePage {
  let browser: Browser;
  let opened: ConsolePage;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    const stack = await startStack({ port: 0, awsPort: 0, ...options });
    const page = await (await browser.newContext(context)).newPage();
    opened = { browser, stack, page };
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(stack.url);
  });

  afterEach(async () => {
    await opened.page.context().close();
    await opened.stack.close();
    expect(faults).toEqual([]);
  });

  return () => opened;
}
