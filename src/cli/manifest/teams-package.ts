import { strFromU8, strToU8, zipSync } from 'fflate';
import { readAppFile } from './app-files.ts';

/** ZIP has no earlier date. With a fixed one, the same app is the same file. */
const DATE = new Date(1980, 0, 1);

/** What differs from the files in src/teams/app/. */
export interface TeamsApp {
  readonly appId: string;
  readonly name?: string;
  readonly developer?: string;
  readonly website?: string;
}

/** Returns the app package: a ZIP file with the manifest, its translations and both icons. */
export async function teamsPackage(app: TeamsApp): Promise<Uint8Array> {
  const manifest = manifestFor(app, await read('manifest.json'));
  const { icons, localizationInfo } = manifest;
  const files: Record<string, Uint8Array> = { 'manifest.json': json(manifest) };
  for (const { file } of localizationInfo.additionalLanguages) {
    files[file] = json({ ...(await read(file)), ...(app.name && { 'name.short': app.name }) });
  }
  for (const icon of [icons.color, icons.outline]) files[icon] = await bytesOf(icon);
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

async function read(file: string) {
  return JSON.parse(strFromU8(await bytesOf(file)));
}

function bytesOf(file: string): Promise<Uint8Array> {
  return readAppFile(`src/teams/app/${file}`);
}

function json(value: unknown): Uint8Array {
  return strToU8(`${JSON.stringify(value, null, 2)}\n`);
}
