import { mkdir, writeFile } from 'node:fs/promises';
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
  readonly bytes: number;
  /** What went in, and how much of it (esbuild's metafile). */
  readonly metafile: Metafile;
}

/** CommonJS dependencies (Bolt, the Slack client) require Node's own modules, and an ES module has no `require`. */
const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/** Bundles every function. */
export function buildAll(directory = BUNDLES): Promise<Bundle[]> {
  return Promise.all(ENTRIES.map((entry) => buildEntry(entry, directory)));
}

/** Bundles one function to `<directory>/<entry>/index.mjs`. */
async function buildEntry(entry: Entry, directory = BUNDLES): Promise<Bundle> {
  const file = path.join(directory, entry, 'index.mjs');
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`src/${entry}.lambda.ts`],
    outfile: file,
    bundle: true,
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
  const [{ text } = { text: '' }] = outputFiles;
  const code = requiresAtRunTime(metafile) ? `${REQUIRE}\n${text}` : text;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, code);
  return { entry, file, bytes: Buffer.byteLength(code), metafile };
}

function requiresAtRunTime({ outputs }: Metafile): boolean {
  return Object.values(outputs).some(({ imports }) => imports.some(({ kind }) => kind === 'require-call'));
}

if (import.meta.main) {
  for (const { entry, bytes } of await buildAll()) {
    process.stdout.write(`${entry.padEnd(18)} ${(bytes / 1000).toFixed(0).padStart(4)} KB\n`);
  }
}
