import { ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { REGION } from '../../local/aws/arn.ts';
import { createUntil, type Until } from '../../local/demo/until.ts';
import { createListeners } from '../../local/listeners.ts';
import type { EmbeddedSlack } from '../../local/slack/embedded-slack.ts';
import type { SlackMessage } from '../../local/slack/messages.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import type { EmbeddedTeams } from '../../local/teams/embedded-teams.ts';
import type { TeamsMessage } from '../../local/teams/messages.ts';
import { OUTCOME_ARN } from '../../local/workflow.ts';
import type { LogLine } from '../../log.ts';
import { type FaultProxy, startFaultProxy } from './proxy.ts';

/** The requester, and a person who may decide. */
export const ANN = 'ann';
export const BEN = 'ben';

/** A stack of its own for one scenario, with a proxy between the functions and what they call. */
export interface Stage {
  readonly stack: Stack;
  readonly slack: EmbeddedSlack;
  readonly proxy: FaultProxy;
  /** The log of the functions. */
  readonly lines: readonly LogLine[];
  readonly until: Until;
  /** Starts an execution of ApprovalEmails, requested by Ann. */
  readonly start: (input?: object) => Promise<void>;
  /** The executions of ApprovalOutcome. */
  readonly outcomes: () => Promise<readonly OutcomeExecution[]>;
}

/** An execution of ApprovalOutcome. */
export interface OutcomeExecution {
  /** It tells one approval. The others are EventBridge's, which start these. */
  readonly isNamed: boolean;
  readonly status: string;
}

/** The start of a SHA-256 (src/approval/outcome.ts). */
const NAMED = /^[0-9a-f]{32}$/;

/** A request that waits for a decision. */
export interface Asked {
  readonly message: SlackMessage;
  /** The id of the message in Teams. */
  readonly card: string;
  /** The link in the mail. */
  readonly approve: string;
}

/** @param deadline aborts what a scenario waits for */
export async function onStage<T>(
  env: Readonly<Record<string, string>>,
  deadline: AbortSignal,
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  const lines: LogLine[] = [];
  const { notify: changed, add: onChange } = createListeners();
  const proxy = await startFaultProxy(changed);
  const stack = await startStack({
    port: 0,
    awsPort: 0,
    env,
    changeEnvironment: proxy.between,
    log(line) {
      lines.push(line);
      changed();
    },
  });
  const client = new SFNClient({
    endpoint: stack.awsUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { slack } = stack;
  try {
    if (!slack) throw new TypeError('the scenarios need the embedded Slack');
    const stop = stack.onChange(changed);
    const until = createUntil(onChange, deadline);
    const ann = slack.workspace.users.find(({ name }) => name === ANN);
    const result = await play({
      stack,
      slack,
      proxy,
      lines,
      until,
      async start(more = {}) {
        const input = JSON.stringify({ name: 'Ben', requester: ANN, requester_id: ann?.id, ...more });
        await client.send(new StartExecutionCommand({ stateMachineArn: stack.stateMachineArn, input }));
      },
      async outcomes() {
        const list = new ListExecutionsCommand({ stateMachineArn: OUTCOME_ARN });
        const { executions = [] } = await client.send(list);
        return executions.map(({ name = '', status }) => ({
          status: String(status),
          isNamed: NAMED.test(name),
        }));
      },
    });
    stop();
    return result;
  } finally {
    proxy.lift();
    client.destroy();
    await stack.close();
    await proxy.close();
  }
}

/** Starts a request, and waits until it was asked everywhere, and Step Functions knows it. */
export async function ask(stage: Stage, input: object = {}): Promise<Asked> {
  const { stack, slack, until } = stage;
  await stage.start(input);
  return until('the request', () => {
    const [execution] = stack.executions();
    const [message] = messagesIn(slack);
    const [card] = cardsIn(stack.teams);
    const isAsked = execution?.history.some(({ type }) => type === 'TaskSubmitted');
    return (
      isAsked && message && card && { message, card: card.id, approve: linkIn(stack.emails()[0]?.message) }
    );
  });
}

/** The first link of a mail. */
export function linkIn(mail = ''): string {
  return /^http\S+$/m.exec(mail)?.[0] ?? '';
}

/** The messages of the channel that show a request: without threads, and what only one person sees. */
export function messagesIn(slack: EmbeddedSlack): readonly SlackMessage[] {
  const { id } = slack.workspace.channel;
  return slack
    .messages()
    .filter(
      (one) => one.channel === id && one.visible_to === undefined && (one.thread_ts ?? one.ts) === one.ts,
    );
}

/** The messages of the channel in Teams that show a request. */
export function cardsIn({ messages, bot }: EmbeddedTeams): readonly TeamsMessage[] {
  return messages().filter(({ from, attachments = [], replyToId, visible_to }) => {
    return from.id === bot.id && attachments.length > 0 && !replyToId && !visible_to;
  });
}

/** Whether people in Teams can still decide. */
export function isOpen({ attachments }: TeamsMessage): boolean {
  return JSON.stringify(attachments ?? []).includes('"Action.Execute"');
}
