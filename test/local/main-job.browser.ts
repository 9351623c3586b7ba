import type { Browser, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { Stack } from '../../src/local/stack.ts';
import { expectAccessible } from './support/accessible.ts';
import { openConsolePage, WITHOUT_MOTION } from './support/console-page.ts';

let browser: Browser;
let page: Page;
let stack: Stack;

const opened = openConsolePage({}, WITHOUT_MOTION);
beforeEach(() => {
  ({ browser, page, stack } = opened());
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
      .getByText(/Approved by .*Ann Lindqvist.* in Teams/)
      .waitFor();
    await look('Inbox');
    await inbox().getByText('Your task is complete.').waitFor();
    await look('Executions');
    await executions().getByText('Succeeded', { exact: true }).waitFor();
    expect(await slack().getByRole('button', { name: 'Reject' }).count()).toBe(0);
    expect(await teams().getByRole('button', { name: 'Reject' }).count()).toBe(0);
  },
);

test('a request that needs two people is started with one button, and counts each person once', async () => {
  await page.getByRole('button', { name: 'Start one that needs two people' }).click();
  await slack().getByRole('button', { name: 'Approve' }).click();
  await slack().getByText('Your vote counts. 1 more approval is needed.').waitFor();
  await slack()
    .getByText(/1 of 2 approvals: .*Ann Lindqvist, today/)
    .waitFor();
  await teams().getByText('1 of 2 approvals: ann').waitFor();
  await teams().getByRole('button', { name: 'Approve' }).click();
  await teams().getByText('Your vote was counted before.').waitFor();

  await slack().getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await slack().getByText('Your vote counts.').waitFor({ state: 'hidden' });
  await slack().getByRole('button', { name: 'Approve' }).click();
  await slack()
    .getByText(/2 of 2 approvals: .*Ann Lindqvist, today .*; .*Ben Okafor, today/)
    .waitFor();
  await executions().getByText('Succeeded', { exact: true }).waitFor();
});

test.each([
  ['desktop', { width: 1400, height: 900 }],
  ['phone', { width: 320, height: 640 }],
])('three people vote, each on another surface, on a %s', async (_, size) => {
  await page.setViewportSize(size);
  const look = async (pane: string) => {
    if (size.width < 900) await page.locator('.tabs').getByText(pane).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(size.width);
  };
  const people = 'approvers: ann@example.com, ben@example.com, cleo@example.com';
  await page.getByLabel('Slash command').fill(`/approval start Release 1.2 unanimous: yes ${people}`);
  await page.getByLabel('Slash command').press('Enter');
  await slack().getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await slack().getByRole('button', { name: 'Approve' }).click();
  await slack()
    .getByText(/1 of 3 approvals: .*Ben Okafor/)
    .waitFor();
  await expectAccessible(page);

  await look('Teams');
  await teams().getByText('1 of 3 approvals: ben').waitFor();
  await teams().getByRole('button', { name: 'Approve' }).click();
  await teams()
    .getByText(/2 of 3 approvals: ben.*; Ann Lindqvist/)
    .waitFor();
  await expectAccessible(page);

  await look('Inbox');
  const mail = inbox().locator('li', { hasText: 'To cleo@example.com' });
  const opened = page.waitForEvent('popup');
  await mail.getByRole('link', { name: /action=approve/ }).click();
  const decision = await opened;
  await decision.getByText(/2 of 3 approvals/).waitFor();
  await expectAccessible(decision);
  await decision.getByRole('button', { name: 'Approve' }).click();
  await decision.getByRole('heading', { name: 'Approved' }).waitFor();

  await look('Slack');
  await slack()
    .getByText(/3 of 3 approvals: .*Ben Okafor.*; Ann Lindqvist.*; cleo@example.com/)
    .waitFor();
  await look('Executions');
  await executions().getByText('Succeeded', { exact: true }).waitFor();
});

test('the form asks two people, who must both approve', async () => {
  await page.getByRole('button', { name: 'Request approval' }).click();
  const form = page.getByRole('dialog', { name: 'Request approval' });
  await form.getByLabel('Who or what is it for?').fill('Release 1.2');
  await form.getByRole('checkbox', { name: 'Ben Okafor' }).check();
  await form.getByRole('checkbox', { name: 'Cleo Marchetti' }).check();
  await form.getByLabel('How many must approve?').selectOption('2');
  await form.getByRole('button', { name: 'Send request' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await slack().getByText('0 of 2 approvals').waitFor();
  await slack().getByRole('button', { name: 'Approve' }).click();
  await slack().getByText('Only visible to you').last().waitFor();
  for (const name of ['Ben Okafor', 'Cleo Marchetti']) {
    await slack().getByLabel('Looking as').selectOption({ label: name });
    await slack().getByRole('button', { name: 'Approve' }).click();
    await slack()
      .getByText(new RegExp(`of 2 approvals: .*${name}, today`))
      .waitFor();
  }
  await executions().getByText('Succeeded', { exact: true }).waitFor();
});

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

  await teams().getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
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

  await slack().getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
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
