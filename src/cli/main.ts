#!/usr/bin/env node
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { Misuse } from './arguments.ts';
import { run } from './run.ts';

/** A second Ctrl-C ends the process at once. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(signal));
}
// The exit code tells the answer, also if the reader has left, such as head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  out: (lines) => void process.stdout.write(`${lines}\n`),
  err: (lines) => void process.stderr.write(`${lines}\n`),
  readText,
  writeBytes,
  pause,
  interrupted: interrupted.signal,
});

async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Misuse(`The file ${file} cannot be read (${code}).`, { cause: error });
  }
}

async function writeBytes(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Misuse(`The file ${file} cannot be written (${code}).`, { cause: error });
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
