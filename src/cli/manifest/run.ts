import { Misuse } from '../arguments.ts';
import type { Program } from '../program.ts';
import { noApp, wrotePackage } from '../text.ts';
import { readAppFile } from './app-files.ts';
import { slackManifest } from './slack-manifest.ts';
import { readSlackOptions } from './slack-options.ts';
import { readTeamsOptions } from './teams-options.ts';
import { teamsPackage } from './teams-package.ts';

/** `countersign manifest`: prints the manifest of the Slack app, or writes the package of the Teams app. */
export async function manifest([app, ...args]: readonly string[], program: Program): Promise<number> {
  switch (app) {
    case 'slack':
      await printSlackManifest(args, program);
      return 0;
    case 'teams':
      await writeTeamsPackage(args, program);
      return 0;
    default:
      throw new Misuse(noApp(app));
  }
}

async function printSlackManifest(args: readonly string[], { out }: Program): Promise<void> {
  const app = readSlackOptions(args);
  const file = Buffer.from(await readAppFile('manifest.yml')).toString();
  out(slackManifest(app, file).trimEnd());
}

/** Standard output is the path of the file alone. */
async function writeTeamsPackage(args: readonly string[], { writeBytes, out, err }: Program): Promise<void> {
  const { app, file } = readTeamsOptions(args);
  await writeBytes(file, await teamsPackage(app));
  err(wrotePackage(file));
  out(file);
}
