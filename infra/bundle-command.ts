import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildResult, build } from 'esbuild';
import { ROOT } from './bundle.ts';
import { embedAppFiles } from './embed-app-files.ts';
import { noticesOf } from './notices.ts';

/** The command `countersign`, as package.json names it. */
export const COMMAND = path.join(ROOT, 'bin/countersign.js');

/** Some of its libraries are CommonJS, and call `require` for modules of Node. */
const BANNER = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

/**
 * Bundles the command to one file, with all its libraries. It runs on people's machines and in pipelines, so it keeps the SDK's own search
 * for credentials, and runs on older versions of Node than the functions.
 */
export function buildCommand(file = COMMAND): Promise<BuildResult<{ metafile: true }>> {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    banner: { js: BANNER },
    // Later versions of the SDK need a newer Node. The one in this file stays as it is.
    define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
    plugins: [embedAppFiles],
    metafile: true,
  });
}

if (import.meta.main) {
  const { metafile } = await buildCommand();
  await writeFile(path.join(path.dirname(COMMAND), 'NOTICES.txt'), await noticesOf([metafile], ROOT));
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    process.stdout.write(`${path.basename(file).padEnd(18)} ${(bytes / 1000).toFixed(0).padStart(4)} KB\n`);
  }
}
