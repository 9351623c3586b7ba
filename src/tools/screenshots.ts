import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Browser } from 'playwright-core';
import { createUntil } from '../local/demo/until.ts';
import { startStack } from '../local/stack.ts';
import { readArguments } from './arguments.ts';
import { launchChromium } from './chromium.ts';
import { mailsWithAnswers, pageWithInputs } from './pictures/answers.ts';
import { stepFunctions } from './pictures/machines.ts';
import { console, mails, pages } from './pictures/pages.ts';
import { slackAnswers, slackReminder } from './pictures/slack-answers.ts';
import { dialogs, messages } from './pictures/slack-messages.ts';
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
