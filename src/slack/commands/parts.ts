import type { ReadingCommand } from '../follow-up.ts';

/** The subcommands that change nothing. Their answer may come later, and twice. */
export const READING = ['list', 'status'] as const;

/** Whether a command changes nothing. */
export function onlyReads(command: ReadingCommand): boolean {
  return READING.some((name) => name === partsOf(command).subcommand);
}

/** The first word of a command, the subcommand that it names, and the text after it. */
export function partsOf({ text: typed = '' }: Pick<ReadingCommand, 'text'>) {
  const text = typed.trim();
  const [first = ''] = text.split(/\s/, 1);
  return { first, subcommand: first.toLowerCase() || 'help', rest: text.slice(first.length).trim() };
}
