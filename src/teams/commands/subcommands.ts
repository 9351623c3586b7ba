import { wordingFor } from '../../wording/index.ts';
import type { Delivered } from '../activity.ts';
import type { TeamsPorts } from '../ports.ts';
import { textAnswer } from './answer.ts';
import { cancel } from './cancel.ts';
import { answerCommand, type Subcommand } from './command.ts';
import { list, status } from './list.ts';
import { start } from './start.ts';

const help: Subcommand = (_rest, { command, viewer, ports }) => {
  // In a personal chat, no mention is needed.
  const prefix = viewer.publicIn === undefined ? '' : `${command} `;
  return textAnswer(wordingFor(ports.locale).teams.help(prefix));
};

/** The commands, as the app manifest lists them. */
const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ['start', start],
  ['list', list],
  ['status', status],
  ['cancel', cancel],
  ['help', help],
]);

/** Answers a message with one of these commands. */
export function answerMessage(activity: Delivered, ports: TeamsPorts): Promise<void> {
  return answerCommand(activity, SUBCOMMANDS, ports);
}
