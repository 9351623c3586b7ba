import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCommand } from '../../infra/bundle-command.ts';
import pkg from '../../package.json' with { type: 'json' };
import { teamsPackage } from '../../src/cli/manifest/teams-package.ts';

const APP_ID = '1f6e1c2a-3b4d-4e5f-8a9b-0c1d2e3f4a5b';
/** It is loaded in a third of a second. */
const LARGEST = 1_180_000;

let folder: string;
let command: string;
beforeAll(async () => {
  // Far from node_modules: it must bring all that it needs.
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-command-'));
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  command = path.join(folder, 'countersign.js');
  await buildCommand(command);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args], { cwd: folder });

test('the command is one file that runs alone', async () => {
  expect((await stat(command)).size).toBeLessThan(LARGEST);
  expect((await run('--version')).stdout).toBe(`${pkg.version}\n`);
});

test('it gives no advice on newer versions of the SDK, which it brings', async () => {
  const text = await readFile(command, 'utf8');
  expect(text.includes('NodeVersionSupportWarning')).toBe(false);
});

/** What Node 20 lacks, which the compiler does not know: it compiles for the functions. */
const NEWER = [
  /\b(?:Map|Object)\.groupBy\b/,
  /\bPromise\.(?:try|withResolvers)\b/,
  /\bArray\.fromAsync\b/,
  /\bIterator\.from\b/,
  /\bRegExp\.escape\b/,
  /\bError\.isError\b/,
  /\.(?:values|keys|entries)\(\)\.(?:map|filter|some|every|find|toArray|take|drop|flatMap|reduce|forEach)\(/,
  /\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/,
];

test('it uses nothing that Node 20 lacks', async () => {
  const text = await readFile(command, 'utf8');
  expect(NEWER.map((one) => one.exec(text)?.[0]).filter(Boolean)).toEqual([]);
});

test('it makes the manifest of the Slack app and the package of the Teams app, from files that it brings', async () => {
  const slack = await run('manifest', 'slack', '--url', 'https://example.com');
  expect(slack.stdout.trimEnd()).toBe((await readFile('manifest.yml', 'utf8')).trimEnd());

  const teams = await run('manifest', 'teams', '--app-id', APP_ID);
  expect(teams.stdout).toBe('countersign-teams.zip\n');
  const written = await readFile(path.join(folder, 'countersign-teams.zip'));
  expect(written.equals(await teamsPackage({ appId: APP_ID }))).toBe(true);
});

test('it checks a state machine, against a definition that it brings', async () => {
  const own = path.resolve('workflow/approval-emails.asl.json');
  expect((await run('check', own)).stdout).toContain('0 problems, 0 warnings.');
});

test('its tools and its languages are in the file too', async () => {
  const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:A';
  // Standard input is closed, so the server ends.
  const server = execFile(process.execPath, [command, 'mcp', '--state-machine', machine, '--locale', 'zh']);
  server.stdin?.end();
  const code = await new Promise((resolve) => server.once('close', resolve));
  expect(code).toBe(0);
});
