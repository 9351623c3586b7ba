import type { RespondArguments } from '@slack/bolt';
import { plainText } from '../../approval/rich-text.ts';
import { cut } from '../../approval/text.ts';
import { failure } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import { cancel } from '../commands/cancel.ts';
import { type Command, ephemeral } from '../commands/command.ts';
import { list } from '../commands/list.ts';
import { partsOf, type READING } from '../commands/parts.ts';
import { start } from '../commands/start.ts';
import { status } from '../commands/status.ts';
import type { ReadingCommand } from '../follow-up.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { SlackPorts } from '../ports.ts';
import { failedText } from '../slack-error.ts';
import { unescapeCommand } from '../unescape-command.ts';

/** How many characters of an unknown subcommand the answer repeats. */
const MAX_ECHO = 50;

/** Answers a subcommand. `rest` is the text after it. */
type Subcommand<Given = Command> = (
  rest: string,
  command: Given,
  ports: SlackPorts,
) => RespondArguments | Promise<RespondArguments | undefined>;

const READING_SUBCOMMANDS: ReadonlyMap<string, Subcommand<ReadingCommand>> = new Map(
  Object.entries({ list, status } satisfies Record<(typeof READING)[number], Subcommand<ReadingCommand>>),
);
/** All of them, by name. The manifests of the apps declare the same names. */
export const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ...READING_SUBCOMMANDS,
  ['start', start],
  ['cancel', cancel],
  ['help', help],
]);

/**
 * Answers `/approval start|list|status|cancel|help`. Explains the command for any other text, and what to set if the app
 * has another command than the deployment. Never throws.
 *
 * @returns undefined if a modal is the answer
 */
export function approvalCommand(command: Command, ports: SlackPorts): Promise<RespondArguments | undefined> {
  return answer(command, ports, SUBCOMMANDS);
}

/** Answers a command that changes nothing; any other command is explained. Never throws. */
export function readingCommand(
  command: ReadingCommand,
  ports: SlackPorts,
): Promise<RespondArguments | undefined> {
  return answer(command, ports, READING_SUBCOMMANDS);
}

async function answer<Given extends ReadingCommand>(
  command: Given,
  ports: SlackPorts,
  subcommands: ReadonlyMap<string, Subcommand<Given>>,
): Promise<RespondArguments | undefined> {
  try {
    if (command.command !== ports.command) return otherCommand(command, ports);
    const { first, subcommand, rest } = partsOf(command);
    const answerTo = subcommands.get(subcommand);
    if (!answerTo) return unknown(first, command, ports);
    ports.note({ subcommand });
    return await answerTo(rest, command, ports);
  } catch (error) {
    ports.note(failure(error));
    return ephemeral(escapeMrkdwn(failedText(error, wordingFor(ports.locale))));
  }
}

function help(_rest: string, { command }: Command, { locale }: SlackPorts): RespondArguments {
  return ephemeral(escapeMrkdwn(wordingFor(locale).slack.help(command)));
}

function otherCommand(
  { command: given }: ReadingCommand,
  { locale, command, note }: SlackPorts,
): RespondArguments {
  note({ outcome: 'other_command' });
  return ephemeral(escapeMrkdwn(wordingFor(locale).slack.otherCommand(given, command)));
}

function unknown(subcommand: string, { command }: ReadingCommand, { locale }: SlackPorts): RespondArguments {
  const { chat, slack } = wordingFor(locale);
  const echo = cut(plainText(unescapeCommand(subcommand)), MAX_ECHO);
  return ephemeral(escapeMrkdwn(`${chat.unknown(echo, command)}\n${slack.help(command)}`));
}
