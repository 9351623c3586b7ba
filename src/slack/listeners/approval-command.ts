import type { RespondArguments } from '@slack/bolt';
import { plainText } from '../../approval/rich-text.ts';
import { cut } from '../../approval/text.ts';
import { failure } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import { cancel } from '../commands/cancel.ts';
import { type Command, ephemeral } from '../commands/command.ts';
import { list } from '../commands/list.ts';
import { start } from '../commands/start.ts';
import { status } from '../commands/status.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { unescapeCommand } from '../unescape-command.ts';

/** How many characters of an unknown subcommand the answer repeats. */
const MAX_ECHO = 50;

/** Answers a subcommand. `rest` is the text after it. */
type Subcommand = (
  rest: string,
  command: Command,
  ports: SlackPorts,
) => RespondArguments | Promise<RespondArguments | undefined>;

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ['start', start],
  ['list', (_rest, _command, ports) => list(ports)],
  ['status', status],
  ['cancel', cancel],
  ['help', help],
]);

/**
 * Answers `/approval start|list|status|cancel|help`. Explains the command for any other text, and what to set if the app
 * has another command than the deployment. Never throws.
 *
 * @returns undefined if a modal is the answer
 */
export async function approvalCommand(
  command: Command,
  ports: SlackPorts,
): Promise<RespondArguments | undefined> {
  try {
    return await answer(command, ports);
  } catch (error) {
    ports.note(failure(error));
    return ephemeral(wordingFor(ports.locale).slack.failed);
  }
}

async function answer(command: Command, ports: SlackPorts): Promise<RespondArguments | undefined> {
  if (command.command !== ports.command) return otherCommand(command, ports);
  const text = (command.text ?? '').trim();
  const [first = ''] = text.split(/\s/, 1);
  const subcommand = first.toLowerCase() || 'help';
  const answerTo = SUBCOMMANDS.get(subcommand);
  if (!answerTo) return unknown(first, command, ports);
  ports.note({ subcommand });
  return answerTo(text.slice(first.length).trim(), command, ports);
}

function help(_rest: string, { command }: Command, { locale }: SlackPorts): RespondArguments {
  return ephemeral(escapeMrkdwn(wordingFor(locale).slack.help(command)));
}

function otherCommand({ command: given }: Command, { locale, command, note }: SlackPorts): RespondArguments {
  note({ outcome: 'other_command' });
  return ephemeral(escapeMrkdwn(wordingFor(locale).slack.otherCommand(given, command)));
}

function unknown(subcommand: string, { command }: Command, { locale }: SlackPorts): RespondArguments {
  const { slack } = wordingFor(locale);
  const echo = cut(plainText(unescapeCommand(subcommand)), MAX_ECHO);
  return ephemeral(escapeMrkdwn(`${slack.unknown(echo, command)}\n${slack.help(command)}`));
}
