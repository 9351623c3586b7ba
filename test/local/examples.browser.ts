import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { EXAMPLES } from '../../src/local/console/examples.ts';
import { stepFunctions } from '../../src/tools/pictures/machines.ts';
import { type ConsolePage, openConsolePage, WITHOUT_MOTION } from './support/console-page.ts';

const opened = openConsolePage({}, WITHOUT_MOTION);

const ANSWER = 'Approve for 1 hour';

/** The fields of the ready-made form. One whose answer is not required has another label on a page. */
async function fillIn(form: Locator): Promise<void> {
  await form.getByLabel('Ticket').fill('OPS-7');
  expect(await form.getByLabel('For how many people?').inputValue()).toBe('1');
  await form.getByLabel('For how many people?').fill('2');
  expect(await form.getByLabel('Role').locator('option:checked').textContent()).toBe('reader');
  await form.getByLabel('Role').selectOption('owner');
  await form.getByLabel('From which day on?').fill('2026-12-24');
  await form.getByLabel('No', { exact: true }).check();
}

const GIVEN = { ticket: 'OPS-7', people: 2, role: 'owner', from: '2026-12-24', watched: false };

/** How the ready-made form is opened, filled in and sent on each surface. */
const ANSWERED: Readonly<Record<string, (console: ConsolePage) => Promise<void>>> = {
  async Slack({ page }) {
    await page.locator('#slack').getByRole('button', { name: ANSWER }).click();
    const form = page.getByRole('dialog', { name: ANSWER });
    await fillIn(form);
    await form.getByRole('button', { name: ANSWER }).click();
  },
  async 'the card of Teams'({ page }) {
    const pane = page.locator('#teams');
    await pane.getByRole('button', { name: `${ANSWER} …` }).click();
    await fillIn(pane);
    await pane.getByRole('button', { name: ANSWER, exact: true }).click();
  },
  async 'the page of a link'({ browser, page }) {
    const link = page.locator('#inbox').getByRole('link', { name: /action=one_hour/ });
    const form = await browser.newPage();
    await form.goto((await link.getAttribute('href')) ?? '');
    await fillIn(form.locator('body'));
    await form.getByRole('button', { name: ANSWER }).click();
    await form.getByRole('heading', { name: 'Approved' }).waitFor();
    await form.close();
  },
};

test.each(Object.entries(ANSWERED))('the ready-made form is filled in and sent: %s', async (_, answer) => {
  const { page, stack } = opened();
  await page.getByRole('button', { name: 'Start one with a form' }).click();

  await answer(opened());

  await page.locator('#executions').getByText('Succeeded', { exact: true }).waitFor();
  const { output } = JSON.parse(stack.executions()[0]?.output ?? '{}');
  expect(output).toMatchObject({ hours: 1, decision: { action: 'one_hour', inputs: GIVEN } });
});

test('the ready-made request with shorter times reminds and asks another person, in each pane', async () => {
  const { page, stack } = opened();
  const { input } = EXAMPLES.find(({ id }) => id === 'reminders') ?? {};
  const times = { remind: { after: '1s' }, escalate: [{ after: '2s', to: ['ben@example.com'] }] };
  const client = stepFunctions(stack);
  const { stateMachineArn } = stack;
  await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ ...input, ...times }) }),
  );
  client.destroy();

  for (const pane of ['#slack', '#teams', '#inbox']) {
    await page.locator(pane).getByText('This request still waits for your answer').first().waitFor();
    await page.locator(pane).getByText('This request still waits, so you may decide, too').first().waitFor();
  }
  const slack = page.locator('#slack');
  await slack.getByLabel('Looking as').selectOption({ label: 'Ben Okafor' });
  await slack.getByRole('button', { name: 'Approve' }).first().click();
  await page.locator('#executions').getByText('Succeeded', { exact: true }).waitFor();
});
