#!/usr/bin/env node
/**
 * Runs the Node of package-lock.json with these arguments: `pinned-node src/local/start.ts`. Each `node` that this program starts
 * is the same one. This file is plain JavaScript, because the Node of the machine runs it, from version 20 on.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';

/** From here on, Node runs TypeScript and knows `import.meta.main`. */
const NEEDED = '24.2.0';

const require = createRequire(import.meta.url);
const { optionalDependencies } = require('./package.json');

const node = installed() ?? own();
process.env.PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
const child = spawn(node, process.argv.slice(2), { stdio: 'inherit' });
// The terminal sends Ctrl-C to both processes.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', ({ message }) => fail(`${node} does not start: ${message}`));
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});

/** npm installs only the package for the operating system and the processor of the machine. */
function installed() {
  for (const name of Object.keys(optionalDependencies)) {
    try {
      const manifest = require.resolve(`${name}/package.json`);
      return path.resolve(path.dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
}

/** There is no package for some platforms. */
function own() {
  const isOlder = process.versions.node.localeCompare(NEEDED, 'en', { numeric: true }) < 0;
  if (isOlder) {
    fail(
      `npm has no Node for ${process.platform} on ${process.arch}. Install Node ${NEEDED} or newer, and try again.`,
    );
  }
  return process.execPath;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
