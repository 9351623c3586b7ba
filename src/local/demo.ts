import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { REJECT_BUTTON } from '../slack/blocks/decide-buttons.ts';
import { COMMENT } from '../slack/blocks/modals.ts';
import { REGION } from './aws/arn.ts';
import { waitingStates } from './console/execution-view.ts';
import { mailText, modalText, pageText, slackText, teamsText } from './demo/as-text.ts';
import { fact, heading, show, step } from './demo/narrator.ts';
import { createUntil, type Until } from './demo/until.ts';
import { openLink, submitForm } from './demo/visitor.ts';
import { isObject } from './json.ts';
import type { EmbeddedSlack } from './slack/embedded-slack.ts';
import { type Stack, startStack } from './stack.ts';

/** Generous: the three parts take about three seconds, but a machine may be slow. */
const DEADLINE_MS = 60_000;

interface Stage {
  readonly stack: Stack;
  readonly slack: EmbeddedSlack;
  /** Waits for a condition until the deadline. */
  readonly until: Until;
}

/** `npm run demo`: runs one approval by e-mail, one in Slack and one in Teams, and narrates them in the terminal. */
async function main(): Promise<void> {
  const stack = await startStack({ port: 0, awsPort: 0 });
  const { slack } = stack;
  try {
    if (!slack) throw new TypeError('the demo needs the embedded Slack');
    const until = createUntil(stack.onChange, AbortSignal.timeout(DEADLINE_MS));
    await approveByMail({ stack, slack, until });
    await rejectInSlack({ stack, slack, until });
    await approveInTeams({ stack, slack, until });
  } finally {
    await stack.close();
  }
}

// A reader that leaves, such as `head`, ends the demo.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await main();
  process.stdout.write('\nAll three approvals worked as expected. Try it yourself: npm start\n');
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function approveByMail({ stack, slack, until }: Stage): Promise<void> {
  heading('1. Approved by e-mail');
  step(
    'A workflow starts: StartExecution with {"name": "Ben"}. It waits, and an e-mail asks for a decision:',
  );
  await startExecution(stack, { name: 'Ben' });
  const request = await until(
    'the e-mail that asks for a decision',
    () => isWaiting(stack) && stack.emails()[0],
  );
  show(mailText(request));
  step('(The links are shortened here. In the e-mail they are complete.)');

  step('The approver opens the Approve link in a browser:');
  const [, link = ''] = /^Approve:\n(\S+)/m.exec(request.message) ?? [];
  const page = await openLink(link);
  show(pageText(page));
  await openLink(link);
  expect(stack.executions()[0]?.status === 'RUNNING', 'Opening the link must not decide anything.');
  fact('The link was opened twice and the execution is still RUNNING: mail scanners open links too.');

  step('The approver presses the button:');
  show(pageText(await submitForm(link, page)));
  const confirmation = await until('the e-mail that confirms the approval', () => stack.emails()[1]);
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  fact('The execution SUCCEEDED with this output:');
  show(stack.executions()[0]?.output ?? '');
  step('An e-mail confirms the approval:');
  show(mailText(confirmation));
  expect(confirmation.subject.startsWith('Approved'), 'The second e-mail must confirm the approval.');
  step('The message in Slack shows the decision too:');
  show(slackText(await lastMessage(slack), slack.workspace));
}

async function rejectInSlack({ stack, slack, until }: Stage): Promise<void> {
  heading('2. Rejected in Slack');
  step('Ann types /approval start Ben, and this appears in #approvals:');
  await slack.command({ user: 'ann', text: '/approval start Ben' });
  const asked = await until('the message that asks for a decision', async () => {
    const message = await lastMessage(slack);
    return hasButtons(message) && isWaiting(stack) && message;
  });
  show(slackText(asked, slack.workspace));

  step('Ben presses Reject. A modal asks for the reason:');
  await slack.press({ user: 'ben', channel: asked.channel, ts: asked.ts, actionId: REJECT_BUTTON });
  const { modal } = slack.views('ben');
  if (!modal) throw new Error('Reject must ask for a reason.');
  show(modalText(modal));
  step('Ben types “too early” and submits the modal:');
  await slack.submit({ user: 'ben', values: { [COMMENT]: { [COMMENT]: 'too early' } } });
  const confirmation = await until('the e-mail that reports the rejection', () => stack.emails()[3]);
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  const decided = slack.messages().find(({ ts }) => ts === asked.ts);
  if (!decided || hasButtons(decided)) throw new Error('The buttons must be gone.');
  show(slackText(decided, slack.workspace));
  step('A message in the thread notifies Ann:');
  show(slackText(await lastMessage(slack), slack.workspace));
  fact('The task failed with the error “rejected”; the state machine caught it and SUCCEEDED.');
  step('An e-mail reports the rejection:');
  show(mailText(confirmation));
  expect(confirmation.subject.startsWith('Rejected'), 'The last e-mail must report the rejection.');
}

async function approveInTeams({ stack, slack, until }: Stage): Promise<void> {
  const { teams } = stack;
  heading('3. Approved in Teams');
  step(
    `Ann writes @${teams.bot.name} start Ben in the channel ${teams.channel.name} of Teams, and this appears:`,
  );
  const before = teams.messages().length;
  await teams.say({ user: 'ann', text: `@${teams.bot.name} start Ben` });
  const asked = await until('the card that asks for a decision', () => {
    const card = teams
      .messages()
      .slice(before)
      .find(({ attachments }) => attachments !== undefined);
    return isWaiting(stack) && card;
  });
  show(teamsText(asked));

  step('Ben presses Approve, and all people see the decision in the card:');
  await teams.press({ user: 'ben', activity: asked.id, action: '#0' });
  const decided = teams.messages().find(({ id }) => id === asked.id);
  const text = decided ? teamsText(decided) : '';
  show(text);
  expect(!text.includes('[ '), 'The buttons must be gone.');
  step('The message in Slack shows it too:');
  const inSlack = await until('the message in Slack', async () => {
    const message = slack.messages().findLast(({ ts, thread_ts = ts }) => thread_ts === ts);
    return message && !hasButtons(message) && message;
  });
  show(slackText(inSlack, slack.workspace));
  await until('the end of the execution', () => stack.executions()[0]?.status === 'SUCCEEDED');
  fact('The execution SUCCEEDED with this output:');
  show(stack.executions()[0]?.output ?? '');
}

async function startExecution({ awsUrl, stateMachineArn }: Stack, input: unknown): Promise<void> {
  const client = new SFNClient({
    endpoint: awsUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  client.destroy();
}

/** Whether the newest execution waits for a decision. */
function isWaiting({ executions }: Stack): boolean {
  const [newest] = executions();
  return newest !== undefined && waitingStates(newest).length > 0;
}

/** The last message that everyone in the channel sees. */
async function lastMessage(slack: EmbeddedSlack) {
  const message = slack.messages().findLast(({ visible_to }) => visible_to === undefined);
  if (!message) throw new TypeError('no message was posted in Slack');
  return message;
}

function hasButtons({ blocks = [] }: { blocks?: readonly Record<string, unknown>[] }): boolean {
  return blocks.some((block) => isObject(block) && block.type === 'actions');
}

function expect(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
