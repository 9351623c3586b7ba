import { expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../src/tools/chromium.ts';
import { startTestStack } from '../local/support/test-stack.ts';

test('a browser that runs scripts, and presses nothing, decides nothing', async () => {
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const { stack, startExecution, until } = await startTestStack();
  await startExecution({ name: 'Ben' });
  const { message } = await until('the mail', () => stack.emails()[0]);
  const requests: string[] = [];

  for (const link of message.match(/^http\S+$/gm) ?? []) {
    for (const again of [1, 2]) {
      const page = await browser.newPage();
      page.on('request', (request) => requests.push(`${request.method()} ${again}`));
      await page.goto(link, { waitUntil: 'networkidle' });
      await page.mouse.wheel(0, 1_000);
      await page.reload({ waitUntil: 'networkidle' });
      await page.close();
    }
  }

  // Only the pages themselves were loaded, each twice.
  expect(requests.filter((request) => request.startsWith('GET'))).toHaveLength(8);
  expect(requests).toHaveLength(8);
  expect(stack.executions()[0]?.status).toBe('RUNNING');
});
