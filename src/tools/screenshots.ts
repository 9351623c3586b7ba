import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Browser } from 'playwright-core';
import { executionName } from '../approval/execution.ts';
import { createUntil } from '../local/demo/until.ts';
import { startStack } from '../local/stack.ts';
import { COMMENT } from '../slack/blocks/answer-modal.ts';
import { DECIDE_PREFIX } from '../slack/blocks/decide-buttons.ts';
import { readArguments } from './arguments.ts';
import { launchChromium } from './chromium.ts';
import { mailsWithAnswers, pageWithInputs } from './pictures/answers.ts';
import { askFor, create, stepFunctions, whileAnotherFails } from './pictures/machines.ts';
import { slackAnswers, slackReminder } from './pictures/slack-answers.ts';
import type { Asked, Stage } from './pictures/stage.ts';
import { teamsAnswers, teamsEnded, teamsForm, teamsReminder, teamsWaiting } from './pictures/teams.ts';
import { messagesWithVotes, pageWithVotes, teamsVotes } from './pictures/votes.ts';

const USAGE = `Usage: npm run -s screenshots -- [--locale zh] [--folder /tmp/zh]

Writes the pictures of docs/ from the embedded stack, or those of another language into another folder. Chromium is Debian's, or the
one that CHROMIUM names.
`;

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const DEADLINE_MS = 30_000;

const SCENES = [
  console,
  pages,
  messages,
  dialogs,
  slackAnswers,
  slackReminder,
  messagesWithVotes,
  pageWithVotes,
  pageWithInputs,
  teamsWaiting,
  teamsEnded,
  teamsForm,
  teamsAnswers,
  teamsReminder,
  teamsVotes,
];

async function main(): Promise<void> {
  const { values } = readArguments({
    usage: USAGE,
    options: { locale: { type: 'string' }, folder: { type: 'string' } },
  });
  const { locale = 'en', folder = DOCS } = values;
  await mkdir(folder, { recursive: true });
  const browser = await launchChromium();
  try {
    for (const scene of SCENES) await play(scene, { browser, locale, folder });
    for (const scene of [mails, mailsWithAnswers]) {
      await play(scene, {
        browser,
        locale,
        folder,
        env: { MAIL_FROM: 'Countersign <approvals@example.com>' },
      });
    }
  } finally {
    await browser.close();
  }
}

/** Each scene has a stack of its own, so that it shows only what it is about. */
async function play(
  scene: (stage: Stage) => Promise<void>,
  {
    browser,
    locale,
    folder,
    env = {},
  }: { browser: Browser; locale: string; folder: string; env?: Readonly<Record<string, string>> },
): Promise<void> {
  const stack = await startStack({ port: 0, awsPort: 0, env: { LOCALE: locale, ...env } });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, deviceScaleFactor: 1 });
  const { slack } = stack;
  if (!slack) throw new TypeError('the pictures are of the embedded Slack');
  try {
    await page.goto(stack.url);
    await scene({
      stack,
      slack,
      page,
      ask: (input, machine = stack.stateMachineArn) => ask(input, machine, { stack, slack, page }),
      async save(picture, name) {
        // What is new is highlighted for a moment: the pictures show it at rest.
        await picture.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
        process.stdout.write(`${path.join(folder, `${name}.png`)}\n`);
      },
    });
  } finally {
    await page.close();
    await stack.close();
  }
}

async function console({ slack, page, save }: Stage): Promise<void> {
  await slack.command({ user: 'ann', text: '/approval start Ben' });
  await page.locator('.message .actions button').first().waitFor();
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  await save(page, 'console-waiting');
  // Another person decides: the requester gets no answer about an own decision.
  await page.locator('#acting').selectOption(slack.workspace.users[1]?.id ?? '');
  await page.locator('.message .actions button').first().click();
  await page.locator('.message.answer').waitFor();
  await page.locator('[data-pane="inbox"] > *').nth(1).waitFor();
  await page.locator('.status.succeeded').waitFor();
  await save(page, 'console-decided');
}

async function pages({ stack, page, ask, save }: Stage): Promise<void> {
  await ask({ name: 'Ben', requester: 'ann' });
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  const [, reject = ''] = stack.emails()[0]?.message.match(/^http\S+$/gm) ?? [];
  await page.setViewportSize({ width: 800, height: 600 });
  await page.goto(reject);
  await save(page, 'confirm-page');
  await page.getByRole('button').click();
  await save(page, 'rejected-page');
  await page.goto(reject);
  await save(page, 'already-decided-page');
  await page.goto(reject.slice(0, -9));
  await save(page, 'invalid-page');
}

/** The HTML mails of SES, by themselves, as a mail program shows them. */
async function mails({ stack, slack, page, ask, save }: Stage): Promise<void> {
  const details = {
    Version: '1.2.0',
    Environment: 'production',
    Changes: 'https://github.example.com/shop/compare/v1.1...v1.2\nNo migrations.',
  };
  const input = {
    name: 'Release 1.2',
    title: 'Release 1.2 to production',
    details,
    requester: 'Ann Lindqvist',
  };
  await ask({ ...input, approvers: [slack.workspace.users[1]?.email] });
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  await page.setViewportSize({ width: 680, height: 760 });
  await page.goto(`${stack.url}/_local/emails/${stack.emails()[0]?.id}`);
  await save(page, 'mail-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await save(page, 'mail-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 900 });
  await save(page, 'mail-phone');
}

async function messages({ stack, slack, ask, save }: Stage): Promise<void> {
  const requesterId = slack.workspace.users[0]?.id;
  const approvers = [slack.workspace.users[1]?.id, slack.workspace.userGroups[0]?.id];
  const request = (version: string, more: object = {}, stateMachineArn = stack.stateMachineArn) => {
    const title = `Release ${version} to production`;
    const details = { Environment: 'production', Version: `${version}.0` };
    const input = { name: title, title, details, requester: 'ann', requester_id: requesterId };
    return ask({ ...input, ...more }, stateMachineArn);
  };
  const press = ({ ref }: Asked, action: string) =>
    slack.press({ user: 'ben', ...ref, actionId: DECIDE_PREFIX + action });

  const pending = await request('1.2', { approvers });
  await save(pending.message, 'message-pending');

  const approved = await request('1.3');
  await press(approved, 'approve');
  await saveEnded(approved, 'message-approved', save);

  const rejected = await request('1.4');
  await press(rejected, 'reject');
  await slack.submit({ user: 'ben', values: { [COMMENT]: { [COMMENT]: 'The tests are red.' } } });
  await saveEnded(rejected, 'message-rejected', save);

  const cancelled = await request('1.5');
  await slack.command({ user: 'ann', text: `/approval cancel ${executionName(cancelled.executionArn)}` });
  await slack.submit({ user: 'ann', values: {} });
  await slack.closeModal({ user: 'ann', values: {} });
  await saveEnded(cancelled, 'message-cancelled', save);

  const wait = askFor(1);
  const expired = await request('1.6', {}, await create(stack, 'Expires', wait));
  await saveEnded(expired, 'message-expired', save);

  const failed = await request('1.7', {}, await create(stack, 'Fails', whileAnotherFails));
  await saveEnded(failed, 'message-failed', save);
}

async function dialogs({ slack, page, save, ask }: Stage): Promise<void> {
  const asked = await ask({ name: 'Database migration', requester_id: slack.workspace.users[0]?.id });
  await asked.message.locator('.actions button').nth(1).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea').fill('The tests are red.');
  await save(dialog, 'reject-modal');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await page.locator('[data-shortcut]').first().click();
  await dialog.waitFor();
  await dialog.locator('input[type="text"], textarea').first().fill('Release 1.2 of the shop');
  await dialog.locator('textarea').first().fill('Environment: production\nVersion: 1.2.0');
  await page.setViewportSize({ width: 1400, height: 1200 });
  await save(dialog, 'request-form');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await slack.press({
    user: 'ann',
    ...(await ask({ name: 'Release 1.1' })).ref,
    actionId: `${DECIDE_PREFIX}approve`,
  });
  await page.locator('.status.succeeded').first().waitFor();
  await page.locator('.places input').nth(1).check({ force: true });
  await page.locator('.app-home .actions button').first().waitFor();
  await page.setViewportSize({ width: 1400, height: 1100 });
  await save(page.locator('.place.app-home'), 'app-home');
}

async function saveEnded({ message }: Asked, name: string, save: Stage['save']): Promise<void> {
  await message.locator('.actions').waitFor({ state: 'detached' });
  await save(message, name);
}

async function ask(
  input: object,
  stateMachineArn: string,
  { stack, slack, page }: Pick<Stage, 'stack' | 'slack' | 'page'>,
): Promise<Asked> {
  const client = stepFunctions(stack);
  const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  const before = (await slack.messages()).length;
  const { executionArn = '' } = await client.send(start);
  client.destroy();
  const until = createUntil(stack.onChange, AbortSignal.timeout(DEADLINE_MS));
  const posted = await until('the message that asks', async () => {
    const all = await slack.messages();
    return all.length > before && all.findLast(({ thread_ts: answers }) => answers === undefined);
  });
  const { channel, ts } = posted;
  const message = page.locator(`.message[data-ts="${ts}"]`);
  await message.locator('.actions').waitFor();
  return { executionArn, message, ref: { channel, ts } };
}

await main();
