import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../../infra/bundle.ts';
import { ENTRIES } from '../../../infra/entries.ts';
import { ASSETS } from '../../../infra/package-folders.ts';
import packageManifest from '../../../package.json' with { type: 'json' };
import { readArguments } from '../arguments.ts';
import { checksums } from './checksums.ts';
import { readme } from './readme.ts';
import { slackManifest } from './slack-app.ts';
import { releaseTemplate } from './template.ts';
import { checkVersions, newestChanges } from './version.ts';
import { zipOf } from './zips.ts';

const { version } = packageManifest;
const RELEASE = path.join(ROOT, 'release');

const USAGE = `Usage: npm run release -- [--tag v1.2.3]

Writes a release to release/. With --tag, the versions of the package and of CHANGELOG.md must be that of the tag.
`;

/**
 * Writes what a deployment without CDK needs: the template, the zip files of the functions, deploy.sh, the manifest of the Slack app,
 * and what an operator must know.
 *
 * @param bundles the folder with the bundles of the functions
 */
export async function writeDeployment(bundles: string, folder: string): Promise<void> {
  const zips: Record<string, string> = {};
  for (const entry of ENTRIES) {
    const { name, bytes } = await zipOf(path.join(bundles, entry));
    await writeFile(path.join(folder, name), bytes);
    zips[entry] = name;
  }
  const template = releaseTemplate(zips, bundles);
  // Without white space, because CloudFormation takes at most 1 MB.
  await writeFile(path.join(folder, 'countersign.template.json'), `${JSON.stringify(template)}\n`);
  await writeFile(path.join(folder, 'slack-manifest.yml'), await slackManifest());
  await writeFile(path.join(folder, 'README.md'), readme(version, template));
  await copyFile(path.join(import.meta.dirname, 'deploy.sh'), path.join(folder, 'deploy.sh'));
}

async function writeRelease(changelog: string): Promise<void> {
  await rm(RELEASE, { recursive: true, force: true });
  await mkdir(RELEASE);
  npm('run', 'build:package');
  npm('pack', '--ignore-scripts', '--pack-destination', RELEASE);
  await writeDeployment(ASSETS, RELEASE);
  await copyFile(path.join(ROOT, 'sbom.cdx.json'), path.join(RELEASE, 'countersign.cdx.json'));
  await writeFile(path.join(RELEASE, 'CHANGES.md'), newestChanges(changelog));
  await writeFile(path.join(RELEASE, 'SHA256SUMS'), await checksums(RELEASE));
}

/** With the time of the commit as SOURCE_DATE_EPOCH, so that the same commit gives the same files. */
function npm(...args: readonly string[]): void {
  const time = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
  const env = { SOURCE_DATE_EPOCH: time.trim(), ...process.env };
  execFileSync('npm', args, { cwd: ROOT, env, stdio: 'inherit' });
}

if (import.meta.main) {
  const { tag } = readArguments({ usage: USAGE, options: { tag: { type: 'string' } } }).values;
  const changelog = await readFile(path.join(ROOT, 'CHANGELOG.md'), 'utf8');
  if (tag !== undefined) checkVersions({ tag, version, changelog });
  await writeRelease(changelog);
  process.stdout.write(`The release is in ${RELEASE}\n`);
}
