import path from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

/**
 * Modules that become bundles of their own, beside the main one. A module belongs here if it is loaded late, and uses more of a
 * library than the main bundle does: esbuild never divides a file, so all of that would be in the main bundle. The library is
 * then there twice, and a cold start loads less. The module may only export code of other packages: our own classes would be
 * there twice too, and `instanceof` would not know the other one.
 */
const APART = ['src/aws/eventbridge-client.ts', 'src/aws/lambda-client.ts', 'src/aws/ses-client.ts'] as const;

/** Leaves imports of these modules in the code, as imports of their bundles. */
export const apart: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    for (const module of APART) {
      onResolve({ filter: new RegExp(`^\\./${nameOf(module)}\\.ts$`) }, () => ({
        path: fileOf(module),
        external: true,
      }));
    }
  },
};

/** The entry points of the bundles that a bundle imports. */
export function importedApart({ outputs }: Metafile): Record<string, string>[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return APART.filter((module) => imports.some(({ path: file }) => file === fileOf(module))).map(
    (module) => ({
      [nameOf(module)]: module,
    }),
  );
}

function nameOf(module: string): string {
  return path.basename(module, '.ts');
}

/** The bundle, relative to the files that import it. */
function fileOf(module: string): string {
  return `./${nameOf(module)}.mjs`;
}
