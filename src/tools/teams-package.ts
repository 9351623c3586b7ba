import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { readTeamsOptions, TEAMS_USAGE, type TeamsApp } from './teams-options.ts';

const APP = new URL('../teams/app/', import.meta.url);
/** ZIP has no earlier date. With a fixed one, the same app is the same file. */
const DATE = new Date(1980, 0, 1);

/**
 * Writes the app package for `npm run manifest -- --teams …`.
 *
 * @returns the text for the person: what to do with the file, or the usage
 * @throws {OptionError}
 */
export async function writeTeamsPackage(args: readonly string[]): Promise<string> {
  const options = readTeamsOptions(args);
  if (options === 'help') return TEAMS_USAGE;
  const { app, file } = options;
  const bytes = await teamsPackage(app);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  return `Wrote ${file}. Upload it in Teams (Apps, Manage your apps, Upload an app).\n`;
}

/** Returns the app package: a ZIP file with the manifest, its translations and both icons. */
export async function teamsPackage(app: TeamsApp): Promise<Uint8Array> {
  const manifest = manifestFor(app, JSON.parse(await text('manifest.json')));
  const { icons, localizationInfo } = manifest;
  const files: Record<string, Uint8Array> = { 'manifest.json': json(manifest) };
  for (const { file } of localizationInfo.additionalLanguages) {
    const translation = JSON.parse(await text(file));
    files[file] = json({ ...translation, ...(app.name && { 'name.short': app.name }) });
  }
  for (const icon of [icons.color, icons.outline]) files[icon] = await readFile(new URL(icon, APP));
  return zipSync(files, { mtime: DATE });
}

/** The members of src/teams/app/manifest.json that are read or replaced. */
interface Manifest {
  readonly id: string;
  readonly name: { readonly short: string };
  readonly developer: Readonly<Record<'name' | 'websiteUrl' | 'privacyUrl' | 'termsOfUseUrl', string>>;
  readonly icons: Readonly<Record<'color' | 'outline', string>>;
  readonly localizationInfo: { readonly additionalLanguages: readonly { readonly file: string }[] };
  readonly bots: readonly { readonly botId: string }[];
}

function manifestFor({ appId, name, developer, website }: TeamsApp, manifest: Manifest): Manifest {
  return {
    ...manifest,
    id: appId,
    bots: manifest.bots.map((bot) => ({ ...bot, botId: appId })),
    ...(name && { name: { ...manifest.name, short: name } }),
    developer: {
      ...manifest.developer,
      ...(developer && { name: developer }),
      ...(website && { websiteUrl: website, privacyUrl: website, termsOfUseUrl: website }),
    },
  };
}

function text(file: string): Promise<string> {
  return readFile(new URL(file, APP), 'utf8');
}

function json(value: unknown): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 2)}\n`);
}
