import { type ParseArgsConfig, parseArgs } from 'node:util';
import { OptionError, unreadable } from '../local/options.ts';

type OptionsOf<O extends ParseArgsConfig['options']> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>;

/** What a program is called with, and how to print that. */
export interface Program<O extends ParseArgsConfig['options']> {
  /** Its first line is the command line. */
  readonly usage: string;
  readonly options?: O;
  /** Whether it takes words that are no options. */
  readonly words?: boolean;
}

/**
 * Reads the command line of a program for developers. `--help` prints the usage and ends the program; an argument that is wrong
 * ends it with code 2 and one sentence.
 */
export function readArguments<const O extends ParseArgsConfig['options']>(
  { usage, options, words = false }: Program<O>,
  args: readonly string[] = process.argv.slice(2),
): OptionsOf<O> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: words }) as OptionsOf<O>;
  } catch (error) {
    return refuse(unreadable(error, exampleOf(usage)));
  }
}

/**
 * Reads a number that an option has.
 *
 * @param isAllowed what it must be, besides a number
 * @param must the same in words, such as `a whole number`
 */
export function readNumber(
  option: string,
  text: string,
  isAllowed: (number: number) => boolean,
  must: string,
): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number) && isAllowed(number)) return number;
  return refuse(new OptionError(`--${option} must be ${must}, not “${text}”.`));
}

function refuse({ message }: OptionError): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function exampleOf(usage: string): string {
  return usage.split('\n', 1)[0]?.replace(/^Usage: /, '') ?? usage;
}
