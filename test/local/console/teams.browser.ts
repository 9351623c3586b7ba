import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CARD_TYPE } from '../../../src/local/teams/card-check.ts';
import type { EmbeddedTeamsOptions } from '../../../src/local/teams/embedded-teams.ts';
import { answerForm } from '../../../src/teams/card/answer-form.ts';
import { DELEGATE, DELEGATE_TO } from '../../../src/teams/card/delegate-actions.ts';
import { filledIn } from '../../../src/teams/card/questions.ts';
import { waitingMessage } from '../../../src/teams/card/request-card.ts';
import { createTeamsWebhookSurface } from '../../../src/teams/webhook/surface.ts';
import { launchChromium } from '../../../src/tools/chromium.ts';
import { wordingFor } from '../../../src/wording/index.ts';
import { CUSTOM_ANSWERS } from '../../support/custom-answers.ts';
import { request, waiting } from '../../support/requests.ts';
import { startTestServer } from '../../support/test-server.ts';
import { withVotes } from '../../support/votes.ts';
import { expectAccessible } from '../support/accessible.ts';
import { FULL_CARD, REQUEST_CARD } from '../support/teams-cards.ts';
import { startTeamsConsole } from '../support/teams-console.ts';
import { type Bot, cardMessage } from '../support/test-teams.ts';

const DESKTOP = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 844 };

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Starts a console with Teams for the running test only, and opens it. */
async function openConsole(viewport = DESKTOP, bot?: Bot, options?: Partial<EmbeddedTeamsOptions>) {
  const started = await startTeamsConsole(bot, options);
  // Without motion, what is new is not highlighted: its colours are measured at rest.
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  // A refused action is no fault of the page.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 403/.test(message.text())) faults.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  await page.goto(started.url);
  const teams = page.locator('#teams');
  if (viewport === PHONE) await page.locator('.tabs').getByText('Teams').click();
  await teams.getByText('No messages in this channel.').waitFor();
  return { ...started, page, pane: teams };
}

const lookAs = (page: Page, name: string) => page.getByLabel('Looking as').selectOption({ label: name });

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('a request is made and approved in Teams, on a %s', async (_, viewport) => {
  const { page, pane, teams } = await openConsole(viewport);
  await pane.getByRole('button', { name: 'Send' }).click();
  await pane.getByRole('button', { name: 'Approve' }).waitFor();
  await pane.locator('.mention', { hasText: 'Ben Okafor' }).first().waitFor();
  await expectAccessible(page);
  await pane.getByRole('button', { name: 'Approve' }).click();
  await pane.getByText('approve by Ann Lindqvist').waitFor();
  expect(await pane.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  expect(teams.messages()).toHaveLength(2);
  await expectAccessible(page);
  const overflow = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBe(0);
});

test('a comment is written in a shown card, with the keyboard, and all people see the decision', async () => {
  const { page, pane } = await openConsole();
  await pane.getByRole('button', { name: 'Send' }).click();
  await lookAs(page, 'Ben Okafor');
  await pane.getByRole('button', { name: 'Reject…' }).press('Enter');
  await pane.getByLabel('Why?').fill('Too early');
  await expectAccessible(page);
  await pane.getByRole('button', { name: 'Reject', exact: true }).press('Enter');
  await pane.getByText('reject by Ben Okafor: “Too early”').waitFor();
  await lookAs(page, 'Cleo Marchetti');
  await pane.getByText('reject by Ben Okafor: “Too early”').waitFor();
});

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('an approver picks another person in the card of a request, on a %s', async (_, viewport) => {
  const { page, pane, connector, delivered, teams } = await openConsole(viewport);
  const buttons = ['approve', 'reject'].map((action) => ({ action, sealed: action, url: 'https://x' }));
  const asked = withVotes([], { approvers: ['ann@example.com'], delegation: 'anyone' });
  await connector.startThread(waitingMessage(asked, buttons, new Map()));
  await pane.getByRole('button', { name: 'Delegate …' }).click();
  await pane.getByLabel('Who decides in your place?').selectOption({ label: 'Cleo Marchetti' });
  await pane.getByLabel('Or an e-mail address').fill('cleo@example.com');
  await expectAccessible(page);
  await pane.getByRole('button', { name: 'Delegate', exact: true }).click();
  await pane.getByText('delegate by Ann Lindqvist').waitFor();
  expect(delivered.at(-1)?.activity.value.action).toMatchObject({
    verb: DELEGATE,
    data: {
      payload: 'approve',
      [DELEGATE_TO.person]: teams.people.find(({ handle }) => handle === 'cleo')?.aadObjectId,
      [DELEGATE_TO.address]: 'cleo@example.com',
    },
  });
});

/** Ann's answers to the form of `approve_for`, as Teams sends them. */
const FILLED = {
  'input:approve_for:ticket': 'OPS-7',
  'input:approve_for:hours': '2.5',
  'input:approve_for:region': 'us-east-1',
  'input:approve_for:from': '2026-12-24',
  'input:approve_for:night': 'false',
};

/** A bot that finds one input wrong, and shows the form again. */
const strictBot: Bot = ({ value }) => {
  if (!value) return {};
  const { data } = (value as { action: { data: Record<string, unknown> } }).action;
  const filled = filledIn(data, 'approve_for');
  if (filled.values.ticket === 'OPS-7') {
    return { body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Noted' } };
  }
  const problems = new Map([['ticket', 'There is no such ticket.']]);
  const form = { action: 'approve_for', sealed: 'sealed' };
  const page = 'first with a problem';
  const card = answerForm(request(CUSTOM_ANSWERS), form, { ...filled, problems }, page, wordingFor('en'));
  return { body: { statusCode: 200, type: CARD_TYPE, value: card } };
};

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('a form with every type of input is filled in, corrected and sent, on a %s', async (_, viewport) => {
  const { page, pane, connector, delivered } = await openConsole(viewport, strictBot);
  const asked = waiting(request(CUSTOM_ANSWERS));
  const looks = asked.request.actions.map(({ name: action, inputs, ...look }) => {
    return {
      ...look,
      action,
      sealed: action,
      url: 'https://x',
      ...(inputs.length > 0 && { asks: true as const }),
    };
  });
  await connector.startThread(waitingMessage(asked, looks, new Map()));
  await pane.getByRole('button', { name: 'Approve for a time …' }).click();
  expect(await pane.getByLabel('Hours').inputValue()).toBe('4');
  expect(await pane.getByLabel('From').inputValue()).toBe('2026-12-01');
  await expectAccessible(page);

  const submit = pane.getByRole('button', { name: 'Approve for a time', exact: true });
  await submit.click();
  await pane.getByText('An answer is missing. Give one.').first().waitFor();
  expect(await pane.getByText('An answer is missing. Give one.').count()).toBe(3);
  // All of the card is seen, however narrow the page is.
  const hidden = await pane.locator('.adaptive-card').evaluate((card) => {
    const pane = card.closest('[data-pane]');
    return Math.max(0, card.scrollWidth - card.clientWidth, pane ? pane.scrollWidth - pane.clientWidth : 1);
  });
  expect(hidden).toBe(0);
  await expectAccessible(page);
  expect(delivered.filter(({ activity }) => activity.type === 'invoke')).toEqual([]);

  await pane.getByLabel('Ticket').fill('OPS-?');
  await pane.getByLabel('Hours').fill('2.5');
  await pane.getByLabel('Region').selectOption('us-east-1');
  await pane.getByLabel('From').fill('2026-12-24');
  await pane.getByLabel('No', { exact: true }).check();
  await submit.click();
  await pane.getByText('There is no such ticket.').waitFor();
  await expectAccessible(page);
  await pane.getByLabel('Ticket').fill('OPS-7');
  await submit.click();
  await pane.getByText('Noted').waitFor();
  expect(delivered.at(-1)?.activity.value.action).toMatchObject({
    verb: 'decide',
    data: { payload: 'sealed', ...FILLED },
  });
});

test('a private answer is seen only by the person who pressed', async () => {
  const { page, pane } = await openConsole();
  await pane.getByRole('button', { name: 'Send' }).click();
  await pane.getByRole('button', { name: 'Reject…' }).click();
  await pane.getByLabel('Why?').fill('forbidden');
  await pane.getByRole('button', { name: 'Reject', exact: true }).click();
  await pane.getByText('Ann Lindqvist may not reject.').waitFor();
  await expectAccessible(page);
  await lookAs(page, 'Ben Okafor');
  await pane.getByText('Ann Lindqvist may not reject.').waitFor({ state: 'hidden' });
});

test('Cleo adds the app in her chat, and writes to it', async () => {
  const { page, pane } = await openConsole();
  await lookAs(page, 'Cleo Marchetti');
  await pane.getByText('Chat', { exact: true }).click();
  await pane.getByText('Cleo has not added the app.').waitFor();
  await pane.getByRole('button', { name: 'Send' }).click();
  await pane.getByRole('alert').getByText('Cleo Marchetti has not added the app.').waitFor();
  await pane.getByRole('button', { name: 'Add the app' }).click();
  await pane.getByText('Cleo has not added the app.').waitFor({ state: 'hidden' });
  await pane.getByRole('button', { name: 'Send' }).click();
  await pane.getByRole('button', { name: 'Approve' }).waitFor();
  await lookAs(page, 'Ann Lindqvist');
  await pane.getByText('No messages in your chat').waitFor();
});

test('every element of a card is shown, and Markdown but no HTML', async () => {
  const { page, pane, connector } = await openConsole();
  const text = {
    type: 'TextBlock',
    text: '<b>x</b> <at>Eve</at> **bold** [a link](https://example.com) {{DATE(2026-12-01T10:00:00Z, SHORT)}}',
  };
  await connector.startThread(cardMessage({ ...FULL_CARD, body: [text, ...FULL_CARD.body.slice(4)] }));
  await pane.getByText('<b>x</b>').waitFor();
  await pane.locator('strong', { hasText: 'bold' }).waitFor();
  expect(await pane.locator('.mention').count()).toBe(0);
  expect(await pane.getByRole('link', { name: 'a link' }).first().getAttribute('href')).toBe(
    'https://example.com',
  );
  expect(await pane.getByText('Tue, Dec 1, 2026').count()).toBeGreaterThan(0);
  await pane.getByText('In a container').waitFor();
  await expectAccessible(page);
});

test('plain text is shown as it is', async () => {
  const { pane, connector } = await openConsole();
  const text = 'Set **teamsChannel** to <b>19:a_b_c@thread.tacv2</b> & go\non';
  await connector.startThread({ type: 'message', textFormat: 'plain', text });
  await pane.getByText('Set **teamsChannel** to <b>19:a_b_c@thread.tacv2</b> & go').waitFor();
  expect(await pane.locator('.teams-text br').count()).toBe(1);
});

test('another person does not see what one has typed', async () => {
  const { page, pane, connector } = await openConsole();
  await connector.startThread(cardMessage(REQUEST_CARD));
  await pane.getByRole('button', { name: 'Reject…' }).click();
  await pane.getByLabel('Why?').fill('Because');
  await lookAs(page, 'Ben Okafor');
  await pane.getByLabel('Why?').waitFor({ state: 'hidden' });
  await pane.getByRole('button', { name: 'Reject…' }).click();
  expect(await pane.getByLabel('Why?').inputValue()).toBe('');
});

test('what is typed in one card stays while other messages arrive', async () => {
  const { pane, connector } = await openConsole();
  await connector.startThread(cardMessage(REQUEST_CARD));
  await pane.getByRole('button', { name: 'Reject…' }).click();
  await pane.getByLabel('Why?').fill('Because');
  await connector.startThread({ type: 'message', text: 'Another' });
  await pane.getByText('Another').waitFor();
  expect(await pane.getByLabel('Why?').inputValue()).toBe('Because');
});

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('without a bot, the buttons of a workflow’s card open their links (%s)', async (_, viewport) => {
  const { url } = await startTestServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>Approve this?</h1>');
  });
  const { page, pane, teams } = await openConsole(viewport, undefined, { hasBot: false });
  const surface = createTeamsWebhookSurface({
    readUrl: async () => teams.webhookUrl,
    body: 'message',
    log: () => {},
  });
  await surface.show(waiting(), [{ action: 'approve', sealed: 'x', url: `${url}/respond` }], undefined);

  const button = pane.getByRole('link', { name: 'Approve' });
  await button.waitFor();
  expect(await pane.getByRole('textbox').count()).toBe(0);
  await expectAccessible(page);
  const [opened] = await Promise.all([page.waitForEvent('popup'), button.click()]);
  expect(await opened.getByRole('heading').textContent()).toBe('Approve this?');
});
