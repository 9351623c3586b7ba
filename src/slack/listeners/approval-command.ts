import type { RespondArguments } from '@slack/bolt';
import { cut } from '../../approval/cut.ts';
import { wordingFor } from '../../approval/wording/index.ts';
import { onlyToYou } from '../commands/answer.ts';
import { cancel } from '../commands/cancel.ts';
import type { Command } from '../commands/command.ts';
import { list } from '../commands/list.ts';
import { start } from '../commands/start.ts';
import { status } from '../commands/status.ts';
import { escapeMrkdwn, unescapeCommand } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';

/** As much of an unknown subcommand is repeated to its user. */
const MAX_ECHO = 50;

/**
 * `/approval start|list|status|cancel|help`; everything else explains.
 *
 * @returns what to answer; nothing where a modal is the answer. Never throws.
 */
export async function approvalCommand(
  command: Command,
  ports: SlackPorts,
): Promise<RespondArguments | undefined> {
  try {
    return await answer(command, ports);
  } catch (error) {
    ports.log({ level: 'error', event: 'command_failed', error });
    return onlyToYou(wordingFor(ports.locale).slack.failed);
  }
}

async function answer(command: Command, ports: SlackPorts): Promise<RespondArguments | undefined> {
  const { slack } = wordingFor(ports.locale);
  const text = (command.text ?? '').trim();
  const [subcommand = ''] = text.split(/\s/, 1);
  const rest = text.slice(subcommand.length).trim();
  switch (subcommand.toLowerCase()) {
    case 'start':
      return start(rest, command, ports);
    case 'list':
      return list(ports);
    case 'status':
      return status(rest, command, ports);
    case 'cancel':
      return cancel(rest, command, ports);
    case '':
    case 'help':
      return onlyToYou(escapeMrkdwn(slack.help(command.command)));
    default: {
      const echo = cut(unescapeCommand(subcommand), MAX_ECHO);
      return onlyToYou(
        escapeMrkdwn(`${slack.unknown(echo, command.command)}\n${slack.help(command.command)}`),
      );
    }
  }
}
