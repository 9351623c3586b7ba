import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { expectAccessible } from './support/accessible.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

let browser: Browser;
let stack: Stack;
let page: Page;
let faults: string[];

beforeAll(async () => {
  // For the user root, for example in a container, Chromium needs --no-sandbox. The test opens only its own pages.
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

afterAll(() => browser.close());

beforeEach(async () => {
  stack = await startStack({ port: 0, awsPort: 0 });
  // Without motion, what is new is not highlighted: its colours are measured at rest.
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  page = await context.newPage();
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(stack.url);
});

afterEach(async () => {
  await page.context().close();
  await stack.close();
  expect(faults).toEqual([]);
});

test('an approval is started and approved in Slack, and every pane shows the result', async () => {
  await page.getByRole('button', { name: 'Start an approval for Ben' }).click();
  await slack().getByRole('button', { name: 'Approve' }).click();

  await slack()
    .locator('.context')
    .getByText(/Approved by @Ann Lindqvist in Slack/)
    .waitFor();
  await inbox().getByText('Your task is complete.').waitFor();
  await executions().getByText('Succeeded', { exact: true }).waitFor();
  expect(await slack().getByRole('button', { name: 'Reject' }).count()).toBe(0);
});

test.each([
  ['desktop', { width: 1400, height: 900 }],
  ['phone', { width: 390, height: 844 }],
])(
  'an approval is started in Slack and approved in Teams, and every pane shows the result, on a %s',
  async (_, size) => {
    await page.setViewportSize(size);
    const look = async (pane: string) => {
      if (size.width < 900) await page.locator('.tabs').getByText(pane).click();
    };
    await page.getByRole('button', { name: 'Start an approval for Ben' }).click();
    await look('Teams');
    await teams().getByRole('button', { name: 'Approve' }).waitFor();
    await expectAccessible(page);
    await teams().getByRole('button', { name: 'Approve' }).click();

    await teams().getByText('Approved by Ann Lindqvist').waitFor();
    await expectAccessible(page);
    await look('Slack');
    await slack()
      .locator('.context')
      .getByText(/Approved by .*Ann Lindqvist in Teams/)
      .waitFor();
    await look('Inbox');
    await inbox().getByText('Your task is complete.').waitFor();
    await look('Executions');
    await executions().getByText('Succeeded', { exact: true }).waitFor();
    expect(await slack().getByRole('button', { name: 'Reject' }).count()).toBe(0);
    expect(await teams().getByRole('button', { name: 'Reject' }).count()).toBe(0);
  },
);

test('the form in Teams asks for an approval, and the approver who was picked decides', async () => {
  await teams().getByLabel('Message in Teams').fill('@Countersign start');
  await teams().getByRole('button', { name: 'Send', exact: true }).click();
  await teams().getByRole('textbox', { name: 'Who or what' }).fill('Release 1.2');
  await teams().getByRole('textbox', { name: 'Details' }).fill('self_approval: no');
  await teams().getByRole('checkbox', { name: 'Ben Okafor' }).check();
  await teams().getByRole('checkbox', { name: 'I may not decide this request' }).check();
  await teams().getByRole('button', { name: 'Send request' }).click();
  await teams().getByText('“self_approval” has a field of its own. Remove it here.').waitFor();

  expect(await teams().getByRole('checkbox', { name: 'Ben Okafor' }).isChecked()).toBe(true);
  await teams().getByRole('textbox', { name: 'Details' }).fill('Change window: tonight');
  await teams().getByRole('button', { name: 'Send request' }).click();
  await teams().getByText('Approvers: Ben Okafor, but not you.').waitFor();
  await slack().getByText('Change window').waitFor();
  await inbox().getByText('Approval needed: Approval for Release 1.2').waitFor();
  await teams().getByRole('button', { name: 'Approve' }).click();
  await teams().getByText('You made this request. Another person must decide it.').waitFor();

  await page.getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await teams().getByRole('button', { name: 'Approve' }).click();
  await executions().getByText('Succeeded', { exact: true }).waitFor();
});

test('the page of an e-mail link rejects with a reason by keyboard, and later shows the earlier decision', async () => {
  await page.getByLabel('Slash command').press('Enter');
  const link = inbox().getByRole('link', { name: /action=reject/ });
  const href = await link.getAttribute('href');
  if (!href) throw new Error('the link has no address');

  const decision = await browser.newPage();
  await decision.goto(href);
  await decision.getByRole('heading', { name: 'Approval for Ben' }).waitFor();
  expect(stack.executions()[0]?.status).toBe('RUNNING');
  await decision.keyboard.press('Tab');
  await decision.keyboard.type('too early');
  await decision.keyboard.press('Tab');
  await decision.keyboard.press('Enter');
  await decision.getByRole('heading', { name: 'Rejected', exact: true }).waitFor();

  await inbox()
    .getByText(/Rejected by e-mail, .*: too early/)
    .first()
    .waitFor();
  await slack()
    .locator('.context')
    .getByText(/Rejected/)
    .waitFor();
  await decision.goto(href);
  await decision.getByRole('heading', { name: 'Already decided' }).waitFor();
  await decision.close();
});

test('the form names the approvers, and can forbid the requester to decide', async () => {
  await page.getByRole('button', { name: 'Request approval' }).click();
  const form = page.getByRole('dialog', { name: 'Request approval' });
  await form.getByLabel('Who or what is it for?').fill('Ben');
  await form.getByRole('textbox', { name: 'Details' }).fill('self_approval: no');
  await form.getByLabel('Groups and e-mail addresses').fill('@approvers');
  await form.getByRole('group', { name: 'Options' }).getByLabel('I may not decide this request').check();
  await form.getByRole('button', { name: 'Send request' }).click();
  await form.getByText('“self_approval” has a field of its own. Remove it here.').waitFor();

  await form.getByRole('textbox', { name: 'Details' }).fill('Change window: tonight');
  await form.getByRole('button', { name: 'Send request' }).click();
  const notice = page.getByRole('dialog', { name: 'Approval' });
  await notice.getByText('Approvers: @approvers, but not you.').waitFor();
  await notice.getByRole('button', { name: 'Close' }).click();
  await slack().getByText('Change window').waitFor();
  await slack().getByRole('button', { name: 'Approve' }).click();
  await slack().getByText('You made this request. Another person must decide it.').waitFor();

  await page.getByLabel('You are').selectOption({ label: 'Ben Okafor' });
  await slack().getByRole('button', { name: 'Approve' }).click();
  await executions().getByText('Succeeded', { exact: true }).waitFor();
});

test('on a phone, the panes are tabs, and the page is not wider than the screen', async () => {
  await page.setViewportSize({ width: 375, height: 700 });
  await page.getByRole('button', { name: 'Start an approval for Ben' }).click();
  await page.getByText('Inbox', { exact: false }).first().click();
  await inbox().getByText('Approval needed: Approval for Ben').waitFor();

  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
});

const slack = () => page.locator('#slack');
const teams = () => page.locator('#teams');
const inbox = () => page.locator('#inbox');
const executions = () => page.locator('#executions');
