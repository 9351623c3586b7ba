import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../../infra/bundle.ts';
import { checksums } from '../../../src/tools/release/checksums.ts';
import { slackManifest } from '../../../src/tools/release/slack-app.ts';
import { checkVersions, newestChanges } from '../../../src/tools/release/version.ts';
import { zipOf } from '../../../src/tools/release/zips.ts';

const DEPLOY = path.join(import.meta.dirname, '../../../src/tools/release/deploy.sh');

/** A folder `slack` with these files, written in this order. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'countersign-zip-')), 'slack');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

describe('the zip file of a function', () => {
  it('has the same bytes and the same name for the same files', async () => {
    const one = await zipOf(await folderOf({ 'index.mjs': 'a', 'chunks/b.mjs': 'b' }));
    const again = await zipOf(await folderOf({ 'chunks/b.mjs': 'b', 'index.mjs': 'a' }));

    expect(Buffer.compare(one.bytes, again.bytes)).toBe(0);
    expect(again.name).toBe(one.name);
    expect(one.name).toMatch(/^slack-[0-9a-f]{16}\.zip$/);
    const files = Object.entries(unzipSync(one.bytes)).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]);
    expect(files).toEqual([
      ['chunks/b.mjs', 'b'],
      ['index.mjs', 'a'],
    ]);
  });

  it('has another name for another content', async () => {
    const one = await zipOf(await folderOf({ 'index.mjs': 'a' }));
    const other = await zipOf(await folderOf({ 'index.mjs': 'b' }));
    expect(other.name).not.toBe(one.name);
  });

  it('has the same bytes in another time zone', async () => {
    const folder = await folderOf({ 'index.mjs': 'a' });
    const { name } = await zipOf(folder);
    const module = path.join(import.meta.dirname, '../../../src/tools/release/zips.ts');
    const script = `import(${JSON.stringify(module)}).then(({ zipOf }) => zipOf(${JSON.stringify(folder)})).then(({ name }) => console.log(name))`;
    const env = { ...process.env, TZ: 'Asia/Tokyo' };

    expect(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' }).trim()).toBe(name);
  });
});

describe('the checksums', () => {
  it('are what sha256sum checks, and refuse a changed file', async () => {
    const folder = await folderOf({ 'deploy.sh': 'one', 'a.zip': 'two' });
    await writeFile(path.join(folder, 'SHA256SUMS'), await checksums(folder));
    const check = () =>
      execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

    expect(check()).toBe('a.zip: OK\ndeploy.sh: OK\n');
    await rm(path.join(folder, 'a.zip'));
    await writeFile(path.join(folder, 'a.zip'), 'three');
    expect(check).toThrow('1 computed checksum did NOT match');
  });
});

describe('deploy.sh', () => {
  it('is a script of about ten lines that bash accepts', async () => {
    execFileSync('bash', ['-n', DEPLOY]);
    const lines = (await readFile(DEPLOY, 'utf8')).trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(12);
  });

  it('works from another folder and with spaces, and gives aws each parameter as it was typed', async () => {
    const folder = path.join(await mkdtemp(path.join(tmpdir(), 'countersign-deploy-')), 'a release');
    await mkdir(path.join(folder, 'bin'), { recursive: true });
    await copyFile(DEPLOY, path.join(folder, 'deploy.sh'));
    const aws = '#!/bin/sh\necho "$PWD"\nfor one in "$@"; do echo "<$one>"; done\n';
    await writeFile(path.join(folder, 'bin/aws'), aws, { mode: 0o755 });
    const deploy = (...args: readonly string[]) =>
      execFileSync('bash', [path.join(folder, 'deploy.sh'), ...args], {
        cwd: tmpdir(),
        env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, STACK_NAME: 'Approvals' },
        encoding: 'utf8',
      }).split('\n');

    const printed = deploy('code', 'SlackAppName=Approvals (production)', 'Email2=');
    expect(printed.filter((line) => line === folder)).toHaveLength(3);
    expect(printed).toEqual(
      expect.arrayContaining([
        '<s3://code/countersign/>',
        '<AssetsBucket=code>',
        '<SlackAppName=Approvals (production)>',
        '<Email2=>',
      ]),
    );
    expect(printed.filter((line) => line === '<Approvals>')).toHaveLength(2);
    expect(deploy('code')).toContain('<--no-fail-on-empty-changeset>');
  });

  it('says that the bucket is missing', () => {
    expect(() => execFileSync('bash', [DEPLOY], { stdio: 'pipe' })).toThrow(
      'the name of a bucket is missing',
    );
  });
});

describe('the versions of a release', () => {
  const changelog = '# Changelog\n\n## [1.2.0] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n';

  it('are the same in the tag, in package.json and in CHANGELOG.md', () => {
    expect(() => checkVersions({ tag: 'v1.2.0', version: '1.2.0', changelog })).not.toThrow();
  });

  it.each([
    { tag: 'v1.3.0', version: '1.2.0', changelog },
    { tag: '1.2.0', version: '1.2.0', changelog },
    { tag: 'v1.2.0', version: '1.1.0', changelog },
    { tag: 'v1.1.0', version: '1.1.0', changelog },
    { tag: 'v1.2.0', version: '1.2.0', changelog: `## [Unreleased]\n\n${changelog}` },
    { tag: 'v1.2.0', version: '1.2.0', changelog: '' },
  ])('refuse $tag with $version and another of them', (versions) => {
    expect(() => checkVersions(versions)).toThrow('They must be of one version');
  });
});

describe('the changes of a release', () => {
  it('are the newest entry of CHANGELOG.md', () => {
    const changelog =
      '# Changelog\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- One\n\n## [1.1.0] - 2026-11-01\n\n- Two\n';
    expect(newestChanges(changelog)).toBe('### Added\n\n- One\n\n');
  });
});

describe('the manifest of the Slack app', () => {
  it('is manifest.yml, with the address to replace in three places', async () => {
    const manifest = await slackManifest();
    expect(parse(manifest)).toEqual(parse(await readFile(path.join(ROOT, 'manifest.yml'), 'utf8')));
    const [header = '', body = ''] = manifest.split(/^(?=_metadata:)/m);
    expect(header).not.toContain('npm');
    expect(body.match(/https:\/\/example\.com\/slack\/events/g)).toHaveLength(3);
  });
});
