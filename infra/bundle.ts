import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild';
import { apart, importedApart } from './apart.ts';
import { directImports } from './direct-imports.ts';
import { ENTRIES, type Entry } from './entries.ts';
import { keepErrorNames } from './error-names.ts';
import { leaveOut, onlyCodesOfRegions, onlyNameAndVersion, onlyNamedErrors } from './left-out.ts';
import { noticesOf } from './notices.ts';
import { ASSETS } from './package-folders.ts';
import { onlyUsedOfSlack } from './slack-client.ts';

export const ROOT = path.dirname(import.meta.dirname);

export interface Bundle {
  readonly entry: Entry;
  /** The ES module that exports `handler`. */
  readonly file: string;
  /** The size of the code that a cold start loads: this module and its static imports, without dynamic imports. */
  readonly bytes: number;
  /** The source files of that code. */
  readonly inputs: ReadonlySet<string>;
  /** Of all code, including dynamic imports. */
  readonly metafile: Metafile;
}

/**
 * Defines `require`, which an ES module lacks. CommonJS dependencies (Bolt, the Slack client) use it for Node's
 * modules.
 */
export const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

const OPTIONS: BuildOptions = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // esbuild can remove unused code from the SDK's ES modules, but not from its CommonJS modules.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // The first that loads a file decides what is in it.
  plugins: [
    apart,
    leaveOut,
    onlyNamedErrors,
    onlyNameAndVersion,
    onlyCodesOfRegions,
    onlyUsedOfSlack,
    keepErrorNames,
    directImports,
  ],
};

/** Bundles all functions, by default into the folder that the constructs read. */
export function buildAll(directory = ASSETS): Promise<Bundle[]> {
  return Promise.all(ENTRIES.map((entry) => buildEntry(entry, directory)));
}

/**
 * Bundles one function to `<directory>/<entry>/index.mjs`. Its dynamic imports are separate files beside it. So is each module
 * of infra/apart.ts that it imports.
 */
async function buildEntry(entry: Entry, directory = ASSETS): Promise<Bundle> {
  const outdir = path.join(directory, entry);
  const main = await bundle({ index: `src/${entry}.lambda.ts` }, outdir);
  const more = await Promise.all(importedApart(main.metafile).map((entries) => bundle(entries, outdir)));
  // The names of chunks contain a hash of their content, so a new build does not overwrite old chunks.
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const sizes = new Map<string, number>();
  for (const { outputFiles, metafile } of [main, ...more]) {
    for (const { path: file, text } of outputFiles) {
      const code = requiresAtRunTime(metafile) ? `${REQUIRE}\n${text}` : text;
      await writeFile(file, code);
      sizes.set(path.relative(ROOT, file), Buffer.byteLength(code));
    }
  }
  const metafile = {
    inputs: Object.assign({}, ...[main, ...more].map((one) => one.metafile.inputs)),
    outputs: Object.assign({}, ...[main, ...more].map((one) => one.metafile.outputs)),
  };
  const file = path.join(outdir, 'index.mjs');
  const loaded = loadedAtStart(metafile, path.relative(ROOT, file));
  return {
    entry,
    file,
    bytes: loaded.reduce((sum, output) => sum + (sizes.get(output) ?? 0), 0),
    inputs: new Set(loaded.flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {}))),
    metafile,
  };
}

async function bundle(
  entryPoints: Record<string, string>,
  outdir: string,
): Promise<{ outputFiles: OutputFile[]; metafile: Metafile }> {
  return build({ ...OPTIONS, entryPoints, outdir, metafile: true, write: false });
}

/** Whether the bundle needs `require`. It is added to all files, because esbuild decides which file uses it. */
function requiresAtRunTime({ outputs }: Metafile): boolean {
  return Object.values(outputs).some(({ imports }) => imports.some(({ kind }) => kind === 'require-call'));
}

/** Returns the files that a start loads: the first one and its static imports, without `import()`. */
function loadedAtStart({ outputs }: Metafile, first: string): string[] {
  const loaded = new Set([first]);
  for (const output of loaded) {
    for (const { path: imported, kind, external } of outputs[output]?.imports ?? []) {
      // The import of a bundle apart is external, and relative to the file.
      const target = external ? path.join(path.dirname(output), imported) : imported;
      if (kind === 'import-statement' && target in outputs) loaded.add(target);
    }
  }
  return [...loaded];
}

if (import.meta.main) {
  const bundles = await buildAll();
  const notices = await noticesOf(
    bundles.map(({ metafile }) => metafile),
    ROOT,
  );
  await writeFile(path.join(ASSETS, 'NOTICES.txt'), notices);
  for (const { entry, bytes } of bundles) {
    process.stdout.write(`${entry.padEnd(18)} ${(bytes / 1000).toFixed(0).padStart(4)} KB\n`);
  }
}
