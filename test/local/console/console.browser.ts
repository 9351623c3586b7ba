import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../../src/tools/chromium.ts';
import { startTestStack } from '../support/test-stack.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Starts a stack for the running test only, and opens its console. */
async function openConsole() {
  const started = await startTestStack();
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(started.stack.url);
  await page.getByText('Request your first approval.').waitFor();
  return { ...started, page };
}

async function startForBen(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start an approval for Ben' }).click();
  await page.getByRole('heading', { name: 'Approval needed: Approval for Ben' }).waitFor();
  await page.locator('#slack').getByRole('button', { name: 'Reject' }).waitFor();
}

test('a message for one person is hidden from the others', async () => {
  const { page } = await openConsole();
  await startForBen(page);
  await page.getByText('Only visible to you').waitFor();
  await page.locator('#slack').getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await page.getByText('Only visible to you').waitFor({ state: 'hidden' });
});

test('a command is sent with the keyboard, and a wrong command shows an error', async () => {
  const { page } = await openConsole();
  const command = page.getByLabel('Slash command');
  expect(await command.inputValue()).toBe('/approval start Ben');
  await command.fill('/shrug');
  await command.press('Enter');
  await page.getByRole('alert').getByText('/shrug is not a command here.').waitFor();
  await command.fill('/approval help');
  await command.press('Enter');
  await page.locator('.message', { hasText: '/approval start <name>' }).waitFor();
  expect(await command.inputValue()).toBe('/approval start Ben');
});

test('a button starts a request with a form', async () => {
  const { page } = await openConsole();
  await page.locator('#executions').getByRole('button', { name: 'Start one with a form' }).click();
  await page.getByRole('heading', { name: 'Access to the database' }).first().waitFor();
  await page.locator('#executions').getByText('SendApprovalRequest').first().waitFor();
});

test('an open history stays open while the execution continues', async () => {
  const { page } = await openConsole();
  await startForBen(page);
  await page.getByText('History: 5 events').click();
  await page.locator('#slack').getByRole('button', { name: 'Approve' }).click();
  await page.getByText('ExecutionSucceeded').waitFor();
  expect(await page.getByText('ExecutionSucceeded').isVisible()).toBe(true);
});

test('the events of an approval are a short list, and each opens to what a rule would get', async () => {
  const { page } = await openConsole();
  await startForBen(page);
  await page.locator('#slack').getByRole('button', { name: 'Approve' }).click();
  const published = page.locator('#executions details', { hasText: 'EventBridge: 3 events' }).last();
  await published.getByText('EventBridge: 3 events').click();
  await published.getByText('Approval Resolved', { exact: true }).waitFor();
  expect(await published.locator('pre:visible').count()).toBe(0);

  await published.getByText('Vote Cast', { exact: true }).click();

  const event = JSON.parse((await published.locator('pre:visible').textContent()) ?? '');
  expect(event).toMatchObject({ source: 'countersign', detail: { decision: { action: 'approve' } } });
});

test('a dialog asks for confirmation before a press is sent', async () => {
  const { page, stack } = await openConsole();
  const plain = (text: string) => ({ type: 'plain_text', text });
  const confirm = {
    title: plain('Sure?'),
    text: plain('It is final.'),
    confirm: plain('Yes'),
    deny: plain('No'),
  };
  const button = { type: 'button', action_id: 'unknown', text: plain('Delete'), confirm };
  await stack.slack?.call('chat.postMessage', {
    channel: stack.slack.workspace.channel.id,
    text: 'Delete?',
    blocks: [{ type: 'actions', block_id: 'b', elements: [button] }],
  });
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
  // The app has no listener for this button, so the error shows that the press was sent.
  await page.getByRole('alert').getByText('The Slack endpoint answered with status').waitFor();
});

test('an approver delegates in the message', async () => {
  const { page, stack, startExecution } = await openConsole();
  await startExecution({ name: 'Ben', approvers: ['ann@example.com'], delegation: 'anyone' });
  const slack = page.locator('#slack');
  await slack.getByRole('button', { name: 'Delegate' }).click();
  const modal = page.locator('#modal');
  await modal.getByLabel('Who decides in your place?').selectOption({ label: 'Ben Okafor' });
  await modal.getByRole('button', { name: 'Delegate' }).click();
  await slack.getByText('decides in your place now.').waitFor();
  await slack.getByText('asks you to decide in their place').waitFor();
  expect(stack.executions()[0]?.status).toBe('RUNNING');
});
