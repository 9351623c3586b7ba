import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { leaveOut, onlyNameAndVersion, onlyNamedErrors } from './left-out.ts';

/** The Lambda functions, by their entry files `src/<entry>.lambda.ts`. */
export const ENTRIES = ['create-urls', 'respond', 'slack', 'request-approval', 'announce-decision'] as const;
export type Entry = (typeof ENTRIES)[number];

export const ROOT = path.dirname(import.meta.dirname);
/** Where the bundles are, unless somebody says otherwise. */
export const BUNDLES = path.join(ROOT, 'dist');

export interface Bundle {
  readonly entry: Entry;
  /** The ES module that exports `handler`. */
  readonly file: string;
  /** Of what a cold start loads: the module and what it imports, without what is imported when it is first needed. */
  readonly bytes: number;
  /** The source files of that. */
  readonly inputs: ReadonlySet<string>;
  /** Of all there is. */
  readonly metafile: Metafile;
}

/** CommonJS dependencies (Bolt, the Slack client) require Node's own modules, and an ES module has no `require`. */
const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/** Bundles every function. */
export function buildAll(directory = BUNDLES): Promise<Bundle[]> {
  return Promise.all(ENTRIES.map((entry) => buildEntry(entry, directory)));
}

/** Bundles one function to `<directory>/<entry>/index.mjs`, and beside it what is imported when it is first needed. */
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
    // The SDK's ES modules can be shaken; its CommonJS cannot.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    plugins: [leaveOut, onlyNamedErrors, onlyNameAndVersion],
    metafile: true,
    write: false,
  });
  // Chunks are named after their content: those of another build would stay.
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

/** Which of the modules holds esbuild's helper for it is esbuild's choice. */
function requiresAtRunTime({ outputs }: Metafile): boolean {
  return Object.values(outputs).some(({ imports }) => imports.some(({ kind }) => kind === 'require-call'));
}

/** The outputs that importing one loads: itself, and what it imports by statement, not by `import()`. */
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
