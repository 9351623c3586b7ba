import { createHash } from 'node:crypto';
import type { RespondArguments } from '@slack/bolt';
import { stateMachineName } from '../../approval/execution.ts';
import { parseRequest } from '../../approval/request.ts';
import { wordingFor } from '../../approval/wording/index.ts';
import { Refusal } from '../../callback/errors.ts';
import { failure } from '../../wide-line.ts';
import type { Actor } from '../actor.ts';
import { escapeMrkdwn, mentionChannel } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { onlyToYou } from './answer.ts';
import type { Command } from './command.ts';
import { parseStart } from './parse-start.ts';

/** `/approval start <name> [key: value …]` starts an execution. */
export async function start(text: string, command: Command, ports: SlackPorts): Promise<RespondArguments> {
  const { slack } = wordingFor(ports.locale);
  const input = parseStart(text);
  if (!input.name) return onlyToYou(escapeMrkdwn(slack.startWhat(command.command)));
  const { text: answer } = await startRequest(
    input,
    { id: command.user_id, name: command.user_name },
    command.trigger_id,
    ports,
  );
  return onlyToYou(answer);
}

/**
 * Starts the execution of a request, once for each trigger: Slack may deliver what somebody did twice.
 *
 * @returns what to tell whoever asked, as mrkdwn; `started` says whether it worked. Never throws.
 */
export async function startRequest(
  input: Readonly<Record<string, unknown>>,
  requester: Actor,
  triggerId: string,
  ports: SlackPorts,
): Promise<{ readonly started: boolean; readonly text: string }> {
  const { slack } = wordingFor(ports.locale);
  try {
    const request = { ...input, requester: requester.name, requester_id: requester.id };
    const workflow = stateMachineName(ports.stateMachineArn);
    const { title, policy } = parseRequest(request, ports.locale, workflow);
    const email = policy.self_approval === false && (await emailOf(requester.id, ports));
    const name = executionName(triggerId);
    await ports.startExecution(name, { ...request, ...(email && { requester_email: email }) });
    ports.note({ outcome: 'started', execution: `${workflow}:${name}` });
    return { started: true, text: slack.startedIn(escapeMrkdwn(title), mentionChannel(ports.channel)) };
  } catch (error) {
    if (error instanceof Refusal) {
      ports.note({ outcome: error.code });
      return { started: false, text: escapeMrkdwn(slack.refused(error.message)) };
    }
    ports.note(failure(error));
    return { started: false, text: slack.failed };
  }
}

/** Without it, a mail cannot tell whether its reader asked, and nobody decides by mail. */
async function emailOf(userId: string, { directory, log }: SlackPorts): Promise<string | undefined> {
  try {
    return await directory.emailOf(userId);
  } catch (error) {
    log({ level: 'warn', event: 'email_unknown', error });
    return undefined;
  }
}

/** The same name starts nothing twice. 80 characters are allowed. */
function executionName(triggerId: string): string {
  return `slack-${createHash('sha256').update(triggerId).digest('hex').slice(0, 16)}`;
}
