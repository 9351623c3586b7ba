import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import type { Stack } from '../../src/local/stack.ts';
import { stepFunctions } from '../../src/tools/pictures/machines.ts';
import { expectAccessible } from './support/accessible.ts';
import { openConsolePage, WITHOUT_MOTION } from './support/console-page.ts';

let page: Page;
let stack: Stack;

const opened = openConsolePage({}, WITHOUT_MOTION);
beforeEach(() => {
  ({ page, stack } = opened());
});

const REQUEST = {
  name: 'Database migration',
  comment: 'optional',
  actions: [
    { name: 'approve_now', label: 'Approve and run it now', style: 'primary', outcome: 'approve' },
    { name: 'hold', label: 'Hold', outcome: 'other', inputs: [] },
    { name: 'reject', label: 'Not this week', outcome: 'reject' },
  ],
  inputs: [
    { name: 'ticket', label: 'Ticket', type: 'text', required: true },
    { name: 'hours', label: 'Hours', type: 'number', default: 1.5 },
    { name: 'window', label: 'Window', type: 'choice', options: ['Tonight', 'Sunday'], required: true },
    { name: 'day', label: 'Day', type: 'date' },
    { name: 'backup', label: 'Is there a backup?', type: 'yesno', required: true },
  ],
};

async function start(input: object): Promise<void> {
  const client = stepFunctions(stack);
  const { stateMachineArn } = stack;
  await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  client.destroy();
}

test.each([
  ['desktop', { width: 1400, height: 900 }],
  ['phone', { width: 320, height: 640 }],
])('a form with an input of each type is corrected and submitted in Slack, on a %s', async (_, size) => {
  await page.setViewportSize(size);
  const look = async (pane: string) => {
    if (size.width < 900) await page.locator('.tabs').getByText(pane).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(size.width);
  };
  await start(REQUEST);
  await slack().getByRole('button', { name: 'Not this week' }).waitFor();
  await expectAccessible(page);
  await slack().getByRole('button', { name: 'Approve and run it now' }).click();
  const form = page.getByRole('dialog', { name: 'Approve and run it now' });
  await expectAccessible(page);

  await form.getByLabel('Hours').fill('two');
  await form.getByRole('button', { name: 'Approve and run it now' }).click();
  await form.getByText('Enter a number.').waitFor();
  expect(await form.getByText('Please complete this required field.').count()).toBe(3);
  await expectAccessible(page);
  await form.getByLabel('Ticket').fill('OPS-7');
  await form.getByLabel('Hours').fill('2.5');
  await form.getByLabel('Window').selectOption('Sunday');
  await form.getByLabel('Day').fill('2026-12-24');
  await form.getByRole('radiogroup', { name: 'Is there a backup?' }).getByLabel('No').check();
  await form.getByLabel('Comment').fill('Seen with Dora.');
  await form.getByRole('button', { name: 'Approve and run it now' }).click();
  await form.waitFor({ state: 'hidden' });

  await slack()
    .locator('.context')
    .getByText(/Approved \(Approve and run it now\) by @Ann Lindqvist in Slack.*: Seen with Dora\./)
    .waitFor();
  await look('Teams');
  await teams()
    .getByText(/Approved \(Approve and run it now\)/)
    .waitFor();
  await look('Inbox');
  await inbox().getByText('Your task is complete.').waitFor();
  await look('Executions');
  await executions().getByText('Succeeded', { exact: true }).waitFor();
  const { output = '' } = stack.executions()[0] ?? {};
  expect(JSON.parse(output).output.decision.inputs).toEqual({
    ticket: 'OPS-7',
    hours: 2.5,
    window: 'Sunday',
    day: '2026-12-24',
    backup: false,
  });
});

test('an answer without inputs is given at once, and one that rejects asks for a reason', async () => {
  await start(REQUEST);
  await slack().getByRole('button', { name: 'Not this week' }).click();
  const form = page.getByRole('dialog', { name: 'Not this week' });
  expect(await form.getByLabel('Ticket').count()).toBe(0);
  await form.getByLabel('Reason').fill('The change freeze.');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'hidden' });

  await slack().getByRole('button', { name: 'Hold' }).click();
  await page.getByRole('dialog', { name: 'Hold' }).getByRole('button', { name: 'Hold' }).click();

  await slack()
    .locator('.context')
    .getByText(/Answered \(Hold\) by @Ann Lindqvist in Slack/)
    .waitFor();
});

const slack = () => page.locator('#slack');
const teams = () => page.locator('#teams');
const inbox = () => page.locator('#inbox');
const executions = () => page.locator('#executions');
