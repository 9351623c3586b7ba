import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { slackManifest } from '../../../src/cli/manifest/slack-manifest.ts';
import { teamsPackage } from '../../../src/cli/manifest/teams-package.ts';
import { runScript } from '../../local/support/run-script.ts';

const APP_ID = '1f6e1c2a-3b4d-4e5f-8a9b-0c1d2e3f4a5b';
const API = 'https://abc.execute-api.eu-west-1.amazonaws.com';

const run = (...args: string[]) => runScript('cli/main.ts', ['manifest', ...args]).exited;

test('manifest slack prints the manifest and nothing else', async () => {
  const { code, stdout, stderr } = await run('slack', '--url', API);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(slackManifest({ url: `${API}/slack/events` }, await readFile('manifest.yml', 'utf8')));
});

test('manifest teams writes the package, prints its path, and says what to do with it', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'teams-')), 'new', 'app.zip');
  const { code, stdout, stderr } = await run('teams', '--app-id', APP_ID, '--out', file);

  expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}\n` });
  expect(stderr).toBe(`Wrote ${file}. Upload it in Teams (Apps, Manage your apps, Upload an app).\n`);
  expect((await readFile(file)).equals(await teamsPackage({ appId: APP_ID }))).toBe(true);
});

test('a file that cannot be written is misuse', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'teams-'));
  await writeFile(path.join(folder, 'taken'), '');
  const file = path.join(folder, 'taken', 'app.zip');
  const { code, stdout, stderr } = await run('teams', '--app-id', APP_ID, '--out', file);

  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toMatch(/^The file \S+app\.zip cannot be written \(E\w+\)\.\n$/);
});

test('--help shows the options of both apps', async () => {
  const { code, stdout } = await run('slack', '--help');

  expect(code).toBe(0);
  expect(stdout).toContain('--socket-mode');
  expect(stdout).toContain('--app-id');
});
