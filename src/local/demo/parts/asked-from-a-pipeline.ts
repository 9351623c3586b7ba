import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DECIDE_PREFIX } from '../../../slack/blocks/decide-buttons.ts';
import { REGION } from '../../aws/arn.ts';
import { hasButtons } from '../../slack/messages.ts';
import { slackText } from '../as-text.ts';
import { fact, heading, show, step } from '../narrator.ts';
import { expect, isWaiting, type Stage } from '../stage.ts';

const COMMAND = new URL('../../../cli/main.ts', import.meta.url).pathname;
const ASK = ['ask', '--title', 'Release 1.3', '--approvers', 'ann@example.com', '--wait'];

/** A pipeline runs the command `countersign`, and goes on after an approval. */
export async function askedFromAPipeline({ stack, slack, until }: Stage): Promise<void> {
  heading('7. Asked from a pipeline');
  step('A pipeline runs: countersign ask --title "Release 1.3" --approvers ann@example.com --wait');
  const before = slack.messages().length;
  const command = spawn(process.execPath, [COMMAND, ...ASK, '--interval', '1s'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      AWS_ENDPOINT_URL: stack.awsUrl,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  const printed = Promise.all([text(command.stderr), text(command.stdout)]);
  const ended = once(command, 'close');
  const { channel, ts } = await until('the message that the pipeline sends', () => {
    const message = slack.messages().slice(before).find(hasButtons);
    return isWaiting(stack) && message;
  });
  const message = () => slack.messages().find((one) => one.ts === ts);
  const asked = message();
  if (asked) show(slackText(asked, slack.workspace));

  step('Ann presses Approve. The command prints who decided, and exits with 0, so the pipeline goes on:');
  await slack.press({ user: 'ann', channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  const [code] = await ended;
  show((await printed).join(''));
  expect(code === 0, 'An approval must exit with 0.');
  fact('A rejection exits with 1, and an expiry with 2.');
}
