import { styleText } from 'node:util';

/** Node writes no colours if standard output is not a terminal, or if NO_COLOR is set. */
const style = (format: Parameters<typeof styleText>[0], text: string) =>
  styleText(format, text, { stream: process.stdout });

export function heading(text: string): void {
  print(`\n${style('bold', text)}\n`);
}

/** Prints what happens next. */
export function step(text: string): void {
  print(`\n  ${text}\n`);
}

/** Prints a statement that was checked. */
export function fact(text: string): void {
  print(`\n  ${style('green', '✓')} ${text}\n`);
}

/** Prints what a person sees. */
export function show(text: string): void {
  const bar = style('dim', '│');
  print(`${text.trim().replace(/^/gm, `    ${bar} `)}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
