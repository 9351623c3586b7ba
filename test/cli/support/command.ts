import { hasButtons } from '../../../src/local/slack/messages.ts';
import { COMMENT } from '../../../src/slack/blocks/answer-modal.ts';
import { DECIDE_PREFIX, REJECT_BUTTON } from '../../../src/slack/blocks/decide-buttons.ts';
import { runScript } from '../../local/support/run-script.ts';
import { startTestStack } from '../../local/support/test-stack.ts';

/** What the embedded AWS needs. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'us-east-1',
};

/** A stack, the command `countersign` as a process of its own that uses it, and Ann, who answers in Slack. */
export async function startWithCommand() {
  const world = await startTestStack();
  const { stack, until } = world;
  const { slack } = stack;
  if (!slack) throw new TypeError('the embedded Slack runs');

  function start(args: readonly string[], env: Record<string, string> = {}) {
    return runScript('cli/main.ts', args, { ...CREDENTIALS, AWS_ENDPOINT_URL: stack.awsUrl, ...env });
  }

  async function press(actionId: string): Promise<void> {
    const asked = await until('the message with buttons', () => slack?.messages().find(hasButtons));
    await slack?.press({ user: 'ann', channel: asked.channel, ts: asked.ts, actionId });
  }

  return {
    ...world,
    start,
    run: (args: readonly string[], env?: Record<string, string>) => start(args, env).exited,
    /** Ann presses the button of this action. */
    answer: (action: string) => press(`${DECIDE_PREFIX}${action}`),
    async reject(comment: string): Promise<void> {
      await press(REJECT_BUTTON);
      await slack.submit({ user: 'ann', values: { [COMMENT]: { [COMMENT]: comment } } });
    },
  };
}
