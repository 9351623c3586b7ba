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
  /** The source files of the code that a start loads: this module and its static imports, without dynamic imports. */
  readonly inputs: ReadonlySet<string>;
  /** The size of that code in bytes, with the texts of the language if the function writes texts. */
  readonly bytesIn: (language: string) => number;
  /** Of all code, including dynamic imports. */
  readonly metafile: Metafile;
}

/**
 * Defines `require`, which an ES module lacks. CommonJS dependencies (Bolt, the Slack client) use it for Node's
 * modules.
 */
export const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/** Most files of a bundle use no `require`. */
const USES_REQUIRE = /\brequire\b/;

/** The functions that import this write texts for people. */
const WORDING = 'src/wording/index.ts';

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
  // A Chinese character has 3 bytes; as an escape sequence, it would have 6.
  charset: 'utf8',
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
  for (const { outputFiles } of [main, ...more]) {
    for (const { path: file, text } of outputFiles) {
      const code = USES_REQUIRE.test(text) ? `${REQUIRE}\n${text}` : text;
      await writeFile(file, code);
      sizes.set(path.relative(ROOT, file), Buffer.byteLength(code));
    }
  }
  const metafile = {
    inputs: Object.assign({}, ...[main, ...more].map((one) => one.metafile.inputs)),
    outputs: Object.assign({}, ...[main, ...more].map((one) => one.metafile.outputs)),
  };
  const file = path.join(outdir, 'index.mjs');
  const start = path.relative(ROOT, file);
  const inputs = new Set(
    loadedWith(metafile, [start]).flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {})),
  );
  const bytesIn = (language: string) =>
    loadedWith(metafile, inputs.has(WORDING) ? [start, textsIn(metafile, language)] : [start])
      .map((output) => sizes.get(output) ?? 0)
      .reduce((sum, size) => sum + size, 0);
  return { entry, file, inputs, bytesIn, metafile };
}

async function bundle(
  entryPoints: Record<string, string>,
  outdir: string,
): Promise<{ outputFiles: OutputFile[]; metafile: Metafile }> {
  return build({ ...OPTIONS, entryPoints, outdir, metafile: true, write: false });
}

/** The output file with the texts of a language, which a function loads when it starts. */
function textsIn({ outputs }: Metafile, language: string): string {
  const texts = Object.keys(outputs).find(
    (output) => outputs[output]?.entryPoint === `src/wording/languages/${language}.ts`,
  );
  if (texts === undefined) throw new TypeError(`no texts in ${language}`);
  return texts;
}

/** Returns these output files and all that they import, without `import()`. */
function loadedWith({ outputs }: Metafile, first: readonly string[]): string[] {
  const loaded = new Set(first);
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
  for (const { entry, bytesIn } of bundles) {
    process.stdout.write(`${entry.padEnd(18)} ${(bytesIn('en') / 1000).toFixed(0).padStart(4)} KB\n`);
  }
}
