import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

/** A package whose code is in the bundles. */
interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The texts of its licence and notice files. */
  readonly texts: readonly string[];
}

/** The files that name the terms of a package. */
const TERMS = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

/** The licences and notices of all packages whose code is in these bundles, as one text. */
export async function noticesOf(metafiles: readonly Metafile[], root: string): Promise<string> {
  const folders = bundledFolders(metafiles);
  const bundled = await Promise.all(folders.map((folder) => read(path.join(root, folder))));
  const sorted = bundled.toSorted((a, b) => a.name.localeCompare(b.name));
  const byText = Map.groupBy(
    sorted.flatMap((one) => one.texts.map((text) => ({ one, text }))),
    ({ text }) => text,
  );
  return [
    'The code in this folder contains code of these packages:\n',
    ...sorted.map(({ name, version, license }) => `${name} ${version} (${license})`),
    ...[...byText].map(
      ([text, all]) => `\n${'-'.repeat(80)}\n${all.map(({ one }) => one.name).join(', ')}\n\n${text}`,
    ),
    '',
  ].join('\n');
}

/** The folders of the packages whose code is in these bundles. A module that was replaced or not used has none. */
export function bundledFolders(metafiles: readonly Metafile[]): readonly string[] {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const files = inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)];
}

async function read(folder: string): Promise<Bundled> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new TypeError(`The package ${name} names no licence.`);
  const files = (await readdir(folder)).filter((file) => TERMS.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return { name, version, license, texts: texts.map((text) => text.trim()) };
}
