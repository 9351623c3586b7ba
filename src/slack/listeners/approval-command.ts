import { createHash } from 'node:crypto';
import type { RespondArguments, SlashCommand } from '@slack/bolt';
import { cut } from '../../approval/cut.ts';
import { parseRequest } from '../../approval/request.ts';
import { type Wording, wordingFor } from '../../approval/wording/index.ts';
import { Refusal } from '../../callback/errors.ts';
import { escapeMrkdwn, mentionChannel } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';

type Command = Pick<SlashCommand, 'command' | 'user_id' | 'user_name' | 'trigger_id'> & { text?: string };

/** As much of an unknown subcommand is repeated to its user. */
const MAX_ECHO = 50;

/** `/approval start <name>` starts an execution; `/approval help` and everything else explain. */
export async function approvalCommand(command: Command, ports: SlackPorts): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  // A command without words may come without a text.
  const [subcommand = '', ...rest] = (command.text ?? '').trim().split(/\s+/);
  switch (subcommand.toLowerCase()) {
    case 'start':
      return start(rest.join(' '), command, wording, ports);
    case '':
    case 'help':
      return onlyToYou(escapeMrkdwn(wording.slack.help(command.command)));
    default:
      return onlyToYou(
        escapeMrkdwn(
          `${wording.slack.unknown(cut(subcommand, MAX_ECHO), command.command)}\n${wording.slack.help(command.command)}`,
        ),
      );
  }
}

async function start(
  name: string,
  command: Command,
  wording: Wording,
  ports: SlackPorts,
): Promise<RespondArguments> {
  if (!name) return onlyToYou(escapeMrkdwn(wording.slack.startWhat(command.command)));
  const input = { name, requester: command.user_name, requester_id: command.user_id };
  try {
    const { title } = parseRequest(input, ports.locale, command.command);
    await ports.startExecution(executionName(command.trigger_id), input);
    return onlyToYou(wording.slack.startedIn(escapeMrkdwn(title), mentionChannel(ports.channel)));
  } catch (error) {
    if (error instanceof Refusal) return onlyToYou(escapeMrkdwn(wording.slack.refused(error.message)));
    ports.log({ level: 'error', event: 'start_failed', error });
    return onlyToYou(wording.slack.failed);
  }
}

/** Slack may deliver a command twice; the same name starts nothing twice. 80 characters are allowed. */
function executionName(triggerId: string): string {
  return `slack-${createHash('sha256').update(triggerId).digest('hex').slice(0, 32)}`;
}

function onlyToYou(text: string): RespondArguments {
  return { response_type: 'ephemeral', text };
}
