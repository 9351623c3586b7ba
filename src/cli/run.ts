import pkg from '../../package.json' with { type: 'json' };
import { CallError } from '../aws/call-error.ts';
import { Refusal } from '../callback/errors.ts';
import { Misuse } from './arguments.ts';
import { ask, get } from './ask.ts';
import { DEFECT, MISUSE, UNAVAILABLE } from './exit-codes.ts';
import type { Program } from './program.ts';
import { explained, noCommand, USAGE } from './text.ts';

/** Runs the command with these arguments. Never rejects. @returns the exit code */
export async function run(args: readonly string[], program: Program): Promise<number> {
  const { out, err } = program;
  try {
    return await runCommand(args, program);
  } catch (error) {
    if (error instanceof Misuse || error instanceof Refusal) {
      err(error.message);
      return MISUSE;
    }
    if (error instanceof CallError) {
      err(explained(error));
      return error.problem === 'refusedInput' ? MISUSE : UNAVAILABLE;
    }
    err(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return DEFECT;
  }

  async function runCommand([command, ...rest]: readonly string[], its: Program): Promise<number> {
    if (args.some((arg) => arg === '--help' || arg === '-h')) return print(USAGE.trimEnd());
    switch (command) {
      case 'ask':
        return ask(rest, its);
      case 'get':
        return get(rest, its);
      case 'mcp':
        // The tools need a library that is slow to load.
        return (await import('./mcp/serve.ts')).serve(rest, its);
      case 'manifest':
        // Few need it, and it needs a library for YAML.
        return (await import('./manifest/run.ts')).manifest(rest, its);
      case 'check':
        // Few need it, and it loads all languages.
        return (await import('./check/check.ts')).check(rest, its);
      case '--version':
        return print(pkg.version);
      default:
        throw new Misuse(noCommand(command));
    }
  }

  function print(text: string): number {
    out(text);
    return 0;
  }
}
