import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { keepErrorNames } from './error-names.ts';
import { leaveOut, onlyNameAndVersion, onlyNamedErrors } from './left-out.ts';

/** The Lambda functions. The entry file of each is `src/<entry>.lambda.ts`. */
export const ENTRIES = ['create-urls', 'respond', 'slack', 'request-approval', 'tell-outcome'] as const;
export type Entry = (typeof ENTRIES)[number];

export const ROOT = path.dirname(import.meta.dirname);
/** The default directory of the bundles. */
export const BUNDLES = path.join(ROOT, 'dist');

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
const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/** Bundles all functions. */
export function buildAll(directory = BUNDLES): Promise<Bundle[]> {
  return Promise.all(ENTRIES.map((entry) => buildEntry(entry, directory)));
}

/** Bundles one function to `<directory>/<entry>/index.mjs`. Its dynamic imports are separate files beside it. */
async function buildEntry(entry: Entry, directory = BUNDLES): Promise<Bundle> {
  const outdir = path.join(directory, entry);
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: `src/${entry}.lambda.ts` },
    outdir,
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
    plugins: [leaveOut, onlyNamedErrors, onlyNameAndVersion, keepErrorNames],
    metafile: true,
    write: false,
  });
  // The names of chunks contain a hash of their content, so a new build does not overwrite old chunks.
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const sizes = new Map<string, number>();
  for (const { path: file, text } of outputFiles) {
    const output = path.relative(ROOT, file);
    const code = requiresAtRunTime(metafile) ? `${REQUIRE}\n${text}` : text;
    await writeFile(file, code);
    sizes.set(output, Buffer.byteLength(code));
  }
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

/** Whether the bundle needs `require`. It is added to all files, because esbuild decides which file uses it. */
function requiresAtRunTime({ outputs }: Metafile): boolean {
  return Object.values(outputs).some(({ imports }) => imports.some(({ kind }) => kind === 'require-call'));
}

/** Returns the files that a start loads: the first one and its static imports, without `import()`. */
function loadedAtStart({ outputs }: Metafile, first: string): string[] {
  const loaded = new Set([first]);
  for (const output of loaded) {
    for (const { path: imported, kind } of outputs[output]?.imports ?? []) {
      if (kind === 'import-statement' && imported in outputs) loaded.add(imported);
    }
  }
  return [...loaded];
}

if (import.meta.main) {
  for (const { entry, bytes } of await buildAll()) {
    process.stdout.write(`${entry.padEnd(18)} ${(bytes / 1000).toFixed(0).padStart(4)} KB\n`);
  }
}
