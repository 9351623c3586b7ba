import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readArguments, readNumber } from '../../src/tools/arguments.ts';

const USAGE = 'Usage: npm run -s soak -- [--minutes 10]\n\nPeople use the embedded stack.\n';
const OPTIONS = { minutes: { type: 'string', default: '10' } } as const;

let printed: string[];

beforeEach(() => {
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(`stdout: ${text}`) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(`stderr: ${text}`) > 0);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the command line of a program for developers', () => {
  it('gives the options, and words where the program takes some', () => {
    expect(readArguments({ usage: USAGE, options: OPTIONS }, ['--minutes', '2']).values.minutes).toBe('2');
    expect(readArguments({ usage: USAGE, options: OPTIONS }, []).values.minutes).toBe('10');
    expect(readArguments({ usage: USAGE, words: true }, ['link', 'decides']).positionals).toEqual([
      'link',
      'decides',
    ]);
  });

  it.each(['--help', '-h'])('prints the usage with %s', (option) => {
    expect(() => readArguments({ usage: USAGE, options: OPTIONS }, [option])).toThrow('exit 0');
    expect(printed).toEqual([`stdout: ${USAGE}`]);
  });

  it.each([
    ['--minuets', "Unknown option '--minuets'."],
    ['link', "Unexpected argument 'link'."],
  ])('refuses %s in one sentence, with the right command line', (wrong, sentence) => {
    expect(() => readArguments({ usage: USAGE, options: OPTIONS }, [wrong])).toThrow('exit 2');
    expect(printed).toEqual([
      expect.stringContaining(
        `${sentence} Options come after --, as in npm run -s soak -- [--minutes 10].\n`,
      ),
    ]);
  });
});

describe('a number on the command line', () => {
  const read = (text: string) => readNumber('minutes', text, (number) => number > 0, 'a number above 0');

  it('is read', () => {
    expect(read('1.5')).toBe(1.5);
  });

  it.each(['', ' ', 'long', '0', '-1', 'Infinity'])('is refused if it is “%s”', (text) => {
    expect(() => read(text)).toThrow('exit 2');
    expect(printed).toEqual([`stderr: --minutes must be a number above 0, not “${text}”.\n`]);
  });
});
