import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../../infra/bundle.ts';
import { ENTRIES } from '../../../infra/entries.ts';
import { ASSETS } from '../../../infra/package-folders.ts';
import { billOfMaterials } from '../sbom.ts';
import { checksums } from './checksums.ts';
import { releaseTemplate } from './template.ts';
import { checkVersions } from './version.ts';
import { zipOf } from './zips.ts';

const RELEASE = path.join(ROOT, 'release');

/**
 * Writes what a deployment without CDK needs: the template, the zip files of the functions, and deploy.sh.
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
  // Without white space, because CloudFormation takes at most 1 MB.
  const template = `${JSON.stringify(releaseTemplate(zips, bundles))}\n`;
  await writeFile(path.join(folder, 'countersign.template.json'), template);
  await copyFile(path.join(import.meta.dirname, 'deploy.sh'), path.join(folder, 'deploy.sh'));
}

async function writeRelease(): Promise<void> {
  await rm(RELEASE, { recursive: true, force: true });
  await mkdir(RELEASE);
  npm('run', 'build:package');
  npm('pack', '--ignore-scripts', '--pack-destination', RELEASE);
  await writeDeployment(ASSETS, RELEASE);
  await writeFile(path.join(RELEASE, 'countersign.cdx.json'), await billOfMaterials());
  await writeFile(path.join(RELEASE, 'SHA256SUMS'), await checksums(RELEASE));
}

function npm(...args: readonly string[]): void {
  execFileSync('npm', args, { cwd: ROOT, stdio: 'inherit' });
}

if (import.meta.main) {
  const { tag } = parseArgs({ options: { tag: { type: 'string' } } }).values;
  if (tag !== undefined) {
    const { version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
    checkVersions({ tag, version, changelog: await readFile(path.join(ROOT, 'CHANGELOG.md'), 'utf8') });
  }
  await writeRelease();
  process.stdout.write(`The release is in ${RELEASE}\n`);
}
