import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { REGION } from '../aws/arn.ts';
import { waitingStates } from '../console/execution-view.ts';
import { isObject, parseJson } from '../json.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { Stack } from '../stack.ts';
import type { Until } from './until.ts';

/** What each part of the demo uses. */
export interface Stage {
  readonly stack: Stack;
  readonly slack: EmbeddedSlack;
  /** Waits for a condition until the deadline. */
  readonly until: Until;
}

export async function startExecution({ awsUrl, stateMachineArn }: Stack, input: unknown): Promise<void> {
  const client = new SFNClient({
    endpoint: awsUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  client.destroy();
}

/** Whether the newest execution waits for a decision. */
export function isWaiting({ executions }: Stack): boolean {
  const [newest] = executions();
  return newest !== undefined && waitingStates(newest).length > 0;
}

/** What the approval of the newest execution added to its output. */
export function outputOf({ executions }: Stack): Readonly<Record<string, unknown>> {
  const all = parseJson(executions()[0]?.output ?? '');
  if (!isObject(all) || !isObject(all.output)) throw new TypeError('the execution has no output');
  return all.output;
}

/** The last message that everyone in the channel sees. */
export function lastMessage(slack: EmbeddedSlack) {
  const message = slack.messages().findLast(({ visible_to }) => visible_to === undefined);
  if (!message) throw new TypeError('no message was posted in Slack');
  return message;
}

export function expect(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
