import { styleText } from 'node:util';

/** Node leaves colours out where standard output is no terminal, and where NO_COLOR is set. */
const style = (format: Parameters<typeof styleText>[0], text: string) =>
  styleText(format, text, { stream: process.stdout });

export function heading(text: string): void {
  print(`\n${style('bold', text)}\n`);
}

/** What happens. */
export function step(text: string): void {
  print(`\n  ${text}\n`);
}

/** What was found to be so. */
export function fact(text: string): void {
  print(`\n  ${style('green', '✓')} ${text}\n`);
}

/** What a person would see. */
export function show(text: string): void {
  const bar = style('dim', '│');
  print(`${text.trim().replace(/^/gm, `    ${bar} `)}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
