import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

const FILES = /[\\/]node_modules[\\/]@(?:smithy|aws-sdk)[\\/].*[\\/]dist-es[\\/].*\.js$/;
const IMPORT = /^import \{([^}]*)\} from "(@(?:smithy|aws-sdk)\/core)(?:\/([\w-]+))?";$/gm;
const EXPORT = /^export \{([^}]*)\} from "(\.[^"]*)";$/gm;

/**
 * Lets the clients of AWS import each file of the SDK's core directly, and not through the index of its folder. esbuild never
 * divides a file: what a cold start and a late module both import through one index is loaded at the cold start, also what only
 * the late module uses.
 */
export const directImports: Plugin = {
  name: 'direct-imports',
  setup({ onLoad, initialOptions }) {
    const modules = path.join(initialOptions.absWorkingDir ?? '.', 'node_modules');
    const indexes = new Map<string, ReadonlyMap<string, string>>();
    const filesOf = (index: string) => {
      const known = indexes.get(index) ?? readIndex(index);
      indexes.set(index, known);
      return known;
    };
    onLoad({ filter: FILES }, async (file) => ({
      contents: (await readFile(file.path, 'utf8')).replace(
        IMPORT,
        (_, names: string, core: string, folder?: string) => {
          const index = path.join(
            modules,
            core,
            'dist-es',
            ...(folder ? ['submodules', folder] : []),
            'index.js',
          );
          const files = filesOf(index);
          return specifiersIn(names)
            .map((name) => `import { ${name} } from ${JSON.stringify(files.get(nameOf(name)) ?? index)};`)
            .join('\n');
        },
      ),
    }));
  },
};

/** The file of each name that an index exports from another file. */
function readIndex(index: string): ReadonlyMap<string, string> {
  const folder = path.dirname(index);
  return new Map(
    [...readFileSync(index, 'utf8').matchAll(EXPORT)].flatMap(([, names = '', file = '']) =>
      specifiersIn(names)
        .filter((name) => name === nameOf(name))
        .map((name): [string, string] => [name, path.join(folder, file)]),
    ),
  );
}

function specifiersIn(names: string): readonly string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function nameOf(specifier: string): string {
  return specifier.replace(/ as .*/, '');
}
